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


def large() -> bool:
    """One image of 4096×4096 in both precisions."""
    kept = True
    for dtype in (np.float32, np.float64):
        x = np.random.default_rng(0).standard_normal((4096, 4096)).astype(dtype)
        tensor = torch.from_numpy(x)[None]
        for name, ours, theirs in (
            ("max_pool", concepts.max_pool, F.max_pool2d),
            ("avg_pool", concepts.avg_pool, F.avg_pool2d),
        ):
            for kernel, stride in ((2, 2), (3, 2), (3, 1), (5, 5), (7, 7)):
                a, b = best_of_both(
                    partial(ours, x, kernel, stride), partial(theirs, tensor, kernel, stride)
                )
                what = f"{name} 4096² {dtype.__name__} k{kernel} s{stride}"
                times = f"{1000 * a:.0f} ms, torch {1000 * b:.0f}"
                kept &= say(f"{what}: {times}", a <= b, "at most torch's")
    return kept


def best_of_both(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Both by turns, so that what else the machine does weighs on both."""
    pairs = [(best(one, 1), best(other, 1)) for _ in range(9)]
    return min(a for a, _ in pairs), min(b for _, b in pairs)


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
    return say(f"import concepts: {1000 * more:.1f} ms beyond numpy", more < 0.02, "under 20 ms")


def say(what: str, kept: bool, promise: str) -> bool:
    """Print one figure beside what was promised."""
    print(f"{what:64} {'ok' if kept else 'MISSED'} ({promise})")
    return kept


if __name__ == "__main__":
    torch.set_num_threads(1)
    results = [pooling(), large(), resnet152(), long_chain(), importing()]
    sys.exit(0 if all(results) else 1)
