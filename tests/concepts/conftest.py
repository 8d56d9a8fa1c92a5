"""One thread, as elsewhere; and the folder's own modules, which its tests import by name."""

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent))  # for torch_oracle and drawn

torch.set_num_threads(1)
