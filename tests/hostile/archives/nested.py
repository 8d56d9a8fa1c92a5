# attack: an archive in an archive in an archive
# outcome: finished
# stops: archives are read in memory
# earns: full
# made: task1_cnn.zip
import io
import zipfile
from pathlib import Path

SOLUTION = (Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py').read_bytes()


def make():
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('task1_cnn.py', SOLUTION)
        inner = file.getvalue()
        for _ in range(20):
            outer = io.BytesIO()
            with zipfile.ZipFile(outer, 'w') as one:
                one.writestr('inner.zip', inner)
            inner = outer.getvalue()
        archive.writestr('inner.zip', inner)
    return file.getvalue()
