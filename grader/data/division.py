"""Three parts of a data set: to train on, to choose by, and to test with once at the end."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from grader.data.digits import TRAINING_SCANS
from grader.data.nouns import DataSet

CHOSEN_BY = 5_000  # training images that are kept back, of MNIST's 60,000
SCANS = 240  # scans that are kept back, of the 1,200 behind the embedded training images
_SEED = 8424  # the same division for every seed of a training


@dataclass(frozen=True)
class Division:
    """The parts: both hold the same training images."""

    chosen_by: DataSet  # held out are training images that were kept back
    test: DataSet  # held out are the test images


def divide(data: DataSet) -> Division:
    """Keep back some of the training images; all drawings of an embedded scan go together."""
    count = len(data.train_labels)
    scan = np.arange(count) % (TRAINING_SCANS if data.name == "digits" else count)
    random = np.random.default_rng(_SEED)
    most = SCANS if data.name == "digits" else min(CHOSEN_BY, count // 5)
    back = np.isin(scan, random.permutation(int(scan.max()) + 1)[:most])
    order = random.permutation(np.flatnonzero(back))  # the first of them are looked at on the way
    rest = replace(
        data, train_images=data.train_images[~back], train_labels=data.train_labels[~back]
    )
    kept = replace(
        rest,
        held_out_images=data.train_images[order],
        held_out_labels=data.train_labels[order],
    )
    return Division(kept, rest)
