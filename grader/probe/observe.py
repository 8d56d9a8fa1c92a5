"""From the class to the answer: load, build, trace, try, prove."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import torch

from grader.evidence import Escape, Stage
from grader.graph import Mode
from grader.probe.answer import answer
from grader.probe.build import build, layers_of, same_for_every_seed
from grader.probe.clock import Clock
from grader.probe.devices import OnProcessor
from grader.probe.doors import watched_doors
from grader.probe.holdings import Holdings
from grader.probe.hours import watched_clock
from grader.probe.job import Job
from grader.probe.load import WHOLE, Loaded, binds_elsewhere, load, load_whole
from grader.probe.own_backward import watched_functions
from grader.probe.prove import attempt, measure_functions, prove
from grader.probe.rehearse import rehearse
from grader.probe.standins import watch_the_network
from grader.probe.state import Seen
from grader.probe.trace import Network, normal, settle, trace
from grader.probe.troubles import OutOfTime, trouble_from
from grader.probe.use import use

MODES: tuple[Mode, ...] = ("train", "eval")


Told = tuple[dict[str, Any], list[bytes]]
MOST_SHOWN = 2**20  # numbers of a network up to which it is shown before it is tried


def observe(
    job: Job,
    clock: Clock,
    tell: Callable[[Stage], None] = lambda _stage: None,
    show: Callable[[dict[str, Any], list[bytes]], None] = lambda _record, _blobs: None,
) -> Told:
    """All that could be seen of the network within the time.

    `tell` hears how far it comes; `show`, where the job asks for it, what its calls show.
    """
    seen = Seen(tell=tell)
    sys.dont_write_bytecode = True
    try:
        clock.start()
        with OnProcessor(seen.notes), watched_doors(), watched_clock(), watched_functions():
            _look(job, clock, seen, show)
    except BaseException as error:
        clock.stop()
        _cut_short(error, seen, job)
    clock.stop()
    try:
        return answer(seen)
    except MemoryError:
        return answer(Seen(outcome="out of memory", troubles=seen.troubles))


def _look(
    job: Job, clock: Clock, seen: Seen, show: Callable[[dict[str, Any], list[bytes]], None]
) -> None:
    seen.enter("load")
    loaded = load(job, clock)
    network = network_of(job, loaded, seen, clock)
    if network is None:
        return
    network.given_up = not job.mend
    for mode in MODES:
        trace(network, mode)
    if job.kind == "trace":  # the calls alone
        seen.layers, seen.numbers_wanted = layers_of(network.net), False
        return
    if not seen.returned and (again := _whole_for_a_name(job, clock, loaded, seen)) is not None:
        network = again
    seen.layers = layers_of(network.net)
    if job.show and _is_plain(network):
        record, blobs = answer(seen)
        show({"first": record}, blobs)
    if seen.returned:
        _try(job, network)
        _see_gradients(network)
        _prove(job, network, loaded.cls)
        rehearse(loaded.cls, job, clock, seen)
        use(network, clock)
    network.holdings.restore()


def _is_plain(network: Network) -> bool:
    """Whether what is seen by now stays as it is, unless trying it shows more."""
    seen = network.seen
    if seen.returned != "tensor" or seen.troubles or network.functions.met:
        return False
    return sum(number.numel() for _, number in network.holdings.parameters()) <= MOST_SHOWN


def ready_to_run(job: Job, clock: Clock, seen: Seen) -> Network | None:
    """Load and build; None where that cannot be done, with the trouble noted in `seen`."""
    return network_of(job, load(job, clock), seen, clock)


def network_of(job: Job, loaded: Loaded, seen: Seen, clock: Clock) -> Network | None:
    """The network, ready to run; None where it cannot be had, with the trouble noted."""
    seen.loading = loaded.loading(job)
    if loaded.cls is None:
        if loaded.trouble is not None:
            seen.trouble(loaded.trouble)
        return None
    seen.enter("construct")
    watch_the_network(True)
    try:
        net = build(loaded.cls, job, job.seed)
    except OutOfTime:
        raise
    except BaseException as error:
        seen.trouble(trouble_from(error, "construct", job.file))
        return _whole_for_a_name(job, clock, loaded, seen, trace_it=False)
    seen.enter("forward")
    return _prepare(net, job, seen)


def _prepare(net: torch.nn.Module, job: Job, seen: Seen) -> Network:
    """The network with what belongs to running it."""
    network = Network(net, Holdings(net), job, seen)
    settle(network)
    seen.layers = layers_of(net)
    return network


def _whole_for_a_name(
    job: Job, clock: Clock, loaded: Loaded, seen: Seen, trace_it: bool = True
) -> Network | None:
    """Once more with the whole file, where a name was missing that another statement gives."""
    first = seen.troubles[0] if seen.troubles else None
    name = first.name if first is not None else ""
    if loaded.way == WHOLE or not name or not binds_elsewhere(job, name):
        return None
    whole = load_whole(job, clock)
    if whole.cls is None:
        return None
    fresh = Seen(tell=seen.tell, notes=seen.notes)
    network = network_of(job, whole, fresh, clock)
    if network is None:
        return None
    loaded.cls, loaded.way = whole.cls, whole.way
    if trace_it:
        for mode in MODES:
            trace(network, mode)
        if not fresh.returned:
            return None
    network.seen = seen
    seen.replace(fresh)
    return network


def _try(job: Job, network: Network) -> None:
    """Other batch sizes; batch normalisation cannot learn from one sample, so not that one."""
    for mode in ("eval", "train"):
        for batch in job.batches:
            if (mode, batch) != ("train", 1):
                attempt(network, mode, batch)


def _see_gradients(network: Network) -> None:
    """How gradients pass functions with a backward pass of their own; then all is recorded anew."""
    functions = network.functions
    if not functions.met:
        return
    measure_functions(network)
    network.seen.escape([Escape(f"autograd.Function {name}"[:300]) for name in functions.unknown()])
    if functions.passed_by_surrogate():
        for mode in MODES:
            trace(network, mode)


def _prove(job: Job, network: Network, cls: Any) -> None:
    for mode, number, input_seed in job.proofs:
        try:
            prove(network, mode, number, input_seed)
        except OutOfTime:
            raise
        except BaseException as error:
            network.seen.trouble(trouble_from(error, "backward", job.file))
    x = normal(job.seed, (job.batch, *job.input_shape))
    try:
        same = same_for_every_seed(cls, job, network.holdings, x)
        network.holdings.same = same
    except OutOfTime:
        raise
    except BaseException:  # it was built once; that it cannot be twice is no trouble here
        network.holdings.same = frozenset()


def _cut_short(error: BaseException, seen: Seen, job: Job) -> None:
    """Time or memory ran out, or the probe itself met something that it did not expect."""
    if isinstance(error, OutOfTime):
        seen.outcome = "timed out"
        seen.detail = f"It was still running in {_WORDS[seen.stage]} when the time was over."
    elif isinstance(error, MemoryError):
        seen.outcome = "out of memory"
    seen.trouble(trouble_from(error, seen.stage, job.file))


_WORDS = {"load": "the file's own statements", "construct": "__init__", "forward": "forward"}
