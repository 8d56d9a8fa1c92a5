"""The way in: the script, run whole as `__main__`, and the book of it."""

from __future__ import annotations

import ast
import sys
from typing import Any

import torch

from grader.evidence import Trouble
from grader.evidence.rehearsal import ScriptEnd
from grader.probe.answer import trouble_to_json
from grader.probe.build import seed
from grader.probe.clock import Clock
from grader.probe.devices import OnProcessor
from grader.probe.imports import import_torchvision
from grader.probe.job import Job
from grader.probe.load import compiled, module_of
from grader.probe.rehearsal import (
    absent,
    accelerated,
    commands,
    datasets,
    elsewhere,
    fitted,
    handed,
    hooked,
    kept,
    loaders,
    loggers,
    losses,
    metrics,
    networks,
    pictures,
    places,
    privacy,
    records,
    schedules,
    sciences,
    seeds,
    settings,
    steps,
    tables,
    translated,
)
from grader.probe.rehearsal.book import Book
from grader.probe.standins import stand_in_for_missing, watch_the_network
from grader.probe.troubles import OutOfTime, trouble_from


def rehearse_script(job: Job, clock: Clock) -> tuple[dict[str, Any], list[bytes]]:
    """What it did, as far as it came within the time."""
    sys.dont_write_bytecode = True
    book = Book(job.file)
    watch = networks.Watch(book, job.classes)
    seen = losses.Losses(book, watch)
    end: ScriptEnd = "ended"
    trouble: Trouble | None = None
    try:
        clock.start()
        with OnProcessor([]), losses.Calls(seen):
            _run(job, book, watch, seen)
    except OutOfTime:
        end = "out of time"
    except SystemExit:
        end = "left"
    except BaseException as error:
        end = "stopped"
        trouble = trouble_from(error, "load", job.file)
    clock.stop()
    torch.set_grad_enabled(True)
    book.entries["networks"] = list(watch.networks())
    told = None if trouble is None else trouble_to_json(trouble)
    return {"end": end, "trouble": told, **book.told()}, []


def _run(job: Job, book: Book, watch: networks.Watch, seen: losses.Losses) -> None:
    watch_the_network(False)
    stand_in_for_missing(job.file)
    pictures.look_like(job.input_shape, job.classes)
    if "torchvision" in job.all_modules and import_torchvision():
        datasets.install(book)
    module = module_of(job, main=True)
    places.furnish(book)
    tables.install()
    for packages in (sciences, metrics, loggers, commands, privacy, accelerated, fitted):
        packages.install()
    settings.install(book)
    absent.install(book, job.file)
    translated.install(job.text)
    handed.install(job)
    loaders.install(book, watch, job.file)
    hooked.install(watch, module.__name__)
    stepping = steps.Steps(seen)
    steps.install(stepping)
    schedules.install(stepping)
    seed(job.seed)
    seeds.install(book)
    kept.install(book)
    elsewhere.install()
    records.install(watch, module.__dict__)
    body = records.with_records(ast.parse(job.text, job.file).body)
    exec(compiled(body, job), module.__dict__)  # noqa: S102  # what this process is for
