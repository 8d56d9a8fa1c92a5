"""The page: one file, no outside address, no script."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2.compiler
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket
from markupsafe import Markup

from grader.finding import Grade
from grader.report.shown import shown
from grader.report.view import AUDIENCES, Page, page_of, shared_of

PACKAGES = (
    "grader.report",
    "grader.batch",
    "grader.experiment",
)  # whose templates folders are looked through


def render_html(
    grade: Grade, audience: str = "student", good_answers: Mapping[str, Any] | None = None
) -> str:
    """The report as one page for a student or a tutor.

    `good_answers` (what a good written answer mentions, by question) reach a tutor's page only.
    """
    return _rendered(page_of(grade, audience, good_answers))


def render_pages(grade: Grade) -> tuple[str, str]:
    """The same for the student and for a tutor: what both are shown is worked out once."""
    shared = shared_of(grade)
    student, tutor = (_rendered(page_of(grade, one, shared=shared)) for one in AUDIENCES)
    return student, tutor


def _rendered(page: Page) -> str:
    style = sheet("style.css")
    text = (
        templates().get_template("page.html").render(page=page, style=style, digest=digest(style))
    )
    return text.strip() + "\n"


def digest(text: str) -> str:
    """What a content security policy calls a style or a script that it allows, after "sha256-"."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def sheet(*names: str) -> Markup:
    """Style sheets or scripts among the templates: ours alone, nothing of a student's."""
    loader = templates().loader
    assert loader is not None
    texts = (loader.get_source(templates(), name)[0] for name in names)
    return Markup("\n" + "\n".join(texts))  # noqa: S704  # files of this package


READABLE = 0o644


class _Compiled(FileSystemBytecodeCache):
    """Templates as Python's code, where Python keeps that of our modules, and if it may."""

    def get_source_checksum(self, source: str) -> str:
        """Of what made the code too: jinja and the choices of this file."""
        return super().get_source_checksum(source + _maker())

    def load_bytecode(self, bucket: Bucket) -> None:
        """What cannot be read is compiled again."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # unpickling what is damaged raises what it likes
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """What cannot be kept is compiled again: no page hangs on it.

        Who installs is often not who grades: others may read it, as they may Python's own.
        """
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)
                (Path(self.directory) / (self.pattern % (bucket.key,))).chmod(READABLE)


@cache
def _maker() -> str:
    files = (Path(__file__), Path(jinja2.compiler.__file__))
    return "".join(hashlib.sha256(one.read_bytes()).hexdigest() for one in files)


@cache
def templates() -> Environment:
    """Everything put out is escaped, and every text of a stranger's spelled out (`shown`)."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(name, "templates") for name in PACKAGES]),
        autoescape=True,
        undefined=StrictUndefined,
        bytecode_cache=_Compiled(
            str(Path(__file__).parent / "__pycache__"), f"%s.{sys.implementation.cache_tag}.pyc"
        ),
        finalize=_fit,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,  # whoever renders may have no file system any more
    )
    made.filters["pieces"] = pieces
    return made


def template_names(package: str) -> list[str]:
    """Those of one of PACKAGES."""
    names = PackageLoader(package, "templates").list_templates()
    return [name for name in names if name.endswith(".html")]


def pieces(text: str) -> list[tuple[bool, str]]:
    """A sentence cut at its backticks: (whether it is code, text).

    >>> pieces("use `x` here")
    [(False, 'use '), (True, 'x'), (False, ' here')]
    >>> pieces("a ` alone")
    [(False, 'a ` alone')]
    """
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return [(False, text)]
    return [(i % 2 == 1, part) for i, part in enumerate(parts) if part]


def _fit(value: Any) -> Any:
    """Text as it may be shown; our own markup and numbers as they are."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return value if value.startswith("data:image/png;base64,") else shown(value, 100_000)
