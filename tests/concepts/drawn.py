"""What the property tests draw: arrays and arguments of layers, right ones and wrong ones."""

import numpy as np
import pytest
from hypothesis import strategies as st

from concepts import ConceptError

ranks = st.integers(1, 3)
small = st.integers(1, 4)


def sizes(rank):
    return st.lists(st.integers(1, {1: 20, 2: 9, 3: 6}[rank]), min_size=rank, max_size=rank)


def per_axis(draw, entry, rank):
    """One entry for each axis."""
    return tuple(draw(entry) for _ in range(rank))


def array(draw, shape, dtype=np.float64):
    """Numbers with ties among them, from a drawn seed."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if np.issubdtype(dtype, np.integer) or draw(st.booleans()):
        return random.integers(-9, 10, shape).astype(dtype)
    return random.standard_normal(shape).astype(dtype)


def agree(ours, theirs, tolerance=1e-12):
    """Both give the same shape and values, or both refuse; says whether they gave a result."""
    try:
        expected = theirs().numpy()
    except (RuntimeError, ValueError) as error:
        if "smaller than kernel size" in str(error):
            return (
                False  # a rule of avg_pool3d alone: its own padding or ceil mode would have fitted
            )
        with pytest.raises(ConceptError):
            ours()
        return False
    found = ours()
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)
    return True
