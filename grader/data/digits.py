"""The embedded digits: scikit-learn's 8×8 scans, drawn the size and the way of MNIST.

`digits.npz` holds the 1,797 scans of `sklearn.datasets.load_digits` (grey values 0 to 16);
`benchmarks/make_digits.py` makes it anew. Each scan is drawn smoothly at about 20×20 pixels
into a 28×28 field with its centre of mass in the middle, as MNIST's digits were. The first
1,200 scans are for training, each drawn several times with a small shift and stretch; the
other 597 are held out and drawn once.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.data.nouns import DataSet

FIELD = 28  # pixels across a drawn digit
SCAN = 8  # pixels across a scan
BOX = 20.0  # pixels that a whole scan takes up in the field
TRAINING_SCANS = 1_200
DRAWINGS = 8  # of each training scan
PIECE = 200  # that are drawn at a time: their numbers stay in the processor's cache
MEAN, STD = 0.16084381937980652, 0.2836014926433563  # of the training digits, from 0 to 1

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


def load_digits() -> DataSet:
    """The embedded digits."""
    (train, labels), (held_out, others) = training_digits(), held_out_digits()
    return DataSet("digits", train[:, None], labels, held_out[:, None], others, (MEAN,), (STD,))


def load_scans() -> tuple[Bytes, Bytes]:
    """The scans, uint8 (1797, 8, 8) with values 0 to 16, and their labels, uint8 (1797,)."""
    with np.load(Path(__file__).parent / "digits.npz", allow_pickle=False) as stored:
        return stored["scans"], stored["labels"]


def training_digits() -> tuple[Bytes, Bytes]:
    """Digits for training, uint8 (9600, 28, 28), and their labels (9600,); always the same."""
    scans, labels = load_scans()
    chosen = np.tile(scans[:TRAINING_SCANS], (DRAWINGS, 1, 1))
    random = np.random.default_rng(8420)
    count = len(chosen)
    shift = random.uniform(-2.0, 2.0, (count, 2)).astype(np.float32)
    stretch = random.uniform(0.85, 1.15, (count, 2)).astype(np.float32)
    return draw(chosen, shift, stretch), np.tile(labels[:TRAINING_SCANS], DRAWINGS)


def held_out_digits() -> tuple[Bytes, Bytes]:
    """Digits that training never sees, uint8 (597, 28, 28), drawn straight; labels (597,)."""
    scans, labels = load_scans()
    chosen = scans[TRAINING_SCANS:]
    count = len(chosen)
    still = np.zeros((count, 2), np.float32)
    return draw(chosen, still, np.ones_like(still)), labels[TRAINING_SCANS:]


def draw(scans: Bytes, shift: Floats, stretch: Floats) -> Bytes:
    """Draw scans (n, 8, 8) as images uint8 (n, 28, 28).

    `shift` (n, 2) moves the centre of mass from the middle, in pixels, `stretch` (n, 2)
    multiplies the size; both are (down, across). A shift and a stretch work on rows and
    columns apart, so an image is rows · scan · columnsᵀ with one (28, 8) matrix for each.
    """
    drawn = np.empty((len(scans), FIELD, FIELD), np.uint8)
    for first in range(0, len(scans), PIECE):
        some = slice(first, first + PIECE)
        drawn[some] = _drawn(scans[some], shift[some], stretch[some])
    return drawn


def _drawn(scans: Bytes, shift: Floats, stretch: Floats) -> Bytes:
    grey: Floats = (scans / np.float32(16)).astype(np.float32)
    centre = _centres_of_mass(grey)
    rows = _weights(centre[:, 0], shift[:, 0], stretch[:, 0])
    columns = _weights(centre[:, 1], shift[:, 1], stretch[:, 1])
    drawn = rows @ grey @ columns.transpose(0, 2, 1)
    # A scan's grey says how much ink its 4×4 cells held; MNIST's strokes are full in the middle.
    inked = np.clip(1.35 * drawn - 0.12, 0, 1)
    return np.asarray(np.rint(255 * inked), dtype=np.uint8)


def _centres_of_mass(grey: Floats) -> Floats:
    """Centres of mass (n, 2) of images (n, s, s), (down, across), in pixels from the corner."""
    places = np.arange(grey.shape[1], dtype=np.float32)
    mass = grey.sum((1, 2))
    down = (grey.sum(2) * places).sum(1) / mass
    across = (grey.sum(1) * places).sum(1) / mass
    return np.stack([down, across], axis=1)


def _weights(centre: Floats, shift: Floats, stretch: Floats) -> Floats:
    """What each of 8 scan pixels gives to each of 28 field pixels, (n, 28, 8).

    A cubic B-spline: smooth, never negative, its weights sum to 1 inside the scan.
    """
    scale = (BOX / SCAN) * stretch[:, None]
    field = np.arange(FIELD, dtype=np.float32)[None, :] - (FIELD - 1) / 2 - shift[:, None]
    source = field / scale + centre[:, None]
    distance = np.abs(source[:, :, None] - np.arange(SCAN, dtype=np.float32)).astype(np.float32)
    near = 2 / 3 - distance * distance * (1 - distance / 2)
    rest = np.maximum(2 - distance, 0)
    return np.where(distance < 1, near, rest * rest * rest / 6).astype(np.float32)
