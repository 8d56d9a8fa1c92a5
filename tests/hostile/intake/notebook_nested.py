# attack: a notebook nested without end
# outcome: refused | not started
# stops: strict reading
# made: task1_cnn.ipynb
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return b'[' * 100_000
