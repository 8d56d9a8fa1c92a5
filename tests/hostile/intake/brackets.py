# attack: brackets a hundred thousand deep
# outcome: not started
# stops: limits on the text
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return b'x = ' + b'(' * 100_000 + b')' * 100_000 + b'\n' + SOLUTION.read_bytes()
