"""DataLoader as a script meets it: in this process, over as many batches as there are to see."""

from __future__ import annotations

import dis
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from time import process_time
from typing import Any

import torch
from torch.utils.data import (
    ConcatDataset,
    DataLoader,
    RandomSampler,
    Subset,
    default_collate,
)
from torch.utils.data._utils.fetch import _MapDatasetFetcher

from grader.evidence.rehearsed_calls import Passage, Way
from grader.probe.rehearsal.book import Book
from grader.probe.rehearsal.datasets import Digits
from grader.probe.rehearsal.networks import Watch
from grader.probe.rehearsal.varied import sets_in, varied
from grader.probe.troubles import OutOfTime

WHOLE = 2  # passes of one loader in which a network is trained with all of its data
ENOUGH = 60  # batches that are taken one by one, behind these passes
FEW = 8  # images, at least, of the one batch that a pass has when there is no time left
MORE = 80  # at most, until there is one of each class
MUCH = 2_500  # images gone through, two epochs of the sheet's: then what nothing hangs on is cut
MUCH_SECONDS = 2.0  # of the processor, the same where each image takes long
MOST_SECONDS = 4.0  # from then on every pass is cut short
_LOOP = dis.opmap["FOR_ITER"]
GO_OVER: set[str] = set()  # files of ours whose loops are as the script's own
_WORKERS = frozenset(
    (
        *("num_workers", "pin_memory", "timeout", "worker_init_fn", "prefetch_factor"),
        *("multiprocessing_context", "persistent_workers", "pin_memory_device", "in_order"),
    )
)


class Passing:
    """One pass of a loader's, written down batch by batch.

    A network that was trained with all of the data twice is trained with one more batch, which
    stands for the rest. A test is whole as long as there is time, and in any case where nothing was
    learned since the last: what it gives may be laid on what that gave.
    """

    def __init__(self, loader: Any, batches: Iterator[Any], cut: bool, drawn: int) -> None:
        self._loader, self._batches, self._cut = loader, batches, cut
        self._taken = 0
        self._drawn = drawn
        self._place = -1
        self._lessons = 0  # that there were when it began
        self._most: int | None = FEW
        self._short = cut  # from the beginning
        self._goes_on = False  # with one more such batch: two say what one cannot

    def __iter__(self) -> Passing:
        return self

    def __len__(self) -> int:
        return len(self._loader)

    def __next__(self) -> Any:
        loader = self._loader
        if self._place < 0:
            passage = _passage(loader, self._cut, self._drawn)
            if passage.way == "next" and loader.passes > WHOLE:
                self._cut, passage = True, replace(passage, cut=True)
            self._place = loader.book.note("passages", passage)
            if passage.way == "next":  # who takes one batch may hold it against another
                self._most = None
            self._lessons = loader.watch.lessons
        elif self._taken == 1 and self._most and loader.watch.lessons > self._lessons:
            known = loader.watch.teach(loader.place) > WHOLE
            self._cut, self._goes_on = self._short or known, self._short and not known
        there = _length(loader) or ENOUGH  # who gives one after another may not say how many
        most = there if not self._most else 2 if self._goes_on else 1
        if self._cut and self._taken >= min(most, there):
            self._note(ended=True, cut=True)
            loader.watch.end()
            raise StopIteration
        if self._cut and not self._most:
            loader.watch.taken += 1
            if loader.watch.taken > ENOUGH:
                raise OutOfTime("it goes on and on, and all of it was seen")
        try:
            with torch._C.DisableTorchFunction():  # one call for each image and transform
                batch = _few(loader, self._most) if self._cut else next(self._batches)
        except StopIteration:
            self._note(ended=True)
            loader.watch.end()
            raise
        self._taken += 1
        self._note(ended=False)
        loader.watch.load(batch, self._place, loader.place)
        return batch

    next = __next__  # as iterators were asked long ago

    def _note(self, ended: bool, cut: bool | None = None) -> None:
        entries = self._loader.book.entries["passages"]
        if self._place < len(entries):
            was = entries[self._place]
            over = self._loader.book.at() if ended else 0
            told = {"taken": self._taken, "ended": ended, "over": over}
            entries[self._place] = replace(was, **told, cut=was.cut if cut is None else cut)


def _passage(loader: Any, cut: bool, drawn: int) -> Passage:
    return Passage(
        at=loader.book.at(),
        line=loader.book.line(),
        made=loader.made,
        loader=loader.place,
        way=_way(loader.file),
        images=_length(loader.dataset),
        real=_real(loader),
        size=loader.batch_size or 0,
        batches=_length(loader),
        taken=0,
        ended=False,
        cut=cut,
        shuffled=isinstance(loader.sampler, RandomSampler) or _own(loader.sampler),
        varied=varied(loader.dataset),
        drawn=drawn,
    )


def _own(sampler: Any) -> bool:
    return not type(sampler).__name__.startswith("Sequential")


def _real(loader: Any) -> int:
    """Images that a loader would go over with the real data."""
    whole, length, taken = real_length(loader.dataset), _length(loader.dataset), 0
    if hasattr(loader.sampler, "__len__"):
        taken = _length(loader.sampler)
    if not (whole and length and taken) or taken > length:
        return taken if whole else 0
    return round(whole * taken / length)


