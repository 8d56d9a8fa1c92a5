"""Sentences for what cannot be: each is one sentence with the values, and says what would do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import concepts
from concepts import ConceptError, FractionalPool, Network, Upsample

CUBE, SQUARES = np.ones((1, 4, 4)), np.ones((1, 1, 2, 2))


def _table(text: str, shape: tuple[int, ...] = (1, 4, 4)) -> object:
    return Network.from_text(text).table(shape)


def _made_larger(**how: object) -> object:
    return Network.chain([Upsample(**how)]).table((1, 4, 4))  # type: ignore[arg-type]


def _drawn(*samples: float) -> object:
    return Network.chain([FractionalPool((2, 2), (2, 2), samples)]).table((1, 9, 9))


def _effect(text: str, weights: object = "random") -> object:
    return concepts.effective_field(Network.from_text(text), (1, 8, 8), weights=weights)  # type: ignore[arg-type]


ARRAYS: dict[str, Callable[[], object]] = {
    "weight has shape (2, 2): it needs": lambda: concepts.conv(CUBE, np.ones((2, 2))),
    "it needs 2 axes and 1 to 3 more": lambda: concepts.conv(CUBE, np.ones((2,) * 6)),
    "x has shape (4,) and weight (1, 1, 2, 2): x needs at least 3": lambda: concepts.conv(
        np.ones(4), SQUARES
    ),
    "the working needs one image (channels, *spatial), 3 axes": lambda: concepts.explain_conv(
        [CUBE, CUBE], SQUARES, cell=(0, 0, 0)
    ),
    "cell (0, 9, 0) is not in the output, whose shape is 1×3×3": lambda: concepts.explain_conv(
        CUBE, SQUARES, cell=(0, 9, 0)
    ),
    "padding_mode is 'mirror'": lambda: concepts.conv(CUBE, SQUARES, padding_mode="mirror"),
    "padding is 'full'": lambda: concepts.conv(CUBE, SQUARES, padding="full"),
    "an axis needs one number or a pair": lambda: concepts.max_pool(
        CUBE,
        2,
        padding=((0, 0, 0), 1),  # type: ignore[arg-type]  # that it is no pair is the mistake
    ),
    "x is not a full table": lambda: concepts.max_pool([[1, 2], [3, [4]]], 1),  # type: ignore[arg-type]
    "norm_type is '2'": lambda: concepts.lp_pool(CUBE, "2", 2),  # type: ignore[arg-type]
    "kind is 'min': it must be one of max, avg": lambda: concepts.explain_pool("min", CUBE, 2),
    "0 input channels": lambda: concepts.count_conv(0, 3, kernel_size=3, input_size=9),
}

NETWORKS: dict[str, Callable[[], object]] = {
    "mode is 'area'": lambda: _made_larger(size=8, mode="area"),
    "align_corners has no meaning for mode 'nearest'": lambda: _made_larger(
        size=8, align_corners=True
    ),
    "either an output size or a scale factor": _made_larger,
    "scale factor is 0": lambda: _made_larger(scale_factor=0),
    "scale factor 0.1 leaves nothing of 4 cells": lambda: _made_larger(scale_factor=0.1),
    "4 cells cannot become 10000000": lambda: _made_larger(size=10**7),
    "(8, 8, 8): 2 axes need 1 entry or 2": lambda: _made_larger(size=(8, 8, 8)),
    "of one shape, and gets 2×2×2 and 3×2×2": lambda: _table(
        "a = conv 2 k3; b = conv 3 k3 from input; unpool k2 from a b"
    ),
    "samples holds 1.0: each is from 0 up to 1": lambda: _drawn(0.5, 1.0),
    "samples (0.5,) has 1 entries": lambda: _drawn(0.5),
    "each axis must stand in it once": lambda: _table("permute 0x0x1"),
    "16 and 1×4×4 cannot be added: they have 1 and 3 axes": lambda: _table(
        "a = flatten; b = conv 1 k1 from input; add a b"
    ),
    "relu takes one input and gets 2": lambda: _table("conv 3 k1; relu from conv1 conv1"),
    "made for an input (1, 4, 4) and gets (1, 5, 5)": lambda: _table(
        "input 1x4x4; conv 3 k1", (1, 5, 5)
    ),
    "over (steps, features)": lambda: _table("lstm 5"),
    "an embedding is rows x numbers": lambda: Network.from_text("embedding 5"),
    "'x' is no node of this network: the nodes are input, relu1": lambda: Network.from_text(
        "relu"
    ).node("x"),
    "name 3 and parameters_key None must be texts": lambda: Network.from_json(
        {"nodes": [{"layer": "conv", "filters": 1, "kernel_size": 3, "name": 3}]}
    ),
    "weights is 'ones'": lambda: _effect("conv 1 k3", "ones"),
    "there are no weights for conv1": lambda: _effect("conv 1 k3", {}),
    "the weights of conv1 are (1, 1), not (1, 1, 3, 3)": lambda: _effect(
        "conv 1 k3", {"conv1": np.ones((1, 1))}
    ),
    "not through lp": lambda: _effect("lp_pool k2"),
}


@pytest.mark.parametrize(("said", "call"), [*ARRAYS.items(), *NETWORKS.items()])
def test_what_cannot_be_is_said_in_one_sentence(said: str, call: Callable[[], object]) -> None:
    with pytest.raises(ConceptError) as raised:
        call()
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
