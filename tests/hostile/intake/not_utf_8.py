# attack: bytes that are no UTF-8
# outcome: not started | finished
# stops: one coding
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return SOLUTION.read_bytes() + b'# \xff\xfe\xc0\x80\n'
