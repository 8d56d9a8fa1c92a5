"""Scripts of a lab on coloured images: the images of a rehearsal are the lab's."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from grader.probe.rehearsal import pictures
from grader.probe.rehearsal.pictures import MOST, draw, labels_of, look_like, numbers_in
from tests.rehearsed.here import LAB, rehearsed
from tests.rehearsed.test_scripts import remarks_on

COLOURED = replace(LAB, input_shape=(3, 32, 32))
SCRIPT = """
import torch
import torch.nn as nn
import torch.nn.functional as F
from torchvision import datasets, transforms


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 5, padding=2)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.fc = nn.Linear(8 * 8 * 8, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return F.log_softmax(self.fc(x.flatten(1)), dim=1)


transform = transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize((0.49, 0.48, 0.45), (0.25, 0.24, 0.26)),
])
train_set = datasets.CIFAR10("data", train=True, download=True, transform=transform)
test_set = datasets.CIFAR10("data", train=False, download=True, transform=transform)
assert train_set.data.shape[1:] == (32, 32, 3) and len(train_set.targets) == len(train_set)
train_loader = torch.utils.data.DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = torch.utils.data.DataLoader(test_set, batch_size=100)
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.5)
for epoch in range(2):
    model.train()
    for data, target in train_loader:
        optimizer.zero_grad()
        loss = F.nll_loss(model(data), target)
        loss.backward()
        optimizer.step()
    model.eval()
    correct = 0
    with torch.no_grad():
        for data, target in test_loader:
            correct += (model(data).argmax(1) == target).sum().item()
    print(f"Accuracy: {correct}/{len(test_loader.dataset)}")
"""


@pytest.mark.processes
def test_a_right_script_on_cifar_gets_no_word_and_trains() -> None:
    said, trained = remarks_on(SCRIPT, COLOURED)
    assert not said, [one.message for one in said]
    assert trained
    known = [one.known for one in rehearsed(SCRIPT, COLOURED).forwards if not one.training]
    assert known
    assert all(known)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("was", "now", "named"),
    [
        ("        optimizer.zero_grad()\n", "", "zero-grad-forgotten"),
        ("train=False", "train=True", "training-images-in-testing"),
    ],
)
def test_a_mistake_is_named(was: str, now: str, named: str) -> None:
    assert was in SCRIPT
    said, _ = remarks_on(SCRIPT.replace(was, now), COLOURED)
    assert {one.diagnosis for one in said} == {named}


@pytest.mark.parametrize("shape", [(3, 32, 32), (1, 28, 28), (3, 24, 40), (1, 64, 64)])
def test_an_image_of_any_shape_carries_its_number(
    shape: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_form", dict(pictures._form))
    look_like(shape, 7)
    numbers = torch.tensor([0, 1, 77, MOST - 1, MOST, 2 * MOST - 1])
    assert set(labels_of(torch.arange(200)).tolist()) == set(range(7))
    images = draw(numbers)
    images = images[:, None] if shape[0] == 1 else images.permute(0, 3, 1, 2)
    assert tuple(images.shape[1:]) == shape
    for made in (images.float() / 255, 3 - images.float() / 100, images.flatten(1)):
        found = numbers_in(made)
        assert found is not None
        assert found.tolist() == numbers.tolist()
    assert numbers_in(images[:, :, 1:]) is None


def test_where_an_image_is_too_small_for_it_no_number_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "_form", dict(pictures._form))
    look_like((1, 8, 8), 10)
    image = draw(torch.tensor([5]))
    assert image.shape == (1, 8, 8)
    assert numbers_in(image[None]) is None
