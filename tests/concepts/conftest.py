"""Property tests draw the same cases on every run; `--hypothesis-profile=roam` draws fresh ones."""

import sys
from pathlib import Path

import torch
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))  # for torch_oracle and drawn

torch.set_num_threads(1)
common = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
settings.register_profile("steady", derandomize=True, **common)
settings.register_profile("roam", derandomize=False, print_blob=True, **common)
settings.load_profile("steady")
