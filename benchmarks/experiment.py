"""The default grid of `cnngrade experiment` against the same settings by the student's own script.

    python -m benchmarks.experiment [--mnist DIR] [--samples N] [--seeds N] [--settings N]

The student's way: for each setting and seed one process, `Net` with the numbers edited, the sheet's
loop (DataLoader, ToTensor, Normalize, SGD) over the same number of images with one thread, then one
pass over the test images. Ours: the command itself, from its start to the page. Of the student's
way the first seed of `--settings` settings is run, and taken `--seeds` times. Without --mnist the
digits that come along are used, from memory: then the student's loop reads no files.

The loops of the command alone are the steps of all runs: a batch taken, forward, loss, gradients,
weights. Beside them it reads held-out images within each run (three looks at 500, and all 5,000 of
MNIST's at the end) and draws first weights; outside of the runs it starts, proves and trains the
network once, reads the test images with two settings, and writes the page.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import tempfile
from pathlib import Path

from benchmarks.processor import Spent, spent

ROOT = Path(__file__).resolve().parent.parent
SOLUTION = ROOT / "solutions" / "task1_cnn.py"

_STUDENTS = """
import sys, time
import numpy as np, torch, torch.nn.functional as F
from pathlib import Path
from torch.utils.data import DataLoader, Dataset
from grader.torchside.operators import declare_missing_operators
declare_missing_operators()
from torchvision import transforms
from PIL import Image
from grader.data import Source, find_data, load
torch.set_num_threads(1)
source = find_data(Path(sys.argv[1])) if sys.argv[1] else Source("digits", None, "embedded")
digits = load(source)
change = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
class Images(Dataset):
    def __init__(self, images, labels):
        self.images, self.labels = images, labels
    def __len__(self):
        return len(self.labels)
    def __getitem__(self, i):
        return change(Image.fromarray(self.images[i][0])), int(self.labels[i])
names = {"__name__": "net"}
exec(compile(Path(sys.argv[2]).read_text(), sys.argv[2], "exec"), names)
torch.manual_seed(1)
net, samples, seen = names["Net"](), int(sys.argv[3]), 0
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
began = time.process_time()
while seen < samples:
    loader = DataLoader(Images(digits.train_images, digits.train_labels), 64, shuffle=True)
    net.train()
    for data, target in loader:
        optimizer.zero_grad()
        F.nll_loss(net(data), target).backward()
        optimizer.step()
        seen += len(data)
        if seen >= samples:
            break
print("loop", time.process_time() - began)
net.eval()
with torch.no_grad():
    for data, target in DataLoader(Images(digits.held_out_images, digits.held_out_labels), 1000):
        net(data).argmax(1)
"""


def main() -> None:
    """Print both, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path)
    parser.add_argument("--samples", type=int, default=15_360)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--settings", type=int, default=9)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, rows, whole = _ours(folder, asked)
        texts = _texts(folder, rows)[: asked.settings]
        theirs = [_theirs(text, asked) for text in texts]
    runs = [row for row in rows if row["cpu_seconds"]]
    wanted = {path.stem for path in texts}
    mine = sum(float(r["cpu_seconds"]) for r in runs)
    part = sum(float(r["cpu_seconds"]) for r in runs if r["seed"] == "1" and _stem(r) in wanted)
    times = len(runs) / len(theirs)
    wall, cpu = times * sum(one.wall for one in theirs), times * sum(one.cpu for one in theirs)
    loop = sum(_loop(one) for one in theirs)
    print(f"{len(runs)} runs of {asked.samples:,} images, {len(theirs)} of them by the script")
    _print("the command, start to page", f"{ours.wall:.1f} s", f"{ours.cpu:.1f} CPU s")
    _print("the student's script, one by one", f"{wall:.1f} s", f"{cpu:.1f} CPU s")
    _print("student / ours", f"{wall / ours.wall:.2f}", f"{cpu / ours.cpu:.2f} CPU")
    _print("the loops, student / ours", "", f"{loop / part:.2f} CPU, the same settings and seed")
    _print("the command / its loops alone", "", f"{ours.cpu / mine:.2f} CPU, of which")
    _print("  looks and readings in the runs", "", f"{whole / mine - 1:.3f}")
    _print("  start, test images, page", "", f"{(ours.cpu - whole) / mine:.3f}")


def _print(what: str, wall: str, cpu: str) -> None:
    print(f"{what:<34}{wall:>10}  {cpu}")


def _loop(one: Spent) -> float:
    return float(one.said.split("loop")[1].split()[0])


def _ours(folder: Path, asked: argparse.Namespace) -> tuple[Spent, list[dict[str, str]], float]:
    """What it took, its table, and the processor's seconds of all runs with what they read."""
    file = folder / "task1_cnn.py"
    file.write_bytes(SOLUTION.read_bytes())
    data = ["--data", str(asked.mnist)] if asked.mnist else []
    words = [
        *("experiment", str(file), "--no-ask", "--seeds", str(asked.seeds)),
        *("--samples", str(asked.samples), *data),
    ]
    taken = spent([sys.executable, "-m", "grader", *words], ROOT)
    made = folder / "task1_cnn-experiment"
    told = json.loads((made / "experiment.json").read_text(encoding="utf-8"))
    whole = sum(run["whole_seconds"] for one in told["settings"] for run in one["runs"])
    with (made / "experiment.csv").open(encoding="utf-8") as table:
        return taken, list(csv.DictReader(table)), whole


def _stem(row: dict[str, str]) -> str:
    return re.sub(r"\W+", "_", f"net_{row['axis_channels']}_{row['axis_kernel']}")


def _texts(folder: Path, rows: list[dict[str, str]]) -> list[Path]:
    """The student's text with each setting's numbers written into it."""
    found: dict[Path, None] = {}
    for row in rows:
        if not row["cpu_seconds"]:
            continue
        first, second = map(int, row["axis_channels"].split("/"))
        kernel = int(row["axis_kernel"])
        side = ((28 - kernel + 1) // 2 - kernel + 1) // 2
        text = SOLUTION.read_text(encoding="utf-8")
        text = text.replace("Conv2d(1, 10, kernel_size=5)", f"Conv2d(1, {first}, {kernel})")
        text = text.replace("Conv2d(10, 20, kernel_size=5)", f"Conv2d({first}, {second}, {kernel})")
        text = text.replace("320", str(second * side * side))
        path = folder / f"{_stem(row)}.py"
        path.write_text(text, encoding="utf-8")
        found[path] = None
    return list(found)


def _theirs(text: Path, asked: argparse.Namespace) -> Spent:
    words = ["-c", _STUDENTS, str(asked.mnist or ""), str(text), str(asked.samples)]
    return spent([sys.executable, *words], ROOT)


if __name__ == "__main__":
    main()
