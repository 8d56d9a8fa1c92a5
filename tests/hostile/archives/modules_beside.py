# attack: modules called torch and sitecustomize beside the submission
# outcome: finished
# stops: clean environment
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
        for name in ('torch', 'numpy', 'grader', 'sitecustomize', 'usercustomize', 'json'):
            archive.writestr(f'{name}.py', 'raise SystemExit')
    return file.getvalue()
