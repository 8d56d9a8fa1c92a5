"""One thread, as in the trainer: sums then come out in the same order."""

import torch

torch.set_num_threads(1)
