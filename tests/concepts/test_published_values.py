"""Receptive fields as published, and torchvision's models as they are.

Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019
(TF-Slim's networks).
"""

import pytest

from concepts import AdaptivePool, total_parameters
from tests.concepts import slim, traced

SLIM = {  # network: (size, effective stride, effective padding)
    "alexnet_v2": (slim.alexnet_v2, 195, 32, 64),
    "vgg_16": (slim.vgg_16, 212, 32, 90),
    "mobilenet_v1": (slim.mobilenet_v1, 315, 32, 126),
    "resnet_v1_50": (lambda: slim.resnet_v1(3, 4, 6, 3), 483, 32, 239),
    "resnet_v1_101": (lambda: slim.resnet_v1(3, 4, 23, 3), 1027, 32, 511),
    "resnet_v1_152": (lambda: slim.resnet_v1(3, 8, 36, 3), 1507, 32, 751),
    "inception_v3": (slim.inception_v3, 1311, 32, 618),
}

TORCHVISION = {  # model: pixels seen by each unit of the last feature map
    "resnet50": 427,
    "densenet121": 2071,
    "googlenet": 379,
    "convnext_tiny": 1688,
}


@pytest.mark.parametrize(("build", "size", "stride", "padding"), SLIM.values(), ids=SLIM)
def test_slim(build, size, stride, padding):
    network = build()
    field = network.fields((3, 224, 224))[network.output]
    for axis in field.axes:
        assert (axis.size, axis.jump, axis.padding) == (size, stride, padding)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "size"), TORCHVISION.items())
def test_torchvision(name, size):
    model = traced.model(name)
    network = traced.network_of(model, (3, 224, 224))
    pool = next(node for node in network if isinstance(node.layer, AdaptivePool))
    table = {row.name: row for row in network.table((3, 224, 224))}
    assert [axis.size for axis in table[pool.inputs[0]].fields] == [size, size]
    assert [axis.jump for axis in table[pool.inputs[0]].fields] == [32, 32]
    assert total_parameters(list(table.values())) == sum(p.numel() for p in model.parameters())
