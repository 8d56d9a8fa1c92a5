"""Make grader/data/digits.npz anew from scikit-learn's load_digits.

Needs scikit-learn (the "dev" extra): python benchmarks/make_digits.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits


def main() -> None:
    """Write the scans as bytes, values 0 to 16, in scikit-learn's order."""
    digits = load_digits()
    path = Path(__file__).parents[1] / "grader" / "data" / "digits.npz"
    scans = digits.images.astype(np.uint8)
    np.savez_compressed(path, scans=scans, labels=digits.target.astype(np.uint8))
    print(f"{path.name}: {len(scans)} scans, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
