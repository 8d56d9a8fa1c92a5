# attack: a file of 300 kB
# outcome: refused
# stops: limits on the text
# says: 256 kB
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return SOLUTION.read_bytes() + b'# and so on\n' * 25_000
