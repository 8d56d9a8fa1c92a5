"""What a lab asks for: read, refused in one sentence, and the checks that follow from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.checks import CHECKS, check_of, checks_of
from grader.evidence import Evidence, Observation
from grader.graph import Graph, Tensor
from grader.lab import SHEET, Asked, Lab, LabError, read_lab
from grader.lab.fits import look_whether_it_fits
from grader.reading.reading import reading_of
from tests.graphs import write_graph

LAB = read_lab()
BLOCK = "conv; relu; residual( conv; relu; conv ); relu; linear"

REFUSED = {
    "convv; relu": "did you mean 'conv'?",
    "linear; conv": "convolutions come first",
    "relu; conv": "before the first layer",
    "conv; relu; tanh; linear": "one activation is asked for",
    "linear; dropout": "behind the last layer",
    "conv 3x3; linear": "'3x3' is not understood",
    "conv k0; linear": "from 1",
    "conv k-1; linear": "has k-1: a size is a whole number from 1",
    "conv p-1; linear": "has p-1: a padding is a whole number from 0",
    "conv; max; max; linear": "'max' stands twice behind one layer",
    "conv; relu; residual( conv; batch_norm ); batch_norm; linear": "'batch_norm' stands twice",
    "linear; max; linear": "no maps any more",
    "conv; residual( relu ); linear": "no layer in it",
    "conv; residual( conv; linear": "not closed",
    "conv; ) linear": "closes no",
    "conv from a; linear": "no names",
    "": "no layer is asked for",
    "conv; residual( conv; residual( conv ) ); linear": "stands in another",
    "conv; residual; linear": 'is written "residual( conv; relu; conv )"',
    "conv( ; linear": "has brackets",
}


def of(network: str, output: str = "logits", **more: object) -> Lab:
    asked = replace(Asked(network), output=output, **more)  # type: ignore[arg-type]
    return replace(LAB, asked=asked)


def given(lab: Lab) -> list[str]:
    common = {check.id for check in CHECKS if check.sort == check.id}
    return [check.id for check in checks_of(lab) if check.id not in common]


@pytest.mark.parametrize(("network", "says"), REFUSED.items())
def test_what_cannot_be_is_refused_in_one_sentence(network: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        _ = Asked(network).parts
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_sheet_is_what_a_lab_without_the_table_asks_for() -> None:
    assert LAB.asked == SHEET
    assert checks_of(LAB) == CHECKS


def test_the_checks_follow_from_what_is_written() -> None:
    norms = "conv; batch_norm; relu; max; conv; batch_norm; relu; global_avg; linear"
    assert given(of(norms)) == [
        "two-convolutions", "one-fully-connected", "relu-on-hidden-layers", "batch-norm",
        "max-pooling", "global-average-pooling", "logits",
    ]  # fmt: skip
    assert given(of("linear; activation; dropout; linear", "probabilities", max_parameters=9)) == [
        "two-fully-connected", "parameter-budget", "activation-on-hidden-layers",
        "dropout-after-first-fully-connected", "probabilities",
    ]  # fmt: skip
    assert "residual-block" in given(of(BLOCK))
    assert {"layer-sizes", "order-of-steps"} <= set(given(of("conv k5 s2; linear", order="strict")))


def test_sentences_say_how_many() -> None:
    three = check_of(of("conv; relu; conv; relu; conv; relu; linear"), "three-convolutions")
    assert three is not None
    assert three.title == "Three convolutional layers run in forward"
    assert three.otherwise == "Fewer than three convolutional layers run in forward"


SIGMOID = "conv; sigmoid; linear"
SPELLED = {
    "torch's": ("s = t.sigmoid a", True),
    "by hand": ("n = x.neg a\ne = t.exp n\np = x.add e 1\ns = t.reciprocal p", True),
    "another": ("s = t.tanh a", False),
    "none": ("s = x.clone a", False),
}


WEIGHTS = tuple(
    Tensor(f"{name}.weight", (8, 8, side, side), "float32", "parameter", True)
    for name, side in {"a": 3, "b": 3, "c": 3, "f": 3, "p": 1}.items()
)


def outcome(lab: Lab, name: str, graph: Graph) -> str:
    seen = Observation(train=graph, eval=graph, returned="tensor", tensors=WEIGHTS)
    evidence = Evidence(seen)
    check = check_of(lab, name)
    assert check is not None
    return check.judge(reading_of(evidence, lab.asked), evidence, lab).outcome


@pytest.mark.parametrize(("step", "right"), SPELLED.values(), ids=SPELLED)
def test_an_activation_is_known_by_what_it_gives(step: str, right: bool) -> None:
    graph = write_graph(f"a = F.conv2d x @0\n{step}\nf = F.linear s @1")
    held = outcome(of(SIGMOID), "sigmoid-on-hidden-layers", graph) == "holds"
    assert held is right


SUMS = {
    "round both": ("s = x.add r c", "holds"),
    "of itself": ("s = x.add c c", "fails"),
    "of none": ("s = x.clone c", "fails"),
    "a product": ("s = x.mul r c", "fails"),
}


@pytest.mark.parametrize(("join", "wanted"), SUMS.values(), ids=SUMS)
def test_a_block_is_a_sum_of_two_ways(join: str, wanted: str) -> None:
    graph = write_graph(
        f"a = F.conv2d x @0\nr = F.relu a\nb = F.conv2d r @1\nq = F.relu b\nc = F.conv2d q @2\n"
        f"{join}\nf = F.linear s @3"
    )
    assert outcome(of(BLOCK), "residual-block", graph) == wanted


CANNOT_BE = {
    "a budget below the image": ("linear; relu; linear", 793, "has 794 weights, 784 + 10, with"),
    "a budget that is just enough": ("linear; relu; linear", 794, ""),
    "sizes that are written": ("conv 8 k5; linear 20; linear", 559, "560 weights, 200 + 160 + 200"),
    "sizes that are open": ("conv; conv; linear", 12, ""),
    "another number of scores": ("conv; linear 5", None, "gives 5, and classes is 10"),
    "that number": ("conv; linear 10", None, ""),
    "a window beyond the image": ("conv k29 p0; linear", None, "29×29 and a padding of 0, and"),
    "one that may be padded": ("conv k29; linear", None, ""),
    "one as large as the image": ("conv k28 p0; linear", None, ""),
    "behind what leaves one number": ("conv; global_avg; conv k3 p0; linear", None, "1×1 at the"),
    "behind poolings": ("conv k14 p0; max; conv k14 p0; max; conv k2 p0; linear", None, "1×1 at"),
    "maps that strides leave": ("conv k1 s9 p0; conv k5 p0; linear", None, "are 4×4 at the most"),
}


@pytest.mark.parametrize(("network", "most", "says"), CANNOT_BE.values(), ids=CANNOT_BE)
def test_what_no_network_can_be_is_refused(network: str, most: int | None, says: str) -> None:
    lab = replace(read_lab(), asked=Asked(network, max_parameters=most))
    if not says:
        look_whether_it_fits(lab)
        return
    with pytest.raises(LabError) as caught:
        look_whether_it_fits(lab)
    assert says in str(caught.value)


AROUND = "a = F.conv2d x @0\nr = F.relu a\nb = F.conv2d r @1\nq = F.relu b\nc = F.conv2d q @2\n"
ON_THE_WAY = {
    "three and one round them": (AROUND + "p = F.conv2d r @4\ns = x.add p c", "holds"),
    "four": (AROUND + "e = F.conv2d c @4\ns = x.add r e", "fails"),
    "two and one round them": (AROUND.replace("@2", "@1") + "p = F.conv2d r @4\ns = x.add p c",
                               "fails"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), ON_THE_WAY.values(), ids=ON_THE_WAY)
def test_a_convolution_on_the_way_round_a_block_is_not_counted(text: str, wanted: str) -> None:
    graph = write_graph(f"{text}\nf = F.linear s @3")
    lab = of(BLOCK, at_least=False)
    assert outcome(lab, "three-convolutions", graph) == wanted


ROUND = "conv k3; relu; residual( conv k3; relu; conv k3 ); relu; batch_norm; linear"
FIRST = "a = F.conv2d x @0\nr = F.relu a\np = F.conv2d r @4\nb = F.conv2d r @1\nq = F.relu b\n"
BEHIND = "s = x.add p c\nu = F.relu s\n"
PROJECTED = {  # behind the 1×1 convolution on the way round, which is the second to be called
    "as asked": (f"c = F.conv2d q @2\n{BEHIND}m = F.batch_norm u", set(), set()),
    "normed before the sum": (
        "c = F.conv2d q @2\nv = F.batch_norm c\ns = x.add p v\nm = F.relu s",
        {"batch-norm"}, {"order-of-steps"},
    ),
    "normed on both ways": (
        "c = F.conv2d q @2\nv = F.batch_norm c\no = F.batch_norm p\ns = x.add o v\nm = F.relu s",
        {"batch-norm"}, {"order-of-steps"},
    ),
    "a window of one in the block": (
        f"c = F.conv2d q @4\n{BEHIND}m = F.batch_norm u", {"layer-sizes"}, {"layer-sizes"},
    ),
    "a dropout between": (
        f"c = F.conv2d q @2\n{BEHIND}d = F.dropout u 0.5\nm = F.batch_norm d",
        set(), {"order-of-steps"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rest", "loose", "strict"), PROJECTED.values(), ids=PROJECTED)
def test_a_projection_is_no_step_of_the_trunk(rest: str, loose: set[str], strict: set[str]) -> None:
    graph = write_graph(f"{FIRST}{rest}\nf = F.linear m @3")
    for lab, wrong in ((of(ROUND), loose), (of(ROUND, order="strict"), strict)):
        fail = {one.id for one in checks_of(lab) if outcome(lab, one.id, graph) == "fails"}
        asked = {"layer-sizes", "order-of-steps", "batch-norm", "relu-on-hidden-layers"}
        assert fail & asked == wrong


IN_ORDER = {
    "by hand": ("g = t.sigmoid a\ns = x.mul a g", True),
    "torch's": ("s = F.silu a", True),
    "another before it": ("r = F.relu a\ng = t.sigmoid r\ns = x.mul r g", False),
    "another behind it": ("g = t.sigmoid a\nm = x.mul a g\ns = F.relu m", False),
}


@pytest.mark.parametrize("word", ["silu", "activation"])
@pytest.mark.parametrize(("steps", "right"), IN_ORDER.values(), ids=IN_ORDER)
def test_what_an_activation_is_made_of_is_no_step(steps: str, right: bool, word: str) -> None:
    graph = write_graph(f"a = F.conv2d x @0\n{steps}\nf = F.linear s @1")
    lab = of(f"conv; {word}; linear", order="strict")
    assert (outcome(lab, "order-of-steps", graph) == "holds") is right
