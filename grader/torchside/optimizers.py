"""Adam and plain gradient descent, in the open.

Not `torch.optim`: its first step imports torch's compiler, which takes over a second, about
as long as a whole training here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from grader.lab import Recipe

Gradients = tuple[torch.Tensor | None, ...]
Optimizer = Callable[[torch.Tensor], None]  # takes a loss, changes the parameters

MOMENTUM = 0.5  # of gradient descent, as on the lab sheet
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8


def optimizer(recipe: Recipe, parameters: Sequence[torch.Tensor]) -> Optimizer:
    """The optimizer that the recipe names, for those parameters that can learn."""
    learning = [tensor for tensor in parameters if tensor.requires_grad]
    if recipe.optimizer == "sgd":
        return sgd(learning, recipe.learning_rate)
    on_gpu = any(tensor.device.type == "cuda" for tensor in learning)
    return (adam_on_gpu if on_gpu else adam)(learning, recipe.learning_rate)


def adam(parameters: list[torch.Tensor], rate: float) -> Optimizer:
    """Kingma and Ba, Adam, ICLR 2015, Algorithm 1, in the order of their section 2."""
    first = [torch.zeros_like(tensor) for tensor in parameters]
    second = [torch.zeros_like(tensor) for tensor in parameters]
    steps, gradients = 0, taker()

    @torch.no_grad()
    def update(found: Gradients) -> None:
        nonlocal steps
        steps += 1
        g, p, m, v = _reached(found, parameters, first, second)
        if g:
            below = _moments(g, m, v)
            torch._foreach_div_(below, (1 - BETA_2**steps) ** 0.5)
            torch._foreach_add_(below, EPSILON)
            torch._foreach_addcdiv_(p, m, below, -rate / (1 - BETA_1**steps))

    return lambda loss: update(gradients(loss, parameters))


def adam_on_gpu(parameters: list[torch.Tensor], rate: float) -> Optimizer:
    """The same, with the count as a number on the device.

    So a step can be captured as a CUDA graph, and counts whenever it is replayed.
    """
    first = [torch.zeros_like(tensor) for tensor in parameters]
    second = [torch.zeros_like(tensor) for tensor in parameters]
    count = torch.zeros((), dtype=torch.float64, device=parameters[0].device)
    gradients = taker()

    @torch.no_grad()
    def update(found: Gradients) -> None:
        g, p, m, v = _reached(found, parameters, first, second)
        if g:
            count.add_(1)
            below = _moments(g, m, v)
            torch._foreach_mul_(below, (1 - BETA_2**count).rsqrt())
            torch._foreach_add_(below, EPSILON)
            change = torch._foreach_div(m, below)
            torch._foreach_mul_(change, rate / (1 - BETA_1**count))
            torch._foreach_sub_(p, change)

    return lambda loss: update(gradients(loss, parameters))


def _moments(
    g: list[torch.Tensor], m: list[torch.Tensor], v: list[torch.Tensor]
) -> tuple[torch.Tensor, ...]:
    """Move the means of gradients and of their squares; the roots of the latter."""
    torch._foreach_lerp_(m, g, 1 - BETA_1)
    torch._foreach_mul_(v, BETA_2)
    torch._foreach_addcmul_(v, g, g, 1 - BETA_2)
    return torch._foreach_sqrt(v)


def sgd(parameters: list[torch.Tensor], rate: float) -> Optimizer:
    """velocity = momentum · velocity + gradient; tensor −= rate · velocity, as torch has it."""
    velocity = [torch.zeros_like(tensor) for tensor in parameters]
    gradients = taker()

    @torch.no_grad()
    def update(found: Gradients) -> None:
        g, p, v = _reached(found, parameters, velocity)
        if g:
            torch._foreach_mul_(v, MOMENTUM)
            torch._foreach_add_(v, g)
            torch._foreach_sub_(p, v, alpha=rate)

    return lambda loss: update(gradients(loss, parameters))


def _reached(gradients: Gradients, *lists: list[torch.Tensor]) -> list[list[torch.Tensor]]:
    """The gradients that there are, and what belongs to them in each of the lists."""
    there = [i for i, gradient in enumerate(gradients) if gradient is not None]
    return [
        [gradient for gradient in gradients if gradient is not None],
        *([one[i] for i in there] for one in lists),
    ]


def taker() -> Callable[[torch.Tensor, Sequence[torch.Tensor]], Gradients]:
    """What gives the gradient by each tensor; None where the loss does not reach it.

    By `torch.autograd.grad`; by `backward` where a re-entrant checkpoint refuses that, which the
    first loss shows.
    """
    reentrant: bool | None = None

    def take(loss: torch.Tensor, tensors: Sequence[torch.Tensor]) -> Gradients:
        nonlocal reentrant
        if reentrant is None:
            reentrant = _has_checkpoint(loss)
        if not tensors:
            return ()
        if not reentrant:
            return torch.autograd.grad(loss, list(tensors), allow_unused=True)
        for tensor in tensors:
            tensor.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
        return tuple(tensor.grad for tensor in tensors)

    return take


def _has_checkpoint(loss: torch.Tensor) -> bool:
    """Whether the way back leads through `torch.utils.checkpoint` with use_reentrant=True."""
    stack, met = [loss.grad_fn], set()
    while stack:
        step = stack.pop()
        if step is None or step in met:
            continue
        met.add(step)
        if type(step).__name__ == "CheckpointFunctionBackward":
            return True
        stack.extend(following for following, _ in step.next_functions)
    return False
