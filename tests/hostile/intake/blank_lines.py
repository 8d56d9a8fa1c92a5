# attack: a hundred thousand lines of blanks
# outcome: finished
# stops: limits on the text
# earns: full
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return SOLUTION.read_bytes() + b'\f\n' * 100_000
