# attack: a NUL in the text
# outcome: not started
# stops: strict reading
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return SOLUTION.read_bytes() + b'x = "\0"\n'
