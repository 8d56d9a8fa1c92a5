"""Output: probabilities, logarithms and signs."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.ends import last_step, step_before
from grader.graph import Graph, Operation
from grader.reading.across import over_the_batch

CHECK = "log-probabilities"


def _ends_with(case: Case, *kinds: str) -> tuple[Graph, Operation] | None:
    found = last_step(case)
    return found if found is not None and found[1].kind in kinds else None


@diagnosis(CHECK, hint="Which dimension counts the classes, 0 or 1?")
def softmax_over_the_batch(case: Case) -> Seen | None:
    """The softmax is taken over the images

    Dimension 0 counts the images of the batch, dimension 1 the classes. A digit's probability
    must not depend on the other images.
    """
    graph = case.reading.eval.graph if case.reading.eval is not None else None
    if graph is None or graph.output is None:
        return None
    for op in reversed(graph.live()):
        if "softmax" in op.kind and over_the_batch(op, graph):
            return Seen(
                f"`{case.name(op)}` runs over dimension 0, the {graph.batch} images, where "
                f"dimension 1 holds the {case.lab.classes} scores.",
                line=op.line,
                arithmetic=f"each column sums to 1 over {graph.batch} images; each row should",
                observed="normalised over the batch",
            )
    if case.behaviour is not None and case.behaviour.over_batch:
        return Seen(
            f"Each of the {case.lab.classes} columns sums to 1 over the {graph.batch} images, "
            "where each row should.",
            observed="normalised over the batch",
        )
    return None


@diagnosis(
    CHECK, hint="There is one function that does both, and does it with care for small numbers."
)
def softmax_before_nll_loss(case: Case) -> Seen | None:
    """Probabilities come out where their logarithms are expected

    The negative log likelihood takes the logarithm for granted: it only picks the number of the
    right class and turns its sign. With probabilities the loss lies between -1 and 0 and says
    little.
    """
    behaviour, found = case.behaviour, last_step(case)
    if behaviour is None or found is None:
        return None
    if behaviour.row_sum > 1e-3 or behaviour.smallest < 0:
        return None
    return Seen(
        "Each row holds probabilities (they sum to 1); the loss expects their logarithms.",
        line=found[1].line,
        arithmetic="for p = 0.9 the loss is -0.9 in place of -log 0.9 = 0.105",
        observed="probabilities",
    )


@diagnosis(CHECK, hint="The loss turns the sign by itself.")
def log_probabilities_with_the_wrong_sign(case: Case) -> Seen | None:
    """The log-probabilities have the wrong sign

    Logarithms of probabilities are negative or 0. The negative log likelihood turns the sign, so
    with another minus it grows as the network gets better.
    """
    found = _ends_with(case, "neg", "mul", "rsub", "abs")
    if found is None:
        return None
    graph, op = found
    before = step_before(graph, op)
    behaviour = case.behaviour
    if before is None or "log_softmax" not in before.kind or behaviour is None:
        return None
    if behaviour.smallest < 0:
        return None
    return Seen(
        "What comes out is the negative of log-probabilities.",
        line=op.line,
        lines=(before.line,) if before.line else (),
        observed=f"numbers from {behaviour.smallest:.3g} to {behaviour.largest:.3g}",
    )


@diagnosis(CHECK, hint="A sigmoid looks at one score; the ten of an image must share one whole.")
def sigmoid_at_the_output(case: Case) -> Seen | None:
    """A sigmoid stands at the output

    A sigmoid squeezes each score for itself. Probabilities of ten classes of which one is right
    must sum to 1, and that is what a softmax makes them do.
    """
    found = _ends_with(case, "sigmoid", "logsigmoid", "hardsigmoid")
    if found is None:
        return None
    op = found[1]
    return Seen(
        f"`{case.name(op)}` squeezes each score by itself, so the ten do not sum to 1.",
        line=op.line,
        observed=op.kind,
    )


@diagnosis(CHECK, hint="A score may be negative, and a negative number has no logarithm.")
def log_of_raw_scores(case: Case) -> Seen | None:
    """The logarithm is taken of raw scores

    Only of positive numbers is there a logarithm. Scores become positive, and probabilities, by
    a softmax.
    """
    found = _ends_with(case, "log", "log1p")
    if found is None:
        return None
    graph, op = found
    before = step_before(graph, op)
    if before is not None and ("softmax" in before.kind or before.kind in ("div", "sigmoid")):
        return None
    return Seen(
        f"`{op.spelled}` is given raw scores, of which some are negative.",
        line=op.line,
        observed="NaN" if case.behaviour and not case.behaviour.finite else "no log-probabilities",
    )


@diagnosis(CHECK, hint="Nothing stands behind the log_softmax but the `return`.", general=True)
def step_after_log_softmax(case: Case) -> Seen | None:
    """Another step follows the log_softmax

    Log-probabilities are the end of the network. What changes them afterwards makes them none.
    """
    found = last_step(case)
    if found is None:
        return None
    graph, op = found
    before = step_before(graph, op)
    if before is None or op.kind in ("log_softmax", "softmax") or before.kind != "log_softmax":
        return None
    return Seen(
        f"`{case.name(op)}` changes what `{case.name(before)}` gave.",
        line=op.line,
        lines=(before.line,) if before.line else (),
        observed=f"log_softmax → {op.kind}",
    )
