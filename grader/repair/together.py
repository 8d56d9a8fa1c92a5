"""`shared_by`: what failed for one and the same reason, by the change that mends it.

One mistake costs one deduction: checks that one change mends together fail together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.checks import sort_of
from grader.evidence import Edit, Mended, Shared
from grader.finding import Finding
from grader.lab import Lab
from grader.repair.edits import Source, can_be_edited, with_edits
from grader.repair.slips import candidates
from grader.script import Script, Submission

# graded anew, with another text; nothing where none of these checks can hold then
Again = Callable[[Submission, frozenset[str]], tuple[Finding, ...]]
MOST = 4  # changes that are graded: each takes as long as the submission itself
# what is found in what the network computes; how it learns may hang on all of it
_COMPUTED = frozenset({
    "activations", "dropout", "dropout-off-in-eval", "every-layer-used", "every-parameter-learns",
    "samples-independent", "convolutions", "fully-connected", "output-form",
})  # fmt: skip

# kinds of edit, and the sorts of checks that they can be behind
_DROPS = frozenset({"dropout", "dropout-off-in-eval"})
_LAYERS = frozenset({"convolutions", "fully-connected", "every-layer-used"})
_FOR = {
    "gradient-stopped": frozenset({"every-parameter-learns"}),
    "method-for-the-flag": _DROPS | {"activations"},
    "condition-reversed": _DROPS | {"activations"},
    "layers-in-a-list": frozenset({"every-parameter-learns", "dropout-off-in-eval"}),
    "method-twice": _COMPUTED,
    "list-filled-later": _COMPUTED,
    "key-twice": _COMPUTED,
    "result-not-kept": _COMPUTED,
    "layers-on-the-class": frozenset({"every-parameter-learns", "dropout-off-in-eval"}),
    "share-of-nothing": frozenset({"dropout"}),
    "return-too-early": _COMPUTED,
    "switched-off": _DROPS | {"activations", "every-layer-used"},
    "shorter-of-two": _COMPUTED,
    "line-behind-the-loop": frozenset({"activations", "dropout"}),
    "condition-in-a-loop": frozenset({"activations", "dropout"}),
    "loop-of-another-length": _LAYERS,
    "layer-for-another": _LAYERS,
    "bases-exchanged": frozenset({"activations", "dropout", "output-form"}),
    "key-for-another": frozenset({"activations", "output-form"}),
}
_ONE_FOR_ALL = ("share-of-nothing",)  # one edit for several checks: of one alone it is plain


def shared_by(
    submission: Submission, findings: Sequence[Finding], lab: Lab, again: Again
) -> Shared | None:
    """The change that mends most of what failed, and spoils nothing that held; None for none."""
    failed = [
        one for one in findings if one.status == "failed" and sort_of(lab, one.check) in _COMPUTED
    ]
    if not failed or submission.plan is None or not can_be_edited(submission.text):
        return None
    wanted = frozenset(one.check for one in failed)
    held = {one.check for one in findings if one.status == "passed"}
    best: Shared | None = None
    for edits in _asked(submission, failed, lab):
        changed = Script(with_edits(submission.text, edits), lab.class_name)
        if changed.plan is None or changed.trouble is not None:
            continue
        after = {
            one.check: one.status for one in again(replace(submission, script=changed), wanted)
        }
        if any(after.get(check) == "failed" for check in held):
            continue
        mended = [one for one in failed if after.get(one.check) == "passed"]
        if mended and (best is None or len(mended) > len(best.checks)):
            mended.sort(key=lambda one: -one.max_points)
            best = Shared(Mended(None, edits), tuple(one.check for one in mended))
    return best


def _asked(submission: Submission, failed: Sequence[Finding], lab: Lab) -> list[tuple[Edit, ...]]:
    """What may be behind it; the same slip everywhere before the same slip in one place."""
    lines = tuple(one.line for one in failed if one.line is not None)
    found = candidates(
        Source(submission.script, lines), lab.recipe.batch_size, "a check", lab.input_shape
    )
    sorts = [sort_of(lab, one.check) for one in failed]
    fitting = []
    for edits in found:
        for_this = [sort for sort in sorts if sort in _FOR[edits[0].kind]]
        if edits[0].kind in _ONE_FOR_ALL and (len(for_this) < 2 or len(edits) > 1):
            continue
        if for_this:
            fitting.append(edits)
    return sorted(fitting, key=lambda edits: -len(edits))[:MOST]
