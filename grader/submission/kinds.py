"""What a file is, in words that a person uses: told from its first bytes, then from its name."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from grader.submission.packed import BROKEN

_SIGNATURES = (  # (first bytes, what it is)
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
)
# archives that nobody here opens: there may be work in them
UNOPENED = {"a 7-Zip archive", "a RAR archive", "a bzip2 archive", "an xz archive"}
_OFFICE = (  # (a path that it holds, what it is)
    ("word/document.xml", "a Word document"),
    ("xl/workbook.xml", "an Excel sheet"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "a document of Apple's Pages, Numbers or Keynote"),
    ("Index.zip", "a document of Apple's Pages, Numbers or Keynote"),
    ("[Content_Types].xml", "an Office document"),
    ("META-INF/container.xml", "an e-book"),
)
_BY_NAME = {
    **dict.fromkeys((".py", ".pyw"), "a Python file"),
    **dict.fromkeys((".pyc", ".pyo"), "a Python file that was compiled, without its text"),
    **dict.fromkeys((".docx", ".doc"), "a Word document"),
    **dict.fromkeys((".pages",), "a document of Apple's Pages"),
    **dict.fromkeys((".odt",), "an OpenDocument text"),
    **dict.fromkeys((".html", ".htm"), "a web page"),
    **dict.fromkeys((".txt", ".md"), "a text file"),
    **dict.fromkeys((".toml",), "an answer sheet"),
    **dict.fromkeys((".ipynb",), "a notebook"),
    **dict.fromkeys((".csv",), "a table"),
    **dict.fromkeys((".heic",), "a HEIC picture"),
}


def kind_of(name: str, data: bytes) -> str:
    """In a few words with an article: "a PDF document", "a Python file", "a text file"."""
    suffix = PurePosixPath(name.lower()).suffix
    found = signed(data)
    if found == "a zip archive":
        found = office_kind(data) or (_BY_NAME.get(suffix) if not _opens(data) else None) or found
    if found:
        return found
    if not data:
        return "an empty file"
    if suffix in _BY_NAME:
        return _BY_NAME[suffix]
    return "a text file" if _is_text(data) else "a file of another kind"


def signed(data: bytes) -> str:
    """What its first bytes say that it is; "" where they say nothing."""
    return next((what for start, what in _SIGNATURES if _begins(data, start)), "")


def office_kind(data: bytes) -> str:
    """Which office document a zip is; "" for one that is an archive of somebody's files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            paths = set(archive.namelist()[:2000])
    except BROKEN:
        return ""
    if {"mimetype", "content.xml"} <= paths:
        return "an OpenDocument text"
    return next((what for path, what in _OFFICE if path in paths), "")


def _opens(data: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(data))


def _is_text(data: bytes) -> bool:
    head = data[:4096]
    return b"\0" not in head and b"\xff" not in head


def _begins(data: bytes, start: bytes) -> bool:
    # "MZ", "BZh" or "Rar!" may begin an honest text; what follows in a program is no text.
    if not data.startswith(start):
        return False
    return len(start) > 3 or b"\0" in data[:512] or start[0] > 127 or start == b"\x1f\x8b"
