"""The quick seed is torch's own."""

import torch

from grader.torchside.seeding import seed_torch


def test_it_draws_what_torch_draws_behind_the_same_seed() -> None:
    torch.manual_seed(2**40 + 7)
    wanted = torch.randn(20)
    seed_torch(3)
    assert not torch.equal(torch.randn(20), wanted)
    seed_torch(2**40 + 7)
    assert torch.equal(torch.randn(20), wanted)
