# attack: a member that swells a thousand times
# outcome: finished
# stops: archives are read in memory
# earns: full
# says: swells
# made: task1_cnn.zip
import io
import zipfile
from pathlib import Path

SOLUTION = (Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py').read_bytes()


def make():
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('task1_cnn.py', SOLUTION)
        archive.writestr('bomb.py', b'\n' * 10_000_000)
    return file.getvalue()
