"""The trusted imports, before the process confines itself."""

from __future__ import annotations

from collections.abc import Iterable


def import_torch() -> None:
    """torch, on one thread: two threads give other numbers, and a mark must repeat."""
    import torch

    torch.set_num_threads(1)


def import_torchvision() -> bool:
    """torchvision where it is installed; whether it is there."""
    from grader.torchside.operators import declare_missing_operators

    declare_missing_operators()
    try:
        import torchvision.datasets  # type: ignore[import-untyped]
        import torchvision.transforms  # type: ignore[import-untyped]  # noqa: F401
    except (ImportError, RuntimeError):
        return False
    return True


def import_all(modules: Iterable[str]) -> None:
    """What the student's statements will ask for, as far as it is the grader's to give."""
    import_torch()
    if "torchvision" in set(modules):
        import_torchvision()
