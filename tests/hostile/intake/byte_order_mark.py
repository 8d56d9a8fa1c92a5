# attack: a byte-order mark and Windows line ends
# outcome: finished
# stops: strict reading
# earns: full
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    return b'\xef\xbb\xbf' + SOLUTION.read_bytes().replace(b'\n', b'\r\n')
