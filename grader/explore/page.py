"""The page: the built script, its style, and the data, in one file."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader import __version__

NAME = "explore.html"


def render_explore(
    digit: bytes,
    label: int,
    line: str = "",
    line_trouble: str = "",
    network: Mapping[str, Any] | None = None,
) -> str:
    """The page as text.

    `digit` is an image (28, 28) of grey values, over which the workbench's filter walks; `line` a
    network for the fields, `line_trouble` why there is none of a network at hand.
    """
    data = {
        "version": __version__,
        "digit": base64.b64encode(digit).decode(),
        "digitLabel": label,
        "line": line,
        "lineTrouble": line_trouble,
        "network": network,
    }
    script, style = built("explore.js"), built("explore.css")
    title = f"{network['file']}: explore" if network else "cnngrade explore"
    text = _template().render(
        title=title,
        script=script,
        style=style,
        script_digest=_digest(script),
        style_digest=_digest(style),
        data=as_data(data),
    )
    return f"{text}\n"


def as_data(value: Any) -> Markup:
    r"""JSON that stays data wherever it stands in a page: no `<`, `>` or `&`, ASCII alone.

    >>> as_data({"name": "</script>"})
    Markup('{"name":"\\u003c/script\\u003e"}')
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  # nothing in it can end the element that it stands in


@cache
def built(name: str) -> Markup:
    """What `npm run build` made: ours alone."""
    text = files("grader.explore").joinpath("built", name).read_text(encoding="utf-8")
    return Markup(text.rstrip("\n"))  # noqa: S704  # a file of this package


@cache
def _template() -> Any:
    made = Environment(
        loader=PackageLoader("grader.explore", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # whoever renders may have no file system any more
    )
    return made.get_template("explore.html")


def _digest(text: str) -> str:
    """What a content security policy calls a script or a style, after "sha256-"."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
