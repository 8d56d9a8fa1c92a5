"""What works at home works in the sandbox, where no file can be opened any more.

torch, numpy and Python load parts of themselves when they are first used: `print(x)` does. A
right network is given ten at a time in `forward`, and all of them in `__init__` and before the
class: one at a time in `forward` with CNNGRADE_TESTS=more, and on demand everywhere.
"""

from __future__ import annotations

import pytest

from tests.thorough import ALL, EVERY_CASE, MORE

from .cases import HEAD
from .conftest import Run

NET = (
    HEAD
    + """
import numpy as np
def above():
    x = torch.zeros(2, 1, 28, 28)
    ABOVE
    return 4
FILTERS = above()
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, FILTERS, 5)
        self.fc = nn.Linear(576, 10)
        x = torch.zeros(2, 1, 28, 28)
        INSIDE
    def forward(self, x):
        FORWARD
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        return F.log_softmax(self.fc(x.view(-1, 576)), dim=1)
"""
)
ANYWHERE = [
    "print(torch.zeros(2), torch.ones(2, 2).int(), torch.zeros(0), torch.tensor(1j))",
    "print(f'{torch.ones(1).mean():.3f}', torch.zeros(2000), torch.zeros(2).half())",
    "torch.set_printoptions(precision=3); print(nn.Parameter(torch.ones(2)))",
    "print(torch.__version__, torch.cuda.is_available(), torch.get_num_threads())",
    "torch.set_num_threads(4); torch.set_num_interop_threads(2)",
    "torch.manual_seed(1); torch.cuda.manual_seed_all(1); np.random.seed(1)",
    "torch.backends.cudnn.deterministic = True; torch.backends.cudnn.benchmark = False",
    "torch.use_deterministic_algorithms(False); torch.set_float32_matmul_precision('high')",
    "torch.nn.init.orthogonal_(torch.empty(3, 3)); torch.nn.init.trunc_normal_(torch.empty(3))",
    "nn.MultiheadAttention(4, 2)(*[torch.zeros(1, 2, 4)] * 3); nn.LSTM(4, 4)(torch.zeros(1, 2, 4))",
    "nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))",
    "nn.utils.spectral_norm(nn.Linear(2, 2))",
    "torch.distributions.Normal(0.0, 1.0).sample(); torch.bernoulli(torch.full((2,), 0.5))",
    "torch.jit.script(nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU(), nn.Dropout(), nn.Linear(2, 2)))",
    "torch.compile(nn.ReLU())(torch.zeros(2)); torch.compile(mode='max-autotune')(torch.relu)",
    "torch.set_default_device('cuda' if torch.cuda.is_available() else 'cpu')",
    "torch.get_default_dtype(); torch.set_default_dtype(torch.float32); torch.get_rng_state()",
    "torch.fx.symbolic_trace(nn.ReLU()); torch.vmap(lambda z: z * 2)(torch.zeros(2))",
    "torch.func.grad(lambda z: (z * 2).sum())(torch.zeros(2))",
    "torch.autograd.functional.jacobian(lambda z: z * 2, torch.zeros(2))",
    "torch.optim.lr_scheduler.StepLR(torch.optim.Adam(nn.Linear(2, 2).parameters()), 1)",
    "torch.linalg.svd(torch.eye(3)); torch.einsum('ij->i', torch.eye(3)); torch.fft.fft(x)",
    "torch.zeros(4).resize(2, 2); torch.zeros(2).to_sparse(); print(torch.zeros(2).to_sparse())",
    "torch.stft(torch.zeros(100), 10, return_complex=True); torch.unique(torch.zeros(3))",
    "import copy, pickle; copy.deepcopy(nn.ReLU()); pickle.loads(pickle.dumps(torch.zeros(2)))",
    "import io; torch.save(nn.Linear(2, 2).state_dict(), io.BytesIO())",
    "print(np.zeros((3, 3)), np.random.default_rng(1).normal(), np.polyfit([1, 2], [1, 2], 1))",
    "np.ma.array([1]); np.char.add('a', 'b'); np.polynomial.Polynomial([1]); np.fft.fft([1, 2])",
    "import logging, warnings; logging.warning('x'); warnings.warn('x')",
    "import time, datetime; time.strftime('%H'); datetime.datetime.now().isoformat()",
    "import os, sys; os.environ.get('HOME'); os.path.exists('x'); sys.stdout.flush()",
    "import inspect, traceback; inspect.signature(nn.Linear); traceback.format_exc()",
    "import random, math, json, pprint, textwrap; random.random(); pprint.pprint({'a': [1]})",
]
IN_FORWARD = [
    "print(x, x > 0, x.double(), x.detach().numpy(), x.shape, self, x.mean())",
    "print(self.conv1.weight, self.conv1.weight.grad, list(self.parameters()), self.state_dict())",
    "assert x.dim() == 4, f'not four: {x}'",
    "import copy; copy.deepcopy(self); copy.deepcopy(x)",
    "torch.utils.checkpoint.checkpoint(self.conv1, x, use_reentrant=False)",
    "nn.utils.clip_grad_norm_(self.parameters(), 1.0); self.zero_grad()",
    "x.topk(3); x.max(1, keepdim=True); x.std(); x.norm(); x.unfold(2, 3, 1); F.unfold(x, 3)",
    "F.interpolate(x, scale_factor=2, mode='bilinear'); F.pad(x, (1, 1, 1, 1), mode='reflect')",
    "x.cuda(); x.to('cuda'); torch.cuda.empty_cache(); torch.cuda.synchronize",
    "torch.testing.assert_close(x, x); F.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 1]))",
]
PLACES = ("ABOVE", "INSIDE", "FORWARD")
LINES = [*ANYWHERE, *IN_FORWARD]
# of lines far apart in the list, so that few load what another one needs
GROUPS = len(LINES) if EVERY_CASE else 6 if MORE else 2
RUNS = [
    *(("FORWARD", "; ".join(LINES[n::GROUPS])) for n in range(GROUPS)),
    *((place, "; ".join(ANYWHERE)) for place in ("ABOVE", "INSIDE")),
    *((place, line) for place in ("ABOVE", "INSIDE") for line in ANYWHERE if ALL),
]


@pytest.mark.parametrize(("place", "line"), RUNS)
def test_a_right_network_stays_right(place: str, line: str, run_warm: Run) -> None:
    source = NET
    for other in PLACES:
        source = source.replace(f"{other}\n", f"{line if other == place else 'pass'}\n")
    seen, fate = run_warm(source)
    assert fate.outcome == "finished", (fate.detail, fate.transcript)
    assert seen.troubles == ()
    assert [one.trouble for one in seen.attempts if one.trouble] == []
    assert seen.train is not None
    assert seen.train.output is not None
