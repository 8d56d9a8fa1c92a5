"""The network as the script calls it: on which images, in which mode, and what it answered."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any

import torch
from torch import nn

from grader.evidence.rehearsed_calls import Forward, ImageSet, Network, Refused
from grader.evidence.rehearsed_steps import Switched
from grader.probe.rehearsal.answers import counted, form_of, has_numbers
from grader.probe.rehearsal.batches import belonging, mixed, most_are_read, same, set_of
from grader.probe.rehearsal.book import Book, finite
from grader.probe.rehearsal.known import Answer, Known, checksums, numbers_of
from grader.probe.rehearsal.pictures import FIRST_OF, MOST, labels_of, numbers_in
from grader.probe.troubles import OutOfTime

SEEN = 5.0  # seconds of the processor after which a full book ends it
LONG = 30.0  # after which it ends in any case


class Watch:
    """What the other watchers must know of what went before."""

    def __init__(self, book: Book, classes: int) -> None:
        self.book, self.classes = book, classes
        self.known: list[Known] = []
        self.answer: Answer | None = None
        self.switching = False  # train() or eval() of a network goes on
        self.dropped = False  # the call of a network that goes on drops or normalises
        self.inside = False  # the call of a network goes on
        self._loaded: tuple[torch.Tensor | None, Any] = (None, None)  # images, labels
        self._passage, self._over = -1, False
        self.loader, self.taken = -1, 0
        self.lessons = 0  # gradients that were worked out, and steps
        self.whole: list[
            tuple[torch.Tensor, torch.Tensor | None]
        ] = []  # of this pass: answers, labels
        self._ahead, self._size = 0, 0  # images of this pass before this batch, and of it
        self.images = 0  # that loaders gave, counted each time
        self._began = process_time()
        self.drawn: int | None = None  # line that drew weights last
        self.applied: int | None = None  # line of an `apply` of the script's that goes on

    def load(self, batch: Any, passage: int, loader: int) -> None:
        """A loader gives a batch."""
        images = batch[0] if isinstance(batch, (list, tuple)) and batch else batch
        labels = batch[1] if isinstance(batch, (list, tuple)) and len(batch) > 1 else None
        self._loaded = (images if isinstance(images, torch.Tensor) else None, labels)
        self._ahead = self._ahead + self._size if passage == self._passage else 0
        self.whole = self.whole if passage == self._passage else []
        self._size = len(images) if isinstance(images, torch.Tensor) and images.dim() else 0
        self.images += self._size
        self._passage, self.loader, self._over = passage, loader, False

    def teach(self, loader: int) -> int:
        """A network is trained in a pass of this loader: how often it has been by now."""
        if self.answer is None:
            return 0
        taught = self.answer.network.taught
        taught[loader] = taught.get(loader, 0) + 1
        return taught[loader]

    def end(self) -> None:
        """The loader has no more: what comes is no batch of its, but for the last one."""
        self._over = True

    def is_loaded(self, tensor: object) -> bool:
        """Whether it is what a loader gave last."""
        return any(tensor is one for one in self._loaded)

    def call(self, module: nn.Module, run: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Run it; where the script called it from outside, as a network, write that down."""
        if self.inside or next(module.parameters(), None) is None:
            return run(*args, **kwargs)
        self._go_on()
        if not all(map(has_numbers, (*args, *kwargs.values(), next(module.parameters())))):
            return run(*args, **kwargs)
        training, grad = module.training, torch.is_grad_enabled()
        line = self.book.line()
        self.inside, self.dropped = True, False
        given = next((a for a in (*args, *kwargs.values()) if isinstance(a, torch.Tensor)), None)
        try:
            output = run(*args, **kwargs)
        except Exception:
            self._refuse(given, line)
            raise
        finally:
            self.inside = False
        scores = self._scores_in(output)
        if given is not None and scores is not None and len(scores):
            with torch.no_grad(), torch._C.DisableTorchFunction():
                self._note(module, given, scores, training, grad, line)
        return output

    def _go_on(self) -> None:
        """Raises `OutOfTime` where there is nothing more to be seen, or it takes too long."""
        spent = process_time() - self._began
        if spent > LONG or (spent > SEEN and self.book.full):
            raise OutOfTime("it goes on and on, and all of it was seen")

    def _refuse(self, given: torch.Tensor | None, line: int | None) -> None:
        if given is not None:
            loaded = self._loaded[0]
            shapes = (tuple(one.shape)[:8] if one is not None else () for one in (given, loaded))
            self.book.note("refused", Refused(self.book.at(), line, *shapes))

    def _scores_in(self, output: Any) -> torch.Tensor | None:
        """What it gave, or the one tensor of scores among several things."""
        if not isinstance(output, (tuple, list, dict)):
            return output if self._scores(output) else None
        parts = output.values() if isinstance(output, dict) else output
        found = [part for part in parts if self._scores(part)]
        return found[0] if len(found) == 1 else None

    def _scores(self, output: Any) -> bool:
        return (
            isinstance(output, torch.Tensor)
            and output.is_floating_point()
            and output.dim() == 2
            and output.shape[1] == self.classes
        )

    def _note(
        self,
        module: nn.Module,
        images: torch.Tensor,
        output: torch.Tensor,
        training: bool,
        grad: bool,
        line: int | None,
    ) -> None:
        place, moved, now = self._look(module)
        self.known[place].modes |= self.dropped
        numbers = told_apart = numbers_in(images)
        if numbers is not None and not most_are_read(numbers, len(output)):
            numbers = None  # noise, or what turning makes of an image, may look like a number
        loaded, told = self._loaded
        # made-up images are none of the batch that was loaded last
        of_it = numbers is not None or loaded is None or len(output) % len(loaded) == 0
        passage = self._passage if of_it and not self._is_left(numbers, loaded) else -1
        labels = self._labels(numbers, told if of_it else None, len(output))
        self.answer = Answer(self.known[place], numbers, labels, output)
        self.whole.append((output.detach().argmax(1), labels))
        if output.requires_grad:
            output.register_hook(self.answer.pulled)  # type: ignore[no-untyped-call]
        low, high = images.detach().float().aminmax()
        some = told_apart if of_it and told_apart is not None else torch.empty(0)
        seen = set(some[some >= 0].tolist()) if len(some) == len(output) else set()
        counts = counted(output.detach(), labels, self.classes)
        known = self.known[place]
        anew, along = known.look_again()
        which = set_of(seen) if 2 * len(seen) >= len(output) else ""
        learned = [known.learned[one] for one in seen if one in known.learned]
        told_labels, own = belonging(numbers, images, loaded, told)
        self.book.note(
            "forwards",
            Forward(
                at=self.book.at(),
                line=line,
                network=place,
                passage=passage,
                shape=tuple(images.shape)[:8],
                training=training,
                grad=grad,
                moved=moved,
                back=known.changed and now == known.first,
                begun=self._begun(place, now),
                apart=self._apart(place),
                anew=anew,
                drawn=self.drawn,
                images=which,
                along=along,
                placed=self._placed(output, which),
                known=len(seen),
                learned=len(learned),
                older=sum(one != known.teacher for one in learned),
                told=told_labels,
                own=own,
                low=finite(low),
                high=finite(high),
                mixed=mixed(loaded, images),
                given=int(sum(counts["of"])),
                form=form_of(output.detach()),
                history=output.requires_grad or not grad,
                wanting=sum(one.requires_grad for one in module.parameters()),
                **counts,
            ),
        )

    def _placed(self, output: torch.Tensor, which: ImageSet) -> int:
        """Answers that are right by the labels at these places of the data set."""
        if which not in FIRST_OF or len(output) != self._size:
            return 0
        numbers = FIRST_OF[which] + self._ahead + torch.arange(len(output))
        if int(numbers[-1]) >= FIRST_OF[which] + MOST:
            return 0
        return int((labels_of(numbers) == output.detach().argmax(1)).sum())

    def _is_left(self, numbers: Any, loaded: torch.Tensor | None) -> bool:
        """Whether a loader is at its end, and these are images of a batch that it never gave."""
        last = None if loaded is None else numbers_in(loaded)
        return self._over and numbers is not None and last is not None and not same(last, numbers)

    def _labels(self, numbers: Any, told: Any, count: int) -> torch.Tensor | None:
        """The labels of a batch: by its images, else those that were loaded with them."""
        if numbers is not None and bool((numbers >= 0).any()):
            return torch.where(numbers >= 0, labels_of(numbers.clamp(min=0)), -1)
        if isinstance(told, torch.Tensor) and told.shape == (count,):
            return told.detach().long()
        return None

    def _look(self, module: nn.Module) -> tuple[int, int, dict[str, int]]:
        """The network's place, how many of its parameters changed since it was called, and they."""
        first = next(module.parameters())
        for place, known in enumerate(self.known):
            if next(known.module.parameters(), None) is first:
                now = checksums(known.module)
                moved = sum(known.last.get(name) != value for name, value in now.items())
                known.last = now
                known.changed |= now != known.first
                return place, moved, now
        now = checksums(module)
        self.known.append(Known(module, now, now))
        return len(self.known) - 1, -1, now

    def place_of(self, module: nn.Module) -> tuple[int, bool]:
        """Which of the networks that were called has these weights, and whether it is another.

        -1 where there is none: its weights are a copy.
        """
        first = next(module.parameters(), None)
        for place, one in enumerate(self.known):
            if first is not None and next(one.module.parameters(), None) is first:
                return place, one.module is not module
        return -1, False

    def _trained(self, place: int) -> list[Known]:
        """Networks of the same class as this one that were trained, where this one was not."""
        this = self.known[place]
        if this.reached:
            return []
        kind = type(this.module)
        return [one for one in self.known if one.reached and type(one.module) is kind]

    def _begun(self, place: int, now: dict[str, int]) -> bool:
        """Whether a network is a copy of what another one was before its training."""
        return any(
            one.first == now and checksums(one.module) != now for one in self._trained(place)
        )

    def _apart(self, place: int) -> float:
        """How far the weights are from the nearest of these, as a share of their size."""
        mine = numbers_of(self.known[place].module)
        found = [numbers_of(one.module) for one in self._trained(place)]
        apart = [
            float((mine - one).norm() / one.norm().clamp(min=1e-12))
            for one in found
            if one.shape == mine.shape
        ]
        return finite(min(apart, default=-1.0))

    def switch(self, module: nn.Module, training: bool) -> None:
        """train() or eval() was called on a network."""
        line = self.book.line()
        if line is not None and next(module.parameters(), None) is not None:
            self.book.note("switched", Switched(self.book.at(), line, training))

    def networks(self) -> list[Network]:
        """All that were called, as they are in the end."""
        found = []
        for known in self.known:
            now = checksums(known.module)
            still = (n for n in sorted(known.reached) if known.first.get(n) == now.get(n))
            named = known.named() if known.reached else {}
            kept = (n for n in named if known.first.get(n) == now.get(n))
            frozen = (n for n in kept if not named[n].requires_grad)
            found.append(
                Network(
                    name=type(known.module).__name__[:80],
                    tensors=len(now),
                    modes=known.modes,
                    reached=tuple(n[:80] for n in sorted(known.reached))[:60],
                    still=tuple(n[:80] for n in still)[:60],
                    frozen=tuple(n[:80] for n in frozen)[:60],
                )
            )
        return found
