"""What the catalogue says of the sheet's lab, said of another one: its numbers, its loss."""

from __future__ import annotations

import math
import re

from grader.checks.words import count
from grader.lab import SHEET, Lab

# sentences that were seen to be so of the sheet's networks, and say nothing of others
_OF_THE_SHEET = (
    "Two convolutions with a ReLU each read most digits rightly after a few thousand images. ",
    "The lab's script uses `nll_loss` alone, so the network itself must end with the log_softmax.",
)


def in_lab(text: str, lab: Lab) -> str:
    """A text of the catalogue as it is so in this lab; in the sheet's as it stands.

    In others the number of classes is another, and its logarithm, the loss at random.
    """
    if lab.asked != SHEET:
        for sentence in _OF_THE_SHEET:
            text = text.replace(sentence, "")
    if lab.classes == TEN:
        return text
    loss = f"log {lab.classes} = {math.log(lab.classes):.2g}"
    text = re.sub(r"log 10 = 2\.3", loss, text)
    return re.sub(r"\bten\b", count(lab.classes), text).strip()


TEN = 10