def real_length(dataset: Any) -> int:
    """The images of the real data that a set of ours stands for; 0 where that is not known."""
    if isinstance(dataset, Digits):
        return dataset.real[dataset.train]
    if isinstance(dataset, ConcatDataset):
        parts = [real_length(one) for one in dataset.datasets]
        return sum(parts) if all(parts) else 0
    inner = list(sets_in(dataset)) if not isinstance(dataset, Subset) else []
    if len(inner) == 1 and _length(dataset) == _length(inner[0]):  # a set of the script's around it
        return inner[0].real[inner[0].train]
    return int(getattr(dataset, "real_images", 0))


def _length(sized: Any) -> int:
    try:
        return len(sized)
    except TypeError:
        return 0


def _way(file: str) -> Way:
    """Whether the student's innermost frame asks for a batch in a `for`, or by `next`."""
    frame: Any = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename not in (file, *GO_OVER):
        frame = frame.f_back
    if frame is None:
        return "for"
    return "for" if frame.f_code.co_code[frame.f_lasti] == _LOOP else "next"


def _few(loader: Any, most: int | None) -> Any:
    """The first images of a batch; all of them where there is no `most`."""
    if loader.batch_sampler is None:
        return next(iter(loader.dataset))
    rows: list[Any] = []
    labels: set[int] = set()
    for index in next(iter(loader.batch_sampler)):
        rows.append(loader.dataset[index])
        label: Any = rows[-1][1] if isinstance(rows[-1], tuple) and len(rows[-1]) == 2 else None
        labels |= {int(label)} if type(label) is int or _is_one(label) else set()
        enough = not labels or len(labels) >= loader.watch.classes or len(rows) >= MORE
        if most and len(rows) >= most and enough:
            break  # who counts by classes divides by how many there are of each
    return loader.collate_fn(rows)


def _is_one(label: Any) -> bool:
    return isinstance(label, torch.Tensor) and label.numel() == 1


def install(book: Book, watch: Watch, file: str) -> None:
    """Put it where a script looks."""
    build, go_through = DataLoader.__init__, DataLoader.__iter__
    known, began = [0], process_time()

    def built(self: Any, dataset: Any, *args: Any, **kwargs: Any) -> None:
        kwargs = {name: value for name, value in kwargs.items() if name not in _WORKERS}
        if len(args) > 4:  # (batch_size, shuffle, sampler, batch_sampler, num_workers, ...)
            args = (*args[:4], 0)
        size = args[0] if args else kwargs.get("batch_size", 1)
        if isinstance(dataset, Digits) and type(size) is int and size > 0:
            dataset.fit(size)
        build(self, dataset, *args, **kwargs)
        parts = {"book": book, "watch": watch, "file": file, "made": book.line()}
        self.__dict__.update(parts, place=known[0], passes=0, lessons=0)
        known[0] += 1

    def gone_through(self: Any) -> Any:
        self.__dict__["passes"] += 1
        spent, learned = process_time() - began, watch.lessons > self.lessons
        self.__dict__["lessons"] = watch.lessons
        if learned and self.passes > WHOLE:
            cut = watch.images > MUCH or spent > MUCH_SECONDS
        else:
            cut = spent > MOST_SECONDS
        drawn = zlib.crc32(torch.get_rng_state().numpy().tobytes())
        return Passing(self, iter(()) if cut else iter(go_through(self)), cut, drawn)

    fetch: Any = _MapDatasetFetcher.fetch

    def fetched(self: Any, batch: Any) -> Any:
        """Not by `__getitems__`, which a set of the script's around ours might hand on."""
        if self.auto_collation and type(self.dataset).__getitem__ is Digits.__getitem__:
            as_torch_does = self.collate_fn is default_collate
            stacked = self.dataset.stacked(batch) if as_torch_does else None
            return stacked or self.collate_fn(self.dataset.several(batch))
        return fetch(self, batch)

    _MapDatasetFetcher.fetch = fetched  # type: ignore[method-assign]
    DataLoader.__init__ = built  # type: ignore[method-assign]
    DataLoader.__iter__ = gone_through  # type: ignore[method-assign]
    _parts()


def _parts() -> None:
    """Parts of the real data are parts of ours, as large by comparison."""
    from torch.utils import data

    build, split = Subset.__init__, data.random_split

    def built(self: Any, dataset: Any, indices: Any) -> None:
        told = not isinstance(dataset, Digits) or dataset.told  # else no index hangs on its length
        kept = _thinned(dataset, indices)
        build(self, dataset, kept)
        whole, length = real_length(dataset), _length(dataset)
        share = round(whole * len(kept) / length) if length else 0
        self.real_images = share if told and kept is indices else len(indices)

    def divided(dataset: Any, lengths: Any, *args: Any, **kwargs: Any) -> Any:
        asked = real = list(lengths)
        if isinstance(dataset, Digits) and sum(real) == dataset.real[dataset.train]:
            asked = [max(len(dataset) * one // sum(real), 1) for one in real]
            asked[0] += len(dataset) - sum(asked)
        parts = split(dataset, asked, *args, **kwargs)
        for part, length in zip(parts, real, strict=True):
            if asked is not real:
                part.__dict__["real_images"] = length
        return parts

    Subset.__init__ = built  # type: ignore[method-assign]
    data.random_split = data.dataset.random_split = divided


def _thinned(dataset: Any, indices: Any) -> Any:
    """As many of the indices as are to the data what the whole is to the real data."""
    if not isinstance(dataset, Digits):
        return indices
    asked = [int(one) for one in indices]
    length, real = len(dataset), dataset.real[dataset.train]
    if not asked or max(asked) < length:
        return indices
    return sorted({one * length // real for one in asked})
