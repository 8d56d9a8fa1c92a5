"""Changes of a graph as such: what goes where, and no call before what it reads."""

from __future__ import annotations

from grader.evidence import INPUT, Change, Place
from grader.graph import Graph
from grader.repair.graph.apply import changed
from tests.graphs import write_graph


def _place(graph: Graph, name: str) -> Place:
    op = next(op for op in graph.operations if op.module == name)
    return Place(op.target, op.kind, op.module, op.line, 0)


def _words(graph: Graph) -> list[str]:
    """Each call with the calls that it reads: "linear of relu"."""
    kinds = {value: op.kind for value, op in graph.makers.items()}
    given = ([kinds.get(ref.index, "") for ref in op.reads] for op in graph.operations)
    return [f"{op.kind} of {', '.join(g)}" for op, g in zip(graph.operations, given, strict=True)]


def test_a_step_is_put_in_for_all_who_come_later() -> None:
    graph = write_graph("a = x.abs x\nb = x.neg a\nc = t.add a b")
    after = changed(graph, Change("insert", "relu", behind=_place(graph, "a")))
    assert _words(after) == ["abs of ", "relu of abs", "neg of relu", "add of relu, neg"]
    first = changed(graph, Change("insert", "relu", behind=INPUT))
    assert [op.kind for op in first.operations][:2] == ["relu", "abs"]


def test_what_is_put_in_behind_the_last_step_is_what_comes_out() -> None:
    graph = write_graph("a = x.abs x\nb = x.neg a")
    after = changed(graph, Change("insert", "log_softmax", behind=_place(graph, "b")))
    assert after.output is not None
    assert after.makers[after.output].kind == "log_softmax"


def test_steps_that_only_the_way_round_needs_go_with_it() -> None:
    graph = write_graph("a = F.relu x\nn = x.neg x\nb = F.relu n\nc = t.add a b")
    change = Change("straighten", "relu", step=_place(graph, "c"), source=_place(graph, "a"))
    assert _words(changed(graph, change)) == ["relu of "]


def test_a_dropout_that_is_set_follows_the_mode() -> None:
    for mode, on in (("train", True), ("eval", False)):
        graph = write_graph("a = F.dropout x p=0.5 training=True", mode)  # type: ignore[arg-type]
        change = Change(
            "set", "dropout", step=_place(graph, "a"), setting="training", now="self.training"
        )
        assert changed(graph, change).operations[0].bound["training"] is on


def test_a_change_of_one_run_leaves_the_other_as_it_is() -> None:
    graph = write_graph("a = x.abs x")
    assert changed(graph, Change("insert", "relu", behind=_place(graph, "a"), mode="eval")) is graph


def test_no_step_is_moved_before_what_it_reads() -> None:
    """Else data would go in a circle, and whoever follows it would never end."""
    graph = write_graph("a = x.abs x\nb = x.neg a\nm = x.sqrt b\nc = t.mul b m")
    change = Change("move", "dropout", step=_place(graph, "c"), behind=_place(graph, "a"))
    assert changed(graph, change) is graph
