"""All diagnoses. Of two that fit, the one that stands first is the root.

The families stand in the order in which a file goes through the grader: what keeps it from being
read comes before what keeps it from being built, and so on.
"""

from __future__ import annotations

import difflib

from grader.diagnoses import (
    activations,
    batch,
    building,
    building_calls,
    building_last,
    building_names,
    dropout,
    habits_network,
    habits_testing,
    habits_training,
    layers,
    output,
    parameters,
    reading,
    reading_class,
    shapes,
    shapes_counts,
    shapes_layers,
    training,
)
from grader.diagnoses.diagnosis import REGISTERED, Diagnosis

ROOMS = (
    *(reading, reading_class, building, building_names, building_calls),
    *(layers, shapes_counts, shapes_layers, shapes, building_last, batch),
    *(activations, dropout, output, parameters, training),
    *(habits_network, habits_training, habits_testing),
)
CATALOGUE: tuple[Diagnosis, ...] = tuple(
    one for room in ROOMS for one in REGISTERED.get(room.__name__, [])
)
BY_ID = {one.id: one for one in CATALOGUE}


def nearest(name: str) -> list[str]:
    """The ids that a mistyped one may mean."""
    words = name.lower().replace("_", "-")
    close = difflib.get_close_matches(words, BY_ID, 3, 0.5)
    return close + [one for one in BY_ID if words in one and one not in close][: 5 - len(close)]
