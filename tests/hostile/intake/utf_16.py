# attack: UTF-16
# outcome: not started
# stops: one coding
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return SOLUTION.read_text(encoding='utf-8').encode('utf-16')
