# attack: devices, pipes and hard links in a tar
# outcome: finished
# stops: archives are read in memory
# earns: full
# says: no ordinary file
# made: task1_cnn.tar.gz
import io
import tarfile
from pathlib import Path

SOLUTION = (Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py').read_bytes()


def make():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode='w:gz') as archive:
        info = tarfile.TarInfo('task1_cnn.py')
        info.size = len(SOLUTION)
        archive.addfile(info, io.BytesIO(SOLUTION))
        for kind in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.LNKTYPE):
            info = tarfile.TarInfo(f'kind{kind.decode()}.py')
            info.type, info.linkname = kind, '/etc/passwd'
            archive.addfile(info)
    return file.getvalue()
