"""Every slip that is known, the likelier first: of two that mend, the first is the cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from grader.evidence import Edit
from grader.repair import slips_arguments as arguments
from grader.repair import slips_calls as calls
from grader.repair import slips_counts as counts
from grader.repair import slips_elsewhere as elsewhere
from grader.repair import slips_flow as flow
from grader.repair import slips_layers as layers
from grader.repair import slips_lists as lists
from grader.repair import slips_loops as loops
from grader.repair import slips_lost as lost
from grader.repair import slips_modes as modes
from grader.repair import slips_names as names
from grader.repair import slips_own as own
from grader.repair import slips_settings as settings
from grader.repair import slips_sizes as sizes
from grader.repair import slips_statements as statements
from grader.repair import slips_stored as stored
from grader.repair import slips_training as training
from grader.repair import slips_twice as twice
from grader.repair import slips_values as values

Slip = Callable[..., Iterator[Edit | tuple[Edit, ...]]]
After = Literal[
    "a stop",
    "numbers put right",
    "several put right",
    "training steps",
    "a check",
    "nothing returned",
    "a blank",
    "no scores",
]

_SURE: tuple[Slip, ...] = (  # what is hardly ever written on purpose
    elsewhere.import_missing,
    elsewhere.import_of_another,
    stored.not_stored,
    stored.comma_for_a_point,
    names.method_misnamed,
    names.self_missing,
    layers.data_in_the_making,
    names.torch_hidden,
    names.layer_hidden,
    flow.flag_misnamed,
    modes.flag_of_another_sort,
    values.kept_in_self,
    values.share_of_more_than_all,
    statements.network_in_itself,
    statements.static_method,
    statements.method_not_called,
    statements.base_forward,
    values.mutable_default,
    statements.super_call,
    names.name_misspelt,
    names.layer_of_the_same_name,
    names.layer_of_another_name,
    names.layers_of_other_names,
    elsewhere.text_misspelt,
    elsewhere.method_of_a_container,
    elsewhere.device_unknown,
    settings.word_misspelt,
    settings.sizes_too_many,
    settings.text_for_a_number,
    settings.key_with_a_point,
    settings.name_behind_its_layer,
    settings.same_with_a_stride,
    settings.first_values,
    settings.list_filled_later,
    settings.key_twice,
    counts.count_in_a_name,
    layers.layer_not_kept,
    names.letters_of_one_in_use,
    lost.container_empty,
    lost.value_not_stored,
    lost.part_not_made,
    lost.own_layer_not_made,
    names.layer_not_made,
    names.name_of_one_in_use,
    layers.class_not_built,
    layers.number_for_a_layer,
    statements.return_missing,
    lost.part_gives_nothing,
    lost.argument_unread,
    layers.class_for_a_function,
    layers.class_given_the_data,
    layers.list_for_layers,
    layers.keys_for_layers,
    layers.no_such_layer,
    layers.of_other_dimensions,
    calls.called_twice,
    calls.called_on_the_spot,
    calls.function_not_called,
    calls.data_missing,
    calls.layer_beside_its_data,
    calls.layer_not_called,
    layers.list_called,
    loops.loop_over_names,
    calls.comma_forgotten,
    calls.function_as_method,
    calls.function_class_called,
    calls.layer_for_its_weight,
    calls.tuple_for_a_tensor,
    calls.pair_for_a_tensor,
    arguments.argument_misnamed,
    own.argument_misnamed,
    own.argument_for_another,
    flow.argument_misplaced,
    arguments.comma_for_a_product,
    arguments.number_of_another_kind,
    arguments.width_of_nothing,
    arguments.text_joined_to_number,
    sizes.flattened_too_early,
    sizes.flatten_from_the_batch,
    sizes.flatten_from_another,
    values.parameter_replaced,
    values.weights_of_another,
    values.value_in_one_case,
    values.data_overwritten,
    values.sizes_unpacked,
    settings.layer_of_another_type,
    settings.joined_along_the_images,
    loops.loop_hands_nothing_on,
    loops.closure_of_a_loop,
    loops.same_in_each_round,
    statements.extra_parameter,
    calls.result_not_kept,
)
_LIKELY: tuple[Slip, ...] = (
    sizes.batch_size_written,
    counts.setting_not_handed_on,
    counts.number_unread,
    sizes.images_counted_elsewhere,
    sizes.images_for_the_row,
    flow.layer_for_another,
    lists.item_for_another,
    twice.line_twice,
    arguments.arguments_exchanged,
    arguments.names_exchanged,
    calls.sign_between_tensors,
    statements.helper_counts_the_batch,
    lost.line_lost,
    names.other_variable,
    flow.older_name,
    arguments.argument_missing,
    statements.bent_for_nothing,
    statements.lines_exchanged,
    statements.line_of_the_loop,
    statements.return_in_the_middle,
    arguments.sign_too_many,
    arguments.window_too_large,
    arguments.argument_too_many,
    arguments.number_that_cannot_be,
    arguments.arguments_too_many,
    flow.join_too_many,
    statements.statement_too_many,
    flow.layer_too_many,
    statements.line_too_early,
    twice.method_twice,
    twice.class_twice,
)


_OF_NUMBERS: tuple[Slip, ...] = (  # what makes the numbers of a file that runs not fit
    settings.list_filled_later,
    settings.key_twice,
    statements.return_before_the_last,
    calls.result_not_kept,
    calls.layer_beside_its_data,
    loops.loop_of_another_length,
    loops.loop_hands_nothing_on,
    loops.closure_of_a_loop,
    loops.same_in_each_round,
    twice.line_twice,
    sizes.images_counted_elsewhere,
    sizes.images_for_the_row,
    sizes.image_of_another_size,
    counts.setting_not_handed_on,
    counts.number_unread,
    counts.shorter_of_two,
    flow.argument_misplaced,
    flow.older_name,
    flow.layer_for_another,
    lists.item_for_another,
    values.kept_in_self,
    calls.layer_left_out_of_an_activation,
    lost.argument_unread,
    lost.layer_left_out,
    lost.layer_left_out_of_a_call,
    flow.pooling_left_out,
    lost.results_unread,
    lost.flattening_lost,
    statements.lines_exchanged,
    sizes.flatten_from_the_batch,
    sizes.flatten_from_another,
    arguments.arguments_exchanged,
    arguments.names_exchanged,
    arguments.comma_for_a_product,
    statements.helper_counts_the_batch,
    statements.bent_for_nothing,
    statements.line_of_the_loop,
    sizes.size_worked_out_otherwise,
    arguments.argument_too_many,
)
_OF_STEPS: tuple[Slip, ...] = (  # what runs, and cannot be trained or used as the script does
    names.torch_hidden,
    training.gradients_switched_off,
    training.parameter_of_a_result,
    training.state_kept,
)
_OF_CHECKS: tuple[Slip, ...] = (  # what runs, and is not what was asked for
    flow.flag_misnamed,
    modes.layers_on_the_class,
    modes.layers_in_a_list,
    modes.condition_reversed,
    modes.gradient_stopped,
    modes.share_of_nothing,
    counts.switched_off,
    counts.shorter_of_two,
    calls.helper_not_kept,
    calls.joined_and_not_kept,
    statements.return_in_a_loop,
    twice.method_twice,
    settings.list_filled_later,
    settings.key_twice,
)
_OF_NOTHING: tuple[Slip, ...] = (statements.return_left_out,)
_OF_A_BLANK: tuple[Slip, ...] = (twice.class_twice,)
_OF_ROWS: tuple[Slip, ...] = (  # what makes forward give something else than scores
    settings.joined_along_the_images,
    statements.return_in_the_middle,
    calls.result_not_kept,
    flow.returned_name,
    statements.return_before_the_last,
    flow.last_layer_left_out,
)
AFTER: dict[After, tuple[Slip, ...]] = {
    "a stop": (*_SURE, *_LIKELY),
    "numbers put right": _OF_NUMBERS,
    "several put right": (*_OF_NUMBERS, arguments.width_unlike_the_rest),
    "training steps": _OF_STEPS,
    "a check": _OF_CHECKS,
    "nothing returned": _OF_NOTHING,
    "a blank": _OF_A_BLANK,
    "no scores": _OF_ROWS,
}


# what is misunderstood, and then done so wherever it is done
HABITS: tuple[Slip, ...] = (
    layers.class_for_a_function,
    layers.class_given_the_data,
    layers.class_not_built,
    calls.function_not_called,
    calls.data_missing,
    calls.layer_beside_its_data,
    calls.layer_not_called,
    calls.function_as_method,
    calls.comma_forgotten,
    calls.layer_for_its_weight,
)
