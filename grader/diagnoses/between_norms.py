"""Batch norm: why none follows a layer, by the change with which one does."""

from __future__ import annotations

from grader.diagnoses.rewired import Row, register

CHECK = ("batch-norm",)
_WHY = (
    "A batch norm brings the numbers of each channel to mean 0 and spread 1, whatever the layers "
    "before it give. The next layer then learns from numbers of one size."
)
ROWS = (
    Row("another-norm-than-batch-norm", CHECK, ("exchange",),
        "Another normalisation stands where the lab asks for a batch norm",
        "A batch norm takes mean and spread of each channel over the images of a batch. Others "
        "take them within one image, and have no running ones for testing.",
        "The lab names the normalisation that follows each layer.",
        "After {layers} the lab asks for a batch norm, and there stands {kinds}."),
    Row("batch-norm-not-on-every-path", CHECK, ("straighten",),
        "A batch norm is called, but data also goes round it",
        "What goes round it is not normalised.",
        "Go on with the result of the batch norm alone.",
        "{source} is called, but data also goes round it: {steps} joins the two ways."),
    Row("batch-norm-declared-never-called", CHECK, ("insert",),
        "A batch norm is declared in __init__ and not called in forward",
        "A module in an attribute does nothing until forward calls it.",
        "Call it in forward, behind its layer.",
        "No batch norm follows {layers}; `{spare}` is declared, but forward does not call it.",
        fits=lambda case, change: bool(change.spare)),
    Row("batch-norm-in-another-place", CHECK, ("move",),
        "A batch norm stands in another place than it belongs", _WHY,
        "Go through forward line by line: which layer does each batch norm follow?",
        "{steps} stands {where}; it belongs behind {layers}, where there is none."),
    Row("batch-norm-missing", CHECK, ("insert",),
        "No batch norm follows a layer", _WHY,
        "It is made with as many channels as come out of the layer before it.",
        "No batch norm follows {layers}; from there it goes {path}."),
)  # fmt: skip
register(__name__, ROWS)
