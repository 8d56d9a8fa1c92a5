# attack: signs before signs before signs
# outcome: not started
# stops: limits on the text
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return b'x = ' + b'-' * 90_000 + b'1\n' + SOLUTION.read_bytes()
