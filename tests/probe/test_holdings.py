"""What the probe keeps of a network's tensors."""

from __future__ import annotations

import torch

from grader.probe.holdings import Holdings, storage_of


def test_new_memory_of_a_weight_is_known_and_the_old_forgotten() -> None:
    """Else what gets the old memory next passes for the weight, and a write to it as one to it."""
    layer = torch.nn.Linear(3, 2)
    holdings = Holdings(layer)
    old = storage_of(layer.weight)
    layer.weight.data = torch.zeros(2, 5)
    holdings.save()
    assert holdings.storages[storage_of(layer.weight)] == [0]
    assert old not in holdings.storages
    layer.bias.data = torch.zeros(2)  # a forward may do so too
    holdings.restore()
    assert holdings.storages[storage_of(layer.bias)] == [1]


def test_memory_in_the_table_is_not_given_to_another_tensor() -> None:
    layer = torch.nn.Linear(300, 200)
    holdings = Holdings(layer)
    layer.weight.data = torch.zeros(1)
    others = [torch.empty(200, 300) for _ in range(50)]
    assert not {storage_of(other) for other in others} & set(holdings.storages)
