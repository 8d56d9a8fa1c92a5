# attack: a coding cookie that hides statements
# outcome: not started | finished
# stops: one coding
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return b'# -*- coding: utf-7 -*-\n' + SOLUTION.read_bytes()
