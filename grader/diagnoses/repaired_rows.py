"""What each kind of edit of the text means: a table, its rows in a file for each subject."""

from __future__ import annotations

from grader.diagnoses.repaired_calls import CALLS
from grader.diagnoses.repaired_classes import CLASSES
from grader.diagnoses.repaired_names import NAMES
from grader.diagnoses.repaired_settings import SETTINGS
from grader.diagnoses.repaired_sizes import SIZES

ROWS = (*CLASSES, *NAMES, *CALLS, *SETTINGS, *SIZES)
# kinds of edit whose causes stand in the catalogue already, with more to say of each
TOLD: dict[str, tuple[str, ...]] = {
    "method-misnamed": ("init-misspelt", "forward-misspelt"),
    "super-call-late": ("super-init-too-late",),
    "class-given-the-data": ("module-built-with-the-data",),
    "return-left-out": ("return-forgotten",),
    "layer-not-made": ("layer-used-not-defined",),
    "container-empty": ("layer-never-made", "container-without-layers"),
    "line-lost": ("value-never-given",),
    "results-unread": ("results-unread",),
    "value-not-stored": ("attribute-never-stored",),
    "layer-overwritten": ("layer-overwritten",),
    "join-too-many": ("shapes-cannot-be-joined",),
    "argument-misnamed": ("argument-of-another-library", "argument-misspelt"),
    "batch-left-out": ("view-has-no-room-for-the-batch",),
    "flattened-too-early": ("flattened-before-a-convolution", "pooling-after-the-flattening"),
    "flatten-from-the-batch": ("flatten-swallows-the-batch",),
    "number-of-a-table": (
        "channels-do-not-fit-the-convolution-before",
        "neurons-do-not-fit-the-layer-before",
        "batch-norm-size-does-not-fit",
        "flatten-size-does-not-fit",
    ),
    "share-of-nothing": ("dropout-with-p-zero",),
    "parameter-not-given": ("net-needs-arguments", "forward-needs-more-arguments"),
}
BY_KIND = {row.kind: row for row in ROWS}
