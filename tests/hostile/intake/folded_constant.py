# attack: a constant that Python would work out while it compiles
# outcome: finished
# stops: limits on the text
# earns: full
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return b'X = 9 ** 9 ** 9 ** 9 if False else "a" * 10\n' + SOLUTION.read_bytes()
