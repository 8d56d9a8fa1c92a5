# attack: a notebook cell of two hundred thousand blanks
# outcome: finished
# stops: limits on the text
# earns: full
# made: task1_cnn.ipynb
import json
from pathlib import Path

SOLUTION = Path(__file__).parents[3] / 'solutions' / 'task1_cnn.py'


def make():
    cells = [' ' * 200_000, SOLUTION.read_text(encoding='utf-8')]
    made = [{'cell_type': 'code', 'source': text, 'metadata': {}, 'outputs': []} for text in cells]
    return json.dumps({'cells': made, 'metadata': {}, 'nbformat': 4, 'nbformat_minor': 5}).encode()
