"""All diagnoses. Of two that fit, the one that stands first is the root.

The families stand in the order in which a file goes through the grader: what keeps it from being
read comes before what keeps it from being built, and so on.
"""

from __future__ import annotations

import difflib

from grader.diagnoses import (
    activations,
    batch_mixing,
    batch_shape,
    batch_size,
    between_norms,
    between_order,
    between_poolings,
    between_sums,
    building_arguments,
    building_base,
    building_forward,
    building_handed_on,
    building_last,
    building_layers,
    building_values,
    building_words,
    dropout_modes,
    dropout_places,
    dropout_shares,
    habits_machine,
    habits_modes,
    habits_network,
    habits_set_up,
    habits_steps,
    layers_missing,
    layers_sizes,
    layers_used,
    output_form,
    output_scores,
    parameters_gradients,
    parameters_registered,
    reading_class,
    reading_file,
    reading_indent,
    reading_syntax,
    rehearsed_answers,
    rehearsed_causes,
    rehearsed_devices,
    rehearsed_figures,
    rehearsed_habits,
    rehearsed_images,
    rehearsed_kept,
    rehearsed_lessons,
    rehearsed_losses,
    rehearsed_rates,
    rehearsed_scaled,
    rehearsed_scales,
    rehearsed_seen,
    rehearsed_sets,
    rehearsed_steps,
    rehearsed_stops,
    rehearsed_swings,
    rehearsed_uphill,
    rehearsed_weights,
    rehearsed_words,
    repaired,
    shapes_numbers,
    shapes_refused,
    shapes_rest,
    training,
    training_image,
    training_starts,
)
from grader.diagnoses.diagnosis import REGISTERED, Diagnosis

ROOMS = (
    reading_file, reading_indent, reading_syntax, reading_class,
    building_base, building_forward, building_words, building_layers,
    building_values, building_arguments, building_handed_on,
    layers_used, layers_missing, layers_sizes,
    shapes_numbers, shapes_refused, shapes_rest,
    building_last, repaired,
    training_image, batch_shape, batch_size, batch_mixing,
    activations,
    between_norms, between_poolings, between_sums, between_order,
    dropout_places, dropout_modes, dropout_shares,
    output_form, output_scores,
    parameters_registered, parameters_gradients,
    training_starts, training,
    rehearsed_stops, rehearsed_causes, rehearsed_words, rehearsed_weights, rehearsed_steps,
    rehearsed_uphill, rehearsed_scaled, rehearsed_rates, rehearsed_swings, rehearsed_sets,
    rehearsed_images, rehearsed_seen, rehearsed_scales,
    rehearsed_lessons, rehearsed_losses, rehearsed_kept, rehearsed_answers, rehearsed_figures,
    rehearsed_habits, rehearsed_devices,
    habits_network, habits_steps, habits_set_up, habits_modes, habits_machine,
)  # fmt: skip
CATALOGUE: tuple[Diagnosis, ...] = tuple(
    one for room in ROOMS for one in REGISTERED.get(room.__name__, [])
)
BY_ID = {one.id: one for one in CATALOGUE}


def nearest(name: str) -> list[str]:
    """The ids that a mistyped one may mean."""
    words = name.lower().replace("_", "-")
    close = difflib.get_close_matches(words, BY_ID, 3, 0.5)
    return close + [one for one in BY_ID if words in one and one not in close][: 5 - len(close)]
