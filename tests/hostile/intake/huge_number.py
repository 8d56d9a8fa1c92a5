# attack: a number of two hundred thousand digits
# outcome: not started
# stops: limits on the text
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return b'x = ' + b'9' * 200_000 + b'\n' + SOLUTION.read_bytes()
