"""What a network does with its initial weights, measured on random inputs.

Serves the replay in the trusted trainer and, where a network cannot be replayed, the
student's own module in the sandbox.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping

import torch

from grader.evidence import Behaviour, Gradient, MeasuredBy
from grader.graph import Mode
from grader.torchside.mending import Mend, choose_mend
from grader.torchside.optimizers import taker
from grader.torchside.seeding import seed_torch

Run = Callable[[Mode, torch.Tensor], torch.Tensor]  # (mode, x) -> output
Watch = Callable[[torch.Tensor], Iterable[tuple[int, torch.Tensor]]]  # x -> eval values by id

BATCHES = 3  # over which gradients are looked for
STEP = 0.1  # of plain gradient descent between them
BEYOND = 1e30  # stands for what is not finite: JSON has no infinity


def measure(
    source: MeasuredBy,
    run: Run,
    parameters: Mapping[str, torch.Tensor],
    input_shape: tuple[int, ...],
    batch: int,
    watch: Watch | None = None,
) -> Behaviour:
    """Measure `run` on normal random inputs of shape (batch, *input_shape).

    The parameters are as before in the end; buffers are as `run` leaves them.
    Whatever `run` raises goes through.
    """
    device = next((tensor.device for tensor in parameters.values()), torch.device("cpu"))
    random = torch.Generator().manual_seed(8420)

    def draw() -> torch.Tensor:
        return torch.randn((batch, *input_shape), generator=random).to(device)

    x = draw()
    with torch.no_grad():
        output = _seeded(run, "eval", x, 1)
        rows = _rows(output)
        repeat = _difference(output, _seeded(run, "eval", x, 2))
        crosstalk = _crosstalk(run, x, draw(), output)
        alike: list[int] = []
        seen = noting_alike(watch(x.clone()), batch, alike) if watch is not None else ()
        relu_values = find_relu_values(seen)
    taught: list[torch.Tensor] = []

    def keeping(mode: Mode, images: torch.Tensor) -> torch.Tensor:
        made = run(mode, images)
        taught.append(made.detach())
        return made

    gradients = _gradients(keeping, parameters, [draw() for _ in range(BATCHES)], output)
    in_training = _rows(taught[0]) if taught else rows
    return Behaviour(
        source=source,
        finite=bool(torch.isfinite(output).all()),
        log_sum_exp=_number(rows.logsumexp(1).abs().max()),
        row_sum=_number((rows.sum(1) - 1).abs().max()),
        smallest=_number(rows.min()),
        largest=_number(rows.max()),
        repeat_difference=repeat,
        crosstalk=crosstalk,
        gradients=gradients,
        relu_values=relu_values,
        log_sum_exp_taught=_number(in_training.logsumexp(1).abs().max()),
        row_sum_taught=_number((in_training.sum(1) - 1).abs().max()),
        same_for_all=tuple(alike),
        over_batch=_over_batch(rows),
    )


def _rows(output: torch.Tensor) -> torch.Tensor:
    """One row for each image, in double precision."""
    return output.double().reshape(output.shape[0] if output.dim() else 1, -1)


def _over_batch(rows: torch.Tensor) -> bool:
    """Whether the columns of the output (N, classes) sum to 1, as numbers or as logarithms."""
    sums = rows.sum(0) if bool((rows >= 0).all()) else rows.exp().sum(0)
    return len(rows) > 1 and bool(((sums - 1).abs() < 1e-3).all())


def _seeded(run: Run, mode: Mode, x: torch.Tensor, seed: int) -> torch.Tensor:
    """One run from a seed; on a copy, since forward may write into its input."""
    seed_torch(seed)
    return run(mode, x.clone())


def _crosstalk(run: Run, x: torch.Tensor, other: torch.Tensor, output: torch.Tensor) -> float:
    """Worst change of the other rows when one sample is replaced.

    Relative to the output's largest number. First, middle and last sample; the same seed, so
    dropout drops the same.
    """
    count = len(x)
    if output.dim() < 1 or len(output) != count or count < 2:
        return 0.0
    worst = 0.0
    for place in sorted({0, count // 2, count - 1}):
        replaced = x.clone()
        replaced[place] = 3 * other[place] + 1  # far from what stood there
        rest = torch.arange(count, device=x.device) != place
        changed = _seeded(run, "eval", replaced, 1)
        worst = max(worst, _difference(output[rest], changed[rest]))
    scale = max(_number(output.abs().max()), 1e-6)
    return worst / scale


def _gradients(
    run: Run,
    parameters: Mapping[str, torch.Tensor],
    batches: Iterable[torch.Tensor],
    output: torch.Tensor,
) -> tuple[Gradient, ...]:
    """Largest |gradient| of the mean negative log-likelihood, by parameter, in train mode.

    Between the batches a small step is taken, and taken back at the end: behind a layer that
    begins at zero the gradient is 0 at first, and training soon reaches it all the same.
    """
    learning = {name: tensor for name, tensor in parameters.items() if tensor.requires_grad}
    kept = [tensor.detach().clone() for tensor in learning.values()]
    try:
        return _over_steps(run, parameters, learning, batches, choose_mend(output))
    except RuntimeError:  # the backward pass itself fails: no gradient reaches anything
        return tuple(Gradient(name, None) for name in parameters)
    finally:
        with torch.no_grad():
            for tensor, before in zip(learning.values(), kept, strict=True):
                tensor.copy_(before)


def _over_steps(
    run: Run,
    parameters: Mapping[str, torch.Tensor],
    learning: Mapping[str, torch.Tensor],
    batches: Iterable[torch.Tensor],
    mend: Mend,
) -> tuple[Gradient, ...]:
    largest: dict[str, float | None] = dict.fromkeys(parameters)
    gradients = taker()
    for seed, x in enumerate(batches):
        made = _seeded(run, "train", x, seed)
        if not made.requires_grad or not learning:
            break
        loss = _loss(made, mend)
        found = gradients(loss, list(learning.values()))
        for name, gradient in zip(learning, found, strict=True):
            if gradient is not None:
                largest[name] = max(largest[name] or 0.0, _number(gradient.abs().max()))
                with torch.no_grad():
                    learning[name].sub_(gradient, alpha=STEP)
    return tuple(Gradient(name, value) for name, value in largest.items())


def _loss(made: torch.Tensor, mend: Mend) -> torch.Tensor:
    """Mean negative log-likelihood of made-up labels.

    Of other shapes than (N, classes) the mean square, for the gradient must come from somewhere.
    """
    if made.dim() != 2 or not made.numel():
        return made.square().mean()
    labels = torch.arange(made.shape[0], device=made.device) % made.shape[1]
    return torch.nn.functional.nll_loss(mend.apply(made), labels)


def noting_alike(
    values: Iterable[tuple[int, torch.Tensor]], batch: int, alike: list[int]
) -> Iterator[tuple[int, torch.Tensor]]:
    """The values as they come; `alike` gets the ids of those that are the same for each image."""
    for index, value in values:
        if value.dim() and len(value) == batch > 1 and bool((value == value[:1]).all()):
            alike.append(index)
        yield index, value


def find_relu_values(values: Iterable[tuple[int, torch.Tensor]]) -> tuple[int, ...]:
    """Ids of the values that equal max(0, an earlier value) which has negative numbers.

    A value that only repeats an earlier one (a view, dropout in eval mode) is not counted.
    The values may be overwritten later: each is copied when it comes.
    """
    seen: dict[torch.Size, list[torch.Tensor]] = {}
    found = []
    for index, value in values:
        if not value.is_floating_point() or value.dim() < 2 or not value.numel():
            continue
        earlier = seen.setdefault(value.shape, [])
        if not any(torch.equal(value, one) for one in earlier):
            if bool((value >= 0).all()) and any(_rectified(one, value) for one in earlier):
                found.append(index)
            earlier.append(value.detach().clone())
    return tuple(found)


def _rectified(earlier: torch.Tensor, value: torch.Tensor) -> bool:
    """Whether value = max(0, earlier), up to rounding, and earlier has negative numbers."""
    if not bool((earlier < 0).any()):
        return False
    return torch.allclose(value, earlier.clamp(min=0).to(value.dtype), rtol=1e-5, atol=1e-7)


def _difference(one: torch.Tensor, two: torch.Tensor) -> float:
    if one.shape != two.shape:
        return BEYOND
    return _number((one.double() - two.double()).abs().max()) if one.numel() else 0.0


def _number(value: torch.Tensor) -> float:
    """A finite float; `BEYOND` with its sign for what is not finite."""
    number = float(value)
    if math.isfinite(number):
        return number
    return -BEYOND if number == -math.inf else BEYOND
