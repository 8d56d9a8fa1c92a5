# attack: a link to the user's key
# outcome: finished
# stops: archives are read in memory
# earns: full
# says: is a link
# made: task1_cnn.zip
import io
import zipfile
from pathlib import Path

SOLUTION = (Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py').read_bytes()


def make():
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('task1_cnn.py', SOLUTION)
        info = zipfile.ZipInfo('key.py')
        info.external_attr = 0o120777 << 16
        archive.writestr(info, '/home/tutor/.ssh/id_ed25519')
    return file.getvalue()
