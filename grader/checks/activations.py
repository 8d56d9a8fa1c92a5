"""The activation that is asked for, on each hidden layer."""

from __future__ import annotations

from collections.abc import Iterator

from concepts.written import several
from grader.checks.doors import forward_runs
from grader.checks.layers import convolutions
from grader.checks.put_in import around_what_we_put_in
from grader.checks.verdict import (
    Check,
    Verdict,
    called,
    cannot_be_judged,
    check,
    fails,
    holds,
    not_seen,
)
from grader.checks.words import NAMES, a, all_of, capital
from grader.evidence import Evidence
from grader.lab import Asked, Lab, Part
from grader.reading.reading import Reading


@check(requires=[forward_runs], so_far=True)
def activations(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """An activation follows each hidden layer."""
    flow = reading.barest
    if flow is None or not flow.layers:
        said = a(_name(lab.asked))
        return cannot_be_judged(convolutions, f"There is no layer that {said} could follow.")
    if not reading.bare:
        went_through_all = all(len(flow.of(part)) >= part.number for part in lab.asked.parts)
        if evidence.observation.returned or went_through_all:
            return holds()
        return cannot_be_judged(forward_runs, "forward stopped before this could be seen.")
    hidden = [flow.unseen_between(one.op.index, flow.next_layers(one)) for one in reading.bare]
    bare = [layer for layer, unseen in zip(reading.bare, hidden, strict=True) if unseen is None]
    if not bare:
        return not_seen(next(step for step in hidden if step is not None))
    if (ours := around_what_we_put_in(evidence, bare)) is not None:
        return ours
    word = lab.asked.activation(bare[0].role, flow.number(bare[0])) or "activation"
    alike = [
        layer for layer in bare if lab.asked.activation(layer.role, flow.number(layer)) == word
    ]
    names, first = several([layer.name for layer in alike]), alike[0].op
    when = "" if flow.graph.mode == "train" else " when the network is tested"
    at_a_sum = flow.start(alike[0], word) != first
    behind = f"the sum behind {names} on" if at_a_sum else f"{names} to the next layer"
    return fails(
        f"No {NAMES[word]} stands on every path from {behind}{when}.",
        line=first.line,
        expected=f"{a(NAMES[word])} after {names}, before the next layer",
        observed=flow.path_text(first.index, flow.next_layers(alike[0])),
    )


def _name(asked: Asked) -> str:
    words = asked.activations
    return NAMES[words[0]] if len(words) == 1 else NAMES["activation"]


def activating(asked: Asked) -> Iterator[Check]:
    """The check of the activations, where any is asked for."""
    words = asked.activations
    if not words:
        return
    after = {word: [p for p in asked.hidden if word in p.behind] for word in words}
    whole = len(words) == 1 and len(after[words[0]]) == len(asked.hidden)
    name = _name(asked)
    title = f"{a(name)} follows each hidden layer"
    if not whole:
        title = several([f"{a(NAMES[w])} follows {all_of(p, asked)}" for w, p in after.items()], 9)
    yield called(
        activations,
        f"{words[0].replace('_', '-') if len(words) == 1 else 'activation'}-on-hidden-layers",
        capital(title),
        _advice(asked, name, title, whole, words),
        f"No {name} follows a hidden layer",
    )


def _advice(asked: Asked, name: str, title: str, whole: bool, words: tuple[str, ...]) -> str:
    maps = "before or after max pooling makes no difference" if asked.of("convolution") else ""
    if words != ("relu",) and maps:
        maps = "before or after the pooling is both fine"
    cut = ", or with one that nothing negative reaches," if words == ("relu",) else ""
    behind = f"Each {_hidden(asked.parts)} is followed by {a(name)}" if whole else capital(title)
    return (
        f"{behind}, before the next layer{'; ' + maps if maps else ''}. Without one{cut} two "
        "layers in a row compute no more than a single one could."
    )


def _hidden(parts: tuple[Part, ...]) -> str:
    """ "convolution and each fully connected layer but the last"."""
    roles = dict.fromkeys(part.role for part in parts)
    names = {"convolution": "convolution", "linear": "fully connected layer"}
    return f"{' and each '.join(names[role] for role in roles)} but the last"
