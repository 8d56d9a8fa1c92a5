# attack: an archive that breaks off
# outcome: refused
# stops: archives are read in memory
# made: task1_cnn.zip
import io
import zipfile
from pathlib import Path

SOLUTION = (Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py').read_bytes()


def make():
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('task1_cnn.py', SOLUTION)
        pass
    return file.getvalue()[:-30]
