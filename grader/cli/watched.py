"""One run of `watch`: where events come together, and what they order is carried out."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import time
import webbrowser
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import click

from grader.cli import terminal
from grader.cli.spelling import spelled
from grader.disk.files import LinkError, refuse_links
from grader.disk.report import names, put_report
from grader.judging.paper import Judged, Paper
from grader.lab import Lab
from grader.sandbox import Nursery
from grader.submission.errors import SheetError, SubmissionError
from grader.submission.gather import gather, gather_sheet
from grader.watching.looking import EVERY, Quiet, Texts, look_at, looked, slept
from grader.watching.screen import one_line, screen
from grader.watching.serving import PageServer
from grader.watching.states import (
    CallOff,
    Do,
    Event,
    Failed,
    Gone,
    Key,
    Order,
    Run,
    Saved,
    State,
    Woke,
    step,
)
from grader.watching.working import Job, Worker
from grader.wire.child import finding_us, module

FRESH = "This system keeps no warm process for your file: each save takes some seconds."


@dataclass
class Watching:
    """One run of the command: where events come together, and orders are carried out."""

    file: Path
    sheet: Path | None
    lab: Lab
    folder: Path
    asked: tuple[str, ...] = ()  # the options of this command that another one needs as well
    events: queue.Queue[Event] = field(default_factory=queue.Queue)
    texts: Texts = field(default_factory=Texts)
    pages: PageServer | None = None
    read: Paper | str = ""  # what was read last, or why it could not be
    enough: bool = False  # Ctrl-C was pressed

    def post(self, event: Event) -> None:
        """An event from any thread."""
        self.events.put(event)

    def serve(self, opened: ExitStack) -> None:
        """The page, where a port can be had; otherwise it lies on the disk alone."""
        try:
            self.pages = opened.enter_context(PageServer())
        except OSError:
            self.pages = None

    def drawn(self, name: str, judged: Judged) -> None:
        """Put the page where it belongs, as `submit` does."""
        if self.pages is not None:
            self.pages.put(judged.page)
        try:
            refuse_links(self.folder, names(name))
            put_report(self.folder, name, (judged.page, judged.record, judged.annotated))
        except (OSError, LinkError):
            return  # the screen has all of it; the next save may find room again

    @property
    def page(self) -> str:
        """What a browser is to open."""
        return self.pages.address if self.pages is not None else str(self.folder / "report.html")

    def follow(self, worker: Worker, opened: ExitStack, open_page: bool) -> None:
        """Until somebody has enough."""
        state = State(
            self.file.name,
            page=spelled(self.page),
            note="" if Nursery.available() else FRESH,
        )
        shown = None
        if terminal.is_there():
            shown = opened.enter_context(terminal.Terminal(lambda key: self.post(Key(key))))
        else:
            click.echo(f"page: {state.page}")
        if open_page:
            self._open_page()
        opened.callback(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, self._stop))
        quiet, last, said = Quiet(), time.time(), ""
        while not self.enough:
            now = time.time()
            if slept(last, now):
                self.post(Woke())
            last = now
            quiet = self.look(quiet, time.monotonic())
            worker.chase()
            for event in self._events():
                state, orders = step(state, event)
                for order in orders:
                    if order == Do("quit"):
                        return
                    state = self._carry_out(order, state, worker)
                if shown is None and (line := one_line(state)) and line != said:
                    click.echo(spelled(line))
                said = one_line(state)
            if shown is not None:
                shown.draw(partial(screen, state))

    def look(self, quiet: Quiet, now: float) -> Quiet:
        """Look once at what is watched, and post what has happened to it."""
        paths = [self.file, *([self.sheet] if self.sheet is not None else [])]
        look = look_at(paths)
        quiet, what = looked(quiet, look, now)
        if what == "gone":
            self.texts.digest = ""
            self.post(Gone())
        elif what == "read":
            read, lying = self._read()
            whole = look_at(paths) == look  # a save may have begun meanwhile
            if whole and (digest := self.texts.new(lying)):
                self.read = read
                self.post(Saved(digest))
        return quiet

    def _stop(self, _number: int, _frame: object) -> None:
        """An exception amid a line that is written would have it written twice."""
        self.enough = True

    def _events(self) -> list[Event]:
        """Those that are there, or come until it is time for the next look."""
        found = []
        try:
            found.append(self.events.get(timeout=EVERY))
            while True:
                found.append(self.events.get_nowait())
        except queue.Empty:
            return found

    def _read(self) -> tuple[Paper | str, list[bytes]]:
        """The files, or why they cannot be read; and what the digest of that is made from.

        Read once: what is graded is what the digest is of.
        """
        try:
            sheet = None if self.sheet is None else (self.sheet.name, gather_sheet(self.sheet))
            paper = Paper(gather(self.file), self.lab, sheet)
        except (SubmissionError, SheetError) as error:
            return str(error), [str(error).encode()]
        lying = [one.data for one in paper.gathered.files]
        return paper, lying + ([sheet[1]] if sheet is not None else [])

    def _carry_out(self, order: Order, state: State, worker: Worker) -> State:
        if isinstance(order, CallOff):
            worker.call_off()
        elif isinstance(order, Run):
            return self._run(order, state, worker)
        elif order.what == "open the page":
            return replace(state, note=self._open_page())
        elif order.what == "explore":
            return replace(state, note=self._explore())
        return state

    def _run(self, order: Run, state: State, worker: Worker) -> State:
        if isinstance(self.read, str):
            return step(state, Failed(order.stamp, self.read))[0]
        worker.run(Job(order.stamp, self.read))
        return state

    def _explore(self) -> str:
        """Have a page to play with made of the network; what there is to say of that."""
        page = self.folder / "explore.html"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return f"cannot write to {self.folder}: {error.strerror}"
        words = ["explore", str(self.file), "--open", "--out", str(page), *self.asked]
        nowhere = subprocess.DEVNULL
        subprocess.Popen(
            module("grader", *words), env=finding_us(os.environ),
            stdin=nowhere, stdout=nowhere, stderr=nowhere,
        )  # fmt: skip
        return f"It trains for a minute, and opens in the browser then: {page}"

    def _open_page(self) -> str:
        """Open it; what there is to say of that."""
        where = self.page if self.pages is not None else (self.folder / "report.html").as_uri()
        return "" if webbrowser.open(where) else f"No browser could be opened here: {where}"
