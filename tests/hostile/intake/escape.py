# attack: escape codes in the text
# outcome: finished | not started
# stops: characters are shown
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return SOLUTION.read_bytes() + b'# \x1b[31m\x1b]0;title\x07\x9b31m\n'
