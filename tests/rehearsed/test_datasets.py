"""A set's images changed all at once are those that come of one after another."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.utils.data import default_collate

from grader.probe.compiler import without_compiler
from grader.probe.rehearsal import pictures
from grader.probe.rehearsal.datasets import Coloured, Digits
from grader.probe.rehearsal.pictures import look_like
from grader.torchside.operators import declare_missing_operators

declare_missing_operators()
without_compiler()
transforms = pytest.importorskip("torchvision.transforms")


class ToTensor(transforms.ToTensor):  # type: ignore[misc,name-defined]
    """A student's own, which only has the name."""

    def __call__(self, picture: Any) -> torch.Tensor:
        made: torch.Tensor = super().__call__(picture)
        return made - made.mean()


def _made(*parts: Any) -> Any:
    return transforms.Compose([transforms.ToTensor(), *parts])


CASES = [
    (Digits, (1, 28, 28), transforms.ToTensor()),
    (Digits, (1, 28, 28), _made(transforms.Normalize((0.1307,), (0.3081,)))),
    (Digits, (1, 28, 28), _made(transforms.Pad(2))),
    (Digits, (1, 28, 28), ToTensor()),
    (Coloured, (3, 32, 32), _made(transforms.Normalize((0.1, 0.2, 0.3), (0.2, 0.3, 0.4)))),
]


@pytest.mark.parametrize(("kind", "shape", "transform"), CASES)
def test_an_image_is_what_the_transform_makes_of_its_picture(
    kind: type[Digits], shape: tuple[int, int, int], transform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_form", dict(pictures._form))
    look_like(shape, 10)
    plain, changed = kind(), kind(transform=transform)
    for index in (0, 7, 599):
        assert torch.equal(changed[index][0], transform(plain[index][0]))
    changed[0][0].zero_()
    assert changed[0][0].any()


def test_a_batch_is_its_images_one_by_one() -> None:
    indices = [3, 599, 3, 0]
    changed = Digits(transform=transforms.ToTensor())
    batch = changed.several(indices)
    for index, (image, label) in zip(indices, batch, strict=True):
        assert torch.equal(image, changed[index][0])
        assert (type(label), label) == (int, changed[index][1])
    batch[0][0].zero_()
    assert batch[2][0].any()
    assert changed[3][0].any()
    named = Digits(transform=transforms.ToTensor(), target_transform=str)
    assert [label for _, label in named.several(indices)] == [named[one][1] for one in indices]
    far = Digits(transform=transforms.ToTensor()).several([59_999])
    assert torch.equal(far[0][0], changed[59_999 % 600][0])


def test_a_batch_made_at_once_is_what_torch_makes_of_its_images() -> None:
    indices = [3, 599, 3, 0]
    changed = Digits(transform=_made(transforms.Normalize((0.1307,), (0.3081,))))
    made, wanted = changed.stacked(indices), default_collate([changed[one] for one in indices])
    assert made is not None
    assert type(made) is type(wanted)
    for one, other in zip(made, wanted, strict=True):
        assert one.dtype == other.dtype
        assert torch.equal(one, other)
    made[0].zero_()
    assert changed[3][0].any()
    assert Digits(transform=transforms.Pad(2)).stacked(indices) is None


def test_what_the_transform_cannot_do_is_met_where_an_image_is_taken() -> None:
    of_three = Digits(transform=transforms.Normalize((0.1,), (0.2,)))
    with pytest.raises(TypeError):
        of_three[0]
    of_three.transform = transforms.ToTensor()
    assert of_three[0][0].shape == (1, 28, 28)
