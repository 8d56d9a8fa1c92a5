# attack: a name with a letter of another alphabet
# outcome: finished
# stops: characters are shown
# earns: full
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return SOLUTION.read_bytes() + 'n\u0435t = 1\n'.encode()
