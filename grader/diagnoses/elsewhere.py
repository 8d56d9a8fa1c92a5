"""What the catalogue says of the sheet's networks, left out where another one is asked for."""

from __future__ import annotations

from grader.lab import SHEET, Lab

# sentences that were seen to be so of the sheet's networks, and say nothing of others
_OF_THE_SHEET = (
    "Two convolutions with a ReLU each read most digits rightly after a few thousand images. ",
    "The lab's script uses `nll_loss` alone, so the network itself must end with the log_softmax.",
)


def in_lab(text: str, lab: Lab) -> str:
    """A text of the catalogue without what is so of the sheet's networks alone."""
    if lab.asked != SHEET:
        for sentence in _OF_THE_SHEET:
            text = text.replace(sentence, "")
    return text.strip()
