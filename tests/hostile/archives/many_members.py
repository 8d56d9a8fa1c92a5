# attack: more members than anybody hands in
# outcome: finished
# stops: archives are read in memory
# earns: full
# says: more than 200
# made: task1_cnn.zip
import io
import zipfile
from pathlib import Path

SOLUTION = (Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py').read_bytes()


def make():
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('task1_cnn.py', SOLUTION)
        for i in range(5_000):
            archive.writestr(f'extra/part{i}.py', 'x = 1')
    return file.getvalue()
