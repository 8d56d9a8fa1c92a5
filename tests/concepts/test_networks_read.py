"""Networks from text and from JSON are the networks built in Python; what is wrong is said."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concepts import (
    AdaptivePool,
    Along,
    BatchNorm,
    Cat,
    ChannelShuffle,
    ConceptError,
    Conv,
    ConvTranspose,
    Depthwise,
    Elementwise,
    Embedding,
    Flatten,
    FractionalPool,
    Join,
    Linear,
    LocalResponseNorm,
    MultiheadAttention,
    Network,
    Node,
    Pad,
    Permute,
    PixelShuffle,
    Pool,
    Recurrent,
    Reshape,
    Separable,
    Unpool,
    Upsample,
    total_multiply_adds,
    total_parameters,
)
from tests.concepts import slim
from tests.concepts.drawn_networks import chains, graphs
from tests.thorough import examples

LINES = {  # statement: the layer it means
    "conv 10 k5": Conv(10, 5),
    "conv 4 k3x5 s2 p1x2 d2 g2 nobias": Conv(4, (3, 5), 2, (1, 2), 2, 2, False),
    "conv 4 k3 p0:1x2": Conv(4, 3, padding=((0, 1), (2, 2))),
    "conv 4 k3 p0:1": Conv(4, 3, padding=((0, 1),)),
    "conv 4 k3 psame circular": Conv(4, 3, padding="same", padding_mode="circular"),
    "deconv 8 k2 s2 o1 p1": ConvTranspose(8, 2, 2, 1, 1),
    "max k2": Pool("max", 2),
    "avg k3 s2 p1 ceil": Pool("avg", 3, 2, 1, 1, True),
    "adaptive-avg 7x5": AdaptivePool("avg", (7, 5)),
    "global_max": AdaptivePool("max", 1),
    "linear 50 nobias": Linear(50, False),
    "flatten": Flatten(),
    "bn": BatchNorm(),
    "relu": Elementwise("relu"),
    "log_softmax": Along("log_softmax"),
    "upsample x2 linear corners": Upsample(None, 2.0, "linear", True),
    "upsample 14x14": Upsample((14, 14)),
    "pad p0:1x2:-1": Pad(((0, 1), (2, -1))),
    "reshape 20x4x4": Reshape((20, 4, 4)),
    "group_norm g4": Along("group_norm", (0, -2, -1), 0, 4, affine=True),
    "layer_norm": Along("layer_norm", (-1,), affine=True),
    "layer_norm 3": Along("layer_norm", (-3, -2, -1), affine=True),
    "prelu": Elementwise("prelu", 1),
    "prelu 16": Elementwise("prelu", 16),
    "embedding 1000x64": Embedding(1000, 64),
    "depthwise k3 s2 p1 nobias": Depthwise(3, 2, 1, bias=False),
    "separable 32 k3 s2 p1 nobias": Separable(32, 3, 2, 1, bias=False),
    "unpool k2": Unpool(2),
    "unpool k3 s2 p1": Unpool(3, 2, 1),
    "fractional_max k2 14x14": FractionalPool(2, (14, 14)),
    "fractional_max k2 14x14 u0.25x.5": FractionalPool(2, (14, 14), (0.25, 0.5)),
    "max k3 s2 psame": Pool("max", 3, 2, "same"),
    "cat input input axis1": Cat(1),
    "pixel_shuffle 2": PixelShuffle(2),
    "channel_shuffle 3": ChannelShuffle(3),
    "permute 1x2x0": Permute((1, 2, 0)),
    "lrn 5": LocalResponseNorm(5),
    "lstm 32": Recurrent("lstm", 32),
    "attention 4": MultiheadAttention(4),
}

ALSO_TYPED = {  # text: the same as it is written here
    "conv 10 5x5": "conv 10 k5x5",
    "conv 10, 5": "conv 10 k5",
    "conv 10 1x7": "conv 10 k1x7",
    "Conv2d 10, kernel_size=5, stride=2, padding=same": "conv 10 k5 s2 psame",
    "conv 10 k = 5 padding 0:1x2": "conv 10 k5 p0:1x2",
    "conv 10 3x3 same": "conv 10 k3x3 psame",
    "max 2": "max k2",
    "MaxPool2d 3 stride 2": "max k3 s2",
    "max pool 2x2": "max k2x2",
    "Avg pooling 2": "avg k2",
    "dense 10": "linear 10",
    "BatchNorm2d": "batch_norm",
    "dropout 0.5": "dropout",
    "leaky_relu .1": "leaky_relu",
    "group_norm 4": "group_norm g4",
}
WRONG = {  # text: what is said about it
    "": "the network is empty",
    "pool k2; conf 10 k5": "'pool' is no layer",
    "conf 10 k5": "did you mean 'conv'?",
    "conv k5": 'the number of filters is missing, as in "conv 10 k5"',
    "conv 10": 'k is missing, as in "conv 10 k5"',
    "conv 10 5 2": "'2' is not understood: conv is written",
    "relu 0.5": "'0.5' is not understood",
    "conv 10 k5 z3": "'z3' is not understood: conv is written",
    "conv 10 k5 from nowhere": "'nowhere' is not there yet",
    "add": 'add needs its branches, as in "add a b"',
    "a = conv 1 k1; a = conv 1 k1": "two nodes are called 'a'",
    "conv 10 k5 ;; max": "k is missing",
    "a = ": '"a =" names no layer',
}


@pytest.mark.parametrize(("line", "layer"), LINES.items())
def test_line(line, layer):
    assert Network.from_text(line).nodes[1].layer == layer


@pytest.mark.parametrize(("typed", "line"), ALSO_TYPED.items())
def test_the_same_as_people_type_it(typed, line):
    assert Network.from_text(typed).nodes == Network.from_text(line).nodes


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_wrong_text_is_explained(text, said):
    with pytest.raises(ConceptError) as raised:
        Network.from_text(text)
    assert said in str(raised.value)


def test_branches_by_name():
    text = """
        input 3x15x15                  # a cross
        row = conv 4 k1x7 p0x3
        column = conv 4 k7x1 p3x0 from input
        cat row column
    """
    network = Network.from_text(text)
    assert network.input_shape == (3, 15, 15)
    expected = [
        Node("row", Conv(4, (1, 7), padding=(0, 3)), ("input",)),
        Node("column", Conv(4, (7, 1), padding=(3, 0)), ("input",)),
        Node("cat1", Cat(), ("row", "column")),
    ]
    assert list(network.nodes[1:]) == expected


def test_a_join_with_one_name_joins_what_stands_before():
    network = Network.from_text("a = conv 4 k3 p1; relu; conv 4 k3 p1; add a")
    assert network.node("add1") == Node("add1", Join("add"), ("conv1", "a"))


def test_shared_parameters_count_once():
    network = Network.from_text("conv 8 k3 p1 @w; relu; conv 8 k3 p1 @w; conv 8 k3")
    table = network.table((8, 16, 16))
    once = 8 * 8 * 9 + 8
    assert [row.parameters for row in table if row.kind == "conv"] == [once, 0, once]
    assert [row.tied for row in table if row.kind == "conv"] == [False, True, False]
    assert total_parameters(table) == 2 * once
    assert total_multiply_adds(table).dense == (2 * 16 * 16 + 14 * 14) * 8 * 8 * 9


@settings(max_examples=examples(100))
@given(st.one_of(chains(), graphs()))
def test_json_round_trip(drawn):
    network, _ = drawn
    assert Network.from_json(json.loads(json.dumps(network.to_json()))) == network


def test_json_of_a_published_network():
    network = slim.inception_v3()
    assert Network.from_json(json.loads(json.dumps(network.to_json()))) == network


def test_json_by_hand():
    data = {
        "nodes": [
            {"layer": "conv", "filters": 10, "kernel_size": 5},
            {"layer": "relu"},
            {"layer": "max_pool", "kernel_size": [2, 2]},
            {"layer": "flatten"},
            {"layer": "linear", "out_features": 10},
        ]
    }
    built = Network.chain([Conv(10, 5), Elementwise(), Pool("max", (2, 2)), Flatten(), Linear(10)])
    shapes = [step.placed.shape for step in Network.from_json(data).steps((1, 28, 28))]
    assert shapes == [step.placed.shape for step in built.steps((1, 28, 28))]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "a network as JSON is"),
        ({"nodes": 3}, "a network as JSON is"),
        ({"nodes": []}, "the network is empty"),
        ({"nodes": [{"layer": "conv", "filters": True, "kernel_size": 3}]}, "filters is True"),
        ({"nodes": [3]}, "node 1 is 3"),
        ({"nodes": [{"layer": "conf"}]}, "'conf' is no layer"),
        ({"nodes": [{"layer": "conv", "filters": 3}]}, "conv lacks an argument"),
        ({"nodes": [{"layer": "flatten", "filters": 3}]}, "flatten has no argument 'filters'"),
        ({"nodes": [{"layer": "flatten", "inputs": "x"}]}, "it must be a list of names"),
        ({"nodes": [{"layer": "flatten", "inputs": ["x"]}]}, "which is no node"),
        ({"nodes": [{"layer": "softmax", "axes": 3}]}, "axes is 3"),
        ({"nodes": [{"layer": "flatten"}], "output": "x"}, "output 'x' is no node"),
        ({"nodes": [{"layer": "flatten"}], "output": 5}, "output is 5"),
    ],
)
def test_wrong_json_is_explained(data, said):
    with pytest.raises(ConceptError) as raised:
        Network.from_json(data)
    assert said in str(raised.value)


def test_names_that_were_given_are_passed_over():
    network = Network.from_text("conv 4 k1; conv3 = conv 4 k1; conv 4 k1; conv 4 k1")
    assert [node.name for node in network.nodes[1:]] == ["conv1", "conv3", "conv2", "conv4"]


def test_loops_are_refused():
    nodes = [Node("a", Elementwise(), ("b",)), Node("b", Elementwise(), ("a",))]
    with pytest.raises(ConceptError, match="a network has no loops"):
        Network(nodes)


def test_nodes_may_come_in_any_order():
    nodes = [Node("b", Elementwise(), ("a",)), Node("a", Elementwise(), ("input",))]
    assert [node.name for node in Network(nodes, "b")] == ["input", "a", "b"]


def test_every_word_is_documented():
    from concepts.network import words

    for word, reader in words.WORDS.items():
        anonymous = reader.__name__ == "<lambda>"
        said = reader.__doc__ or ""
        assert anonymous or word in said or word.split("_")[0] in said, word


def test_networks_are_what_their_nodes_are():
    network = Network.from_text("conv 3 k3; relu")
    assert {network: "the same"}[Network.from_text("conv 3 k3; relu")] == "the same"
    assert network not in ("conv 3 k3; relu", Network.from_text("conv 3 k3; tanh"))
    assert repr(network) == "Network(3 nodes, output 'relu1')"
