# attack: a line of forty thousand slips
# outcome: not started
# stops: limits on the text
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return SOLUTION.read_bytes() + b'if ' + b'a = b ' * 40_000 + b'\n'
