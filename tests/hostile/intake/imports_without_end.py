# attack: an import of everything that is installed
# outcome: finished
# stops: lists of imports
# earns: full
# made: task1_cnn.py
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    names = b'torch.testing', b'numpy.testing', b'torch.onnx', b'torch.package', b'numpy.ma'
    return b'\n'.join(b'import %s.x%d' % (names[i % 5], i) for i in range(3_000)) + b'\n' + SOLUTION.read_bytes()
