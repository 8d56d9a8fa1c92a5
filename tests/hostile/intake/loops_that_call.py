# attack: thousands of loops that call thousands of functions
# outcome: finished
# stops: limits on the text
# earns: full
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    one = 'def f{0}():\n    for x in y: f{0}()\nfor x in f{0}(): f{0}(); x.eval(); x.backward()\n'
    return SOLUTION.read_bytes() + ''.join(one.format(i) for i in range(1_900)).encode()
