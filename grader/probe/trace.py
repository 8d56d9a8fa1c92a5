"""Tracing: one run of forward in each mode, with wrong numbers put right on the way."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from grader.evidence import LAID_OUT, Escape, Trouble
from grader.graph import Graph, Mode
from grader.probe.book import Book, tensors_in
from grader.probe.build import is_lazy, seed
from grader.probe.doors import listening
from grader.probe.holdings import Holdings
from grader.probe.job import Job
from grader.probe.leaks import dice_told
from grader.probe.mend import MOST_MENDS, Plan, apply, diagnose, mend_from
from grader.probe.outcome import hidden_steps, kind_of
from grader.probe.own_backward import Functions
from grader.probe.patches import Patches
from grader.probe.patching import patched
from grader.probe.record import Recorder
from grader.probe.scripts import Scripts
from grader.probe.state import Seen
from grader.probe.troubles import OutOfTime, disarm, forget, trouble_from
from grader.torchside.uses import inputs_of


@dataclass
class Network:
    """The student's network with all that belongs to running it."""

    net: torch.nn.Module
    holdings: Holdings
    job: Job
    seen: Seen
    patches: Patches = field(default_factory=Patches)
    scripts: Scripts = field(default_factory=Scripts)
    functions: Functions = field(default_factory=Functions)
    undo: list[Callable[[], None]] = field(default_factory=list)  # of the mends, in order
    given_up: bool = False  # nothing is mended any more
    left: dict[Mode, dict[int, bool]] = field(default_factory=dict)  # see `set_mode`


@dataclass
class Run:
    """One recorded run."""

    recorder: Recorder
    result: Any = None
    error: BaseException | None = None


def normal(number: int, shape: tuple[int, ...]) -> torch.Tensor:
    """Standard normal numbers that follow from a seed alone, float32."""
    numbers = np.random.default_rng(number).standard_normal(shape, dtype=np.float32)
    return torch.from_numpy(numbers)


def images_of(job: Job) -> torch.Tensor | None:
    """Inputs (n, *input_shape) that look like the data; None where none came."""
    if not job.images:
        return None
    return inputs_of(b64decode(job.images), job.mean, job.std, job.input_shape)


def settle(network: Network) -> None:
    """Layers that wait for their first input get it; then the numbers are what they are.

    What it raises is raised again when forward is traced, and told then.
    """
    if is_lazy(network.net):
        job = network.job
        seed(job.seed)
        with suppress(Exception), torch.no_grad(), patched(network.patches, job.file):
            network.net.eval()(normal(job.seed, (job.batch, *job.input_shape)))
        network.holdings = Holdings(network.net)
    network.seen.holdings = network.holdings


def set_mode(network: Network, mode: Mode) -> None:
    """`net.train()` or `net.eval()`, as a script calls it: once, before many batches.

    A forward that switches the mode itself does so for the batches that follow. What the first
    one left is what the rest of them meet, so that is what counts. An `eval` of the class's own
    is what the script calls; where it cannot be called so, the rehearsal tells.
    """
    network.net.train(mode == "train")
    if mode == "eval" and type(network.net).eval is not torch.nn.Module.eval:
        network.net.train()
        try:
            network.net.eval()
        except Exception:
            network.net.train(False)
    left = network.left.get(mode)
    if left is not None:
        for module in network.net.modules():
            module.training = left.get(id(module), module.training)


def _switched(network: Network, mode: Mode) -> bool:
    """Whether a run of forward left other modes than it found; they are kept."""
    with suppress(Exception):
        before = {id(module): mode == "train" for module in network.net.modules()}
        after = {id(module): bool(module.training) for module in network.net.modules()}
        if after != before and mode not in network.left:
            network.left[mode] = after
            return True
    return False


def trace(network: Network, mode: Mode) -> None:
    """Record forward in one mode at the batch size of the lab; keep what was seen of it."""
    while True:
        run = _run(network, mode)
        if network.scripts.again() or network.functions.again():  # with what cannot be opened
            continue
        trouble = None
        if run.error is not None:
            trouble = trouble_from(run.error, "forward", network.job.file)
            forget(run.error)
        plan = None if network.given_up else _plan(network, run)
        if plan is None or len(network.seen.mends) >= MOST_MENDS:
            if trouble is not None and _laid_out(network):
                _take_back(network)  # the layers stand in another order: no mere step is missing
                continue
            break
        _mend(network, plan, trouble)
    if trouble is None and _switched(network, mode):
        trace(network, mode)
        return
    _keep(network, mode, run, trouble)
    if isinstance(run.error, OutOfTime):
        raise run.error


