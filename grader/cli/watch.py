"""`cnngrade watch`: each save graded at once, and the first thing to mend shown."""

from __future__ import annotations

import queue
import subprocess
import sys
import time
import webbrowser
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import click

from grader.cli import COMMANDS, terminal
from grader.cli.options import data_option, lab_option, read_asked_lab
from grader.cli.spelling import spelled
from grader.data import DataError, find_data
from grader.disk.files import LinkError, refuse_links
from grader.disk.report import names, put_report
from grader.judging.bench import Bench
from grader.judging.paper import Judged, Paper, Wanted
from grader.lab import Lab
from grader.sandbox import Nursery
from grader.sandbox.surroundings import lacking
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

FRESH = "This system keeps no warm process for your file: each save takes some seconds."


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--answers",
    "sheet",
    type=click.Path(path_type=Path),
    help="Your answer sheet of Part 1 (part1.toml), watched and marked along.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--allow-unconfined/--only-confined",
    default=sys.platform != "linux",
    help="Run the file even where the system gives no sandbox: with your rights.  "
    "[default: only confined on Linux, allowed elsewhere]",
)
@data_option
@lab_option
def watch(
    file: Path,
    sheet: Path | None,
    open_page: bool,
    allow_unconfined: bool,
    data: Path | None,
    lab_path: Path | None,
) -> None:
    """Grade FILE each time it is saved, and show the first thing to mend.

    The verdict is that of `cnngrade submit`. The page is served to this computer alone while this
    runs, and lies in NAME-report beside FILE. Exit status: 0 ended by q or Ctrl-C; 2 wrong use;
    3 nothing can be graded here.
    """
    lab = read_asked_lab(lab_path)
    try:
        if file.is_dir():
            raise SubmissionError(f"{file} is a folder; name the file in it that you work on")
        gather(file)
        if sheet is not None:
            gather_sheet(sheet)
        source = find_data(data)
        folder = file.absolute().parent / f"{file.stem}-report"
        refuse_links(folder.parent, [folder.name])
        refuse_links(folder, names(file.name))
    except (SubmissionError, SheetError, DataError, LinkError) as error:
        raise click.UsageError(str(error)) from None
    if missing := lacking():
        click.echo(f"Error: {missing}", err=True)
        sys.exit(3)
    wanted = Wanted(source.name, source.found_by, allow_unconfined, "text", glances=True)
    with suppress(KeyboardInterrupt), ExitStack() as opened:  # Ctrl-C is an end like any other
        bench = opened.enter_context(Bench(source))
        bench.nursery(lab)  # it becomes warm while the file is read
        run = _Watching(file, sheet, lab, folder)
        run.serve(opened)
        worker = opened.enter_context(Worker(bench, wanted, run.post, run.drawn))
        run.follow(worker, opened, open_page)


@dataclass
class _Watching:
    """One run of the command: where events come together, and orders are carried out."""

    file: Path
    sheet: Path | None
    lab: Lab
    folder: Path
    events: queue.Queue[Event] = field(default_factory=queue.Queue)
    pages: PageServer | None = None
    paper: Paper | None = None  # what was read last
    trouble: str = ""  # why there is none

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
            can_explore="explore" in COMMANDS,
        )
        shown = None
        if terminal.is_there():
            shown = opened.enter_context(terminal.Terminal(lambda key: self.post(Key(key))))
        else:
            click.echo(f"page: {state.page}")
        if open_page:
            self._open_page()
        quiet, texts, last, said = Quiet(), Texts(), time.time(), ""
        paths = [self.file, *([self.sheet] if self.sheet is not None else [])]
        while True:
            now = time.time()
            if slept(last, now):
                self.post(Woke())
            last = now
            quiet, what = looked(quiet, look_at(paths), time.monotonic())
            if what == "gone":
                texts.digest = ""
                self.post(Gone())
            elif what == "read" and (digest := texts.new(self._read())):
                self.post(Saved(digest))
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

    def _events(self) -> list[Event]:
        """Those that are there, or come until it is time for the next look."""
        found = []
        try:
            found.append(self.events.get(timeout=EVERY))
            while True:
                found.append(self.events.get_nowait())
        except queue.Empty:
            return found

    def _read(self) -> list[bytes]:
        """Read the files once: what is graded is what the digest is of."""
        self.paper, self.trouble = None, ""
        try:
            sheet = None if self.sheet is None else (self.sheet.name, gather_sheet(self.sheet))
            self.paper = Paper(gather(self.file), self.lab, sheet)
        except (SubmissionError, SheetError) as error:
            self.trouble = str(error)
            return [self.trouble.encode()]
        lying = [one.data for one in self.paper.gathered.files]
        return lying + ([sheet[1]] if sheet is not None else [])

    def _carry_out(self, order: Order, state: State, worker: Worker) -> State:
        if isinstance(order, CallOff):
            worker.call_off()
        elif isinstance(order, Run):
            return self._run(order, state, worker)
        elif order.what == "open the page":
            return replace(state, note=self._open_page())
        elif order.what == "explore":
            page = str(self.folder / "explore.html")
            command = [sys.executable, "-m", "grader", "explore", "--open", "--out", page]
            nowhere = subprocess.DEVNULL
            subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)
        return state

    def _run(self, order: Run, state: State, worker: Worker) -> State:
        if self.paper is None:
            return step(state, Failed(order.stamp, self.trouble))[0]
        worker.run(Job(order.stamp, self.paper))
        return state

    def _open_page(self) -> str:
        """Open it; what there is to say of that."""
        where = self.page if self.pages is not None else (self.folder / "report.html").as_uri()
        return "" if webbrowser.open(where) else f"No browser could be opened here: {where}"
