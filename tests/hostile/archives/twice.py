# attack: two files of one name
# outcome: finished
# stops: archives are read in memory
# earns: full
# says: 1 other Python file was not graded
# made: task1_cnn.zip
import io
import zipfile
from pathlib import Path

SOLUTION = (Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py').read_bytes()


def make():
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('task1_cnn.py', SOLUTION)
        archive.writestr('Task1_CNN.py', 'x = 1')
    return file.getvalue()