def _plan(network: Network, run: Run) -> Plan | None:
    """What to mend after a run; None where nothing is wrong with it, or no mere number is."""
    if isinstance(run.error, (OutOfTime, MemoryError)):
        return None
    batch = network.job.batch
    if run.error is None:
        result = run.result
        if not isinstance(result, torch.Tensor) or (result.dim() and result.shape[0] == batch):
            return None
        run.recorder.failed = None
    elif run.recorder.failed is not None and run.recorder.failed.error is not run.error:
        run.recorder.failed = None  # that one was caught; something else went wrong
    return diagnose(run.recorder, batch, network.net)


def _mend(network: Network, plan: Plan, trouble: Trouble | None) -> None:
    """Put the number right. Where that was done before, it is no mere number: take all back."""
    mends = network.seen.mends
    if any((mend.what, mend.layer) == (plan.what, plan.layer) for mend in mends):
        _take_back(network)
        return
    network.holdings.restore()
    network.undo.append(apply(plan, network.net, network.patches, network.job.seed))
    mends.append(mend_from(plan, trouble))
    network.holdings.save()
    settle(network)


def _laid_out(network: Network) -> bool:
    return any(mend.what == LAID_OUT for mend in network.seen.mends)


def _take_back(network: Network) -> None:
    """Undo all that was put right, and put nothing right any more."""
    network.holdings.restore()
    for undo in reversed(network.undo):
        undo()
    network.seen.mends.clear()
    network.given_up = True
    network.holdings.save()
    settle(network)


def _run(network: Network, mode: Mode) -> Run:
    job = network.job
    network.holdings.restore()
    x = normal(job.seed, (job.batch, *job.input_shape))
    book = Book(network.holdings, x)
    recorder = Recorder(book, job.file, network.patches, network.seen.notes)
    run = Run(recorder)
    torch.set_grad_enabled(True)
    try:
        set_mode(network, mode)
        seed(job.seed)
        with (
            module_paths(network.net, recorder),
            recorder,
            listening(recorder.tell),
            dice_told(recorder.tell),
            network.scripts.opened(recorder, job.file, network.net),
            network.functions.opened(),
        ):
            run.result = network.net(x)
    except OutOfTime as error:
        disarm()  # letting go of what a loop has made takes longer than until the next ring
        run.error = error
    except BaseException as error:
        run.error = error
    finally:
        torch.set_grad_enabled(True)
    return run


def _keep(network: Network, mode: Mode, run: Run, trouble: Trouble | None) -> None:
    """Enter the graph, what came back, what escaped, and what went wrong."""
    seen, book = network.seen, run.recorder.book
    if trouble is not None:
        seen.trouble(trouble)
    else:
        seen.returned = seen.returned or kind_of(run.result)
    run.recorder.tell_caught(run.error)
    seen.escape(run.recorder.escapes + hidden_steps(run.result))
    seen.graphs[mode] = Graph(
        mode=mode,
        batch=network.job.batch,
        values=tuple(book.values),
        operations=tuple(book.operations),
        output=None if run.recorder.full else _output(run, network.job.batch),
        refused=None if run.error is None else run.recorder.refused(run.error),
    )


def _output(run: Run, batch: int) -> int | None:
    """The value that forward returned; of a tuple the first with a row for each sample."""
    found = list(tensors_in(run.result))
    found.sort(key=lambda tensor: not (tensor.dim() == 2 and tensor.shape[0] == batch))
    for tensor in found:
        ref = run.recorder.book.ref(tensor)
        if ref is not None and ref.kind == "value":
            return ref.index
        if ref is None:
            run.recorder.book.holdings.constant(tensor, None)
            run.recorder.escapes.append(Escape("the output is from a call that was not seen"))
    return None


@contextmanager
def module_paths(net: torch.nn.Module, recorder: Recorder) -> Iterator[None]:
    """While this holds, the recorder knows which registered module is running."""
    paths = {id(module): path for path, module in net.named_modules()}
    stack = recorder.modules

    def enter(module: torch.nn.Module, args: Any) -> None:
        stack.append(paths.get(id(module), stack[-1]))

    def leave(module: torch.nn.Module, args: Any, output: Any) -> None:
        if len(stack) > 1:
            stack.pop()

    hooks = (
        register_module_forward_pre_hook(enter),
        register_module_forward_hook(leave, always_call=True),
    )
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
