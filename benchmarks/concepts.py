"""How fast the toolkit is, as ratios in one run: `python -m benchmarks.concepts`.

Each time is the best of several runs on one thread, so that the machine's other work weighs little.
Exit status 1 when a promise is not kept.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import concepts
from concepts.fields.regions import region_of
from tests.concepts import traced

ROOT = Path(__file__).resolve().parents[1]


def best(work: Callable[[], object], runs: int = 7) -> float:
    """Seconds of the fastest of several runs, after one that does not count."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def pooling() -> bool:
    """Max and average pooling of a (64, 32, 112, 112) float32 batch, beside torch's."""
    x = np.random.default_rng(0).standard_normal((64, 32, 112, 112), dtype=np.float32)
    tensor = torch.from_numpy(x)
    kept = True
    for name, ours, theirs in (
        ("max_pool", concepts.max_pool, F.max_pool2d),
        ("avg_pool", concepts.avg_pool, F.avg_pool2d),
    ):
        for kernel, stride, padding in ((2, 2, 0), (3, 2, 1), (3, 1, 1)):
            a = best(partial(ours, x, kernel, stride, padding), 5)
            b = best(partial(theirs, tensor, kernel, stride, padding), 5)
            what = f"{name} k{kernel} s{stride} p{padding}"
            kept &= say(f"{what}: {a / b:.2f} of torch's time", a / b <= 2, "at most 2")
    return kept


def resnet152() -> bool:
    """The receptive field table of torchvision's ResNet-152, from its traced graph."""
    network = traced.network_of(traced.model("resnet152"), (3, 224, 224))
    seconds = best(lambda: network.table((3, 224, 224)), 20)
    what = f"ResNet-152, table of {len(network)} nodes: {1000 * seconds:.0f} ms"
    return say(what, seconds < 0.05, "under 50 ms")


def long_chain() -> bool:
    """Exact regions of chains of 250 and 1,000 layers: time grows as the chain does."""
    times = {}
    for layers in (250, 1000):
        line = "; ".join(["conv 1 k3 p1", "conv 1 k3 d2 p2"] * (layers // 2))
        network = concepts.Network.from_text(line)
        steps = network.steps((1, 64, 64))
        times[layers] = best(partial(region_of, steps, network.output, (32, 32)))
    ratio = times[1000] / times[250]
    what = f"exact region, 1,000 layers beside 250: {ratio:.1f} times ({1000 * times[1000]:.0f} ms)"
    return say(what, ratio < 6, "about 4")


def importing() -> bool:
    """`import concepts` beyond numpy."""
    program = "import numpy, time; t = time.perf_counter(); import concepts; "
    command = [sys.executable, "-c", program + "print(time.perf_counter() - t)"]
    runs = [subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(9)]
    more = min(float(run.stdout) for run in runs)
    return say(f"import concepts: {more:.3f} s beyond numpy", more < 0.15, "under 0.15 s")


def say(what: str, kept: bool, promise: str) -> bool:
    """Print one figure beside what was promised."""
    print(f"{what:64} {'ok' if kept else 'MISSED'} ({promise})")
    return kept


if __name__ == "__main__":
    torch.set_num_threads(1)
    results = [pooling(), resnet152(), long_chain(), importing()]
    sys.exit(0 if all(results) else 1)
