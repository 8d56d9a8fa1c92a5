"""Places of a finished page that can be set anew, without all that it was rendered from.

A slot is what stands between `<!--NAME-->` and `<!--/NAME-->`. No text of a stranger's holds such
a thing: everything that is put out is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup

from grader.report.html import templates


def set_slot(page: str, name: str, content: Markup) -> str:
    """The page with something else in this slot; as it is where it has none."""
    opens, closes = f"<!--{name}-->", f"<!--/{name}-->"
    before, found, rest = page.partition(opens)
    _, ended, after = rest.partition(closes)
    return f"{before}{opens}{content}{closes}{after}" if found and ended else page


def set_slots(page: str, contents: Mapping[str, Markup]) -> str:
    """The same for several, in one pass."""

    def anew(found: re.Match[str]) -> str:
        name = found[1]
        return f"<!--{name}-->{contents[name]}<!--/{name}-->" if name in contents else found[0]

    return _SLOT.sub(anew, page)


_SLOT = re.compile(r"<!--([a-z0-9-]+)-->.*?<!--/\1-->", re.DOTALL)


def set_title(page: str, mark: str) -> str:
    """The page with this mark behind the file's name in its title."""
    return _TITLE.sub(lambda found: f"{found[1]}: {mark}</title>", page, count=1)


_TITLE = re.compile(r"(<title>.*): (?:no mark|[\d.]+ of [\d.]+)</title>")


@lru_cache(1000)
def part(macro: str, *words: str) -> Markup:
    """A part of a page, as the templates make it: "mark" or "worth"."""
    made: Markup = getattr(templates().get_template("parts.html").module, macro)(*words)
    return made
