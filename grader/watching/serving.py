"""The page for a browser on this computer: from 127.0.0.1, behind a token, and nothing else.

A frame holds the report as it would lie on the disk, without any script; what changes it stands
around it. Whoever asks by another name, from another page, or for anything else gets nothing.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any

HOST = "127.0.0.1"
MOST_STREAMS = 16  # pages that are open at once
ALIVE = 15.0  # seconds between two signs of life on a stream
_ROUND = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_INSIDE = "frame-ancestors 'self'"  # the page has a policy of its own beside
_FILES = {
    "": ("live.html", "text/html; charset=utf-8"),
    "live.js": ("live.js", "text/javascript; charset=utf-8"),
    "live.css": ("live.css", "text/css; charset=utf-8"),
}
_EMPTY = b"<!doctype html><html lang='en'><title>cnngrade watch</title><p>Checking \xe2\x80\xa6</p>"


class PageServer:
    """Used as a context manager; raises OSError where nothing can be served."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        self._news = threading.Condition()
        self._page = _EMPTY
        self._version = 0
        self._open = True
        self._streams = 0
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> PageServer:
        handler = type("Handler", (_Handler,), {"pages": self})
        self._server = ThreadingHTTPServer((HOST, 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        with self._news:
            self._open = False
            self._news.notify_all()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def port(self) -> int:
        """A free one."""
        assert self._server is not None
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        """What a browser is to open."""
        return f"http://{HOST}:{self.port}/{self.token}/"

    def put(self, page: bytes) -> None:
        """Show this page from now on."""
        with self._news:
            self._page = page
            self._version += 1
            self._news.notify_all()

    def page(self) -> bytes:
        """The newest."""
        with self._news:
            return self._page

    def next(self, known: int) -> int | None:
        """A newer version than the one that is known, `known` after a while, None at the end."""
        with self._news:
            self._news.wait_for(lambda: self._version != known or not self._open, ALIVE)
            return self._version if self._open else None

    @contextlib.contextmanager
    def stream(self) -> Any:
        """Whether one more page may listen."""
        with self._news:
            free = self._streams < MOST_STREAMS
            self._streams += free
        try:
            yield free
        finally:
            with self._news:
                self._streams -= free


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    pages: PageServer
    server_version = "cnngrade"
    sys_version = ""
    timeout = 30.0  # of whoever asks slowly

    def do_GET(self) -> None:
        """The only thing that can be asked for."""
        path = self.path.partition("?")[0]
        token, _, name = path.removeprefix("/").partition("/")
        known = hmac.compare_digest(token.encode(), self.pages.token.encode())
        if not known or not self._from_here():
            self._nothing()
        elif name in _FILES:
            file, kind = _FILES[name]
            self._give(files("grader.watching").joinpath(file).read_bytes(), kind, _ROUND)
        elif name == "report":
            self._give(self.pages.page(), "text/html; charset=utf-8", _INSIDE)
        elif name == "events":
            self._stream()
        else:
            self._nothing()

    def _from_here(self) -> bool:
        """By the name that we gave, and from no other page."""
        port = self.pages.port
        hosts = {f"{host}:{port}" for host in (HOST, "localhost")}
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site")
        same = origin is None or origin in {f"http://{host}" for host in hosts}
        return self.headers.get("Host") in hosts and same and site in (None, "none", "same-origin")

    def _nothing(self) -> None:
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _give(self, data: bytes, kind: str, policy: str) -> None:
        self.send_response(200)
        self._headers(kind)
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):  # the tab was closed
            self.wfile.write(data)

    def _headers(self, kind: str) -> None:
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def _stream(self) -> None:
        """Server-sent events: the version of the page, whenever there is a new one."""
        with self.pages.stream() as free:
            if not free:
                self._nothing()
                return
            self.send_response(200)
            self._headers("text/event-stream")
            self.end_headers()
            known = -1
            with contextlib.suppress(OSError):
                while (version := self.pages.next(known)) is not None:
                    said = f"data: {version}\n\n" if version != known else ": alive\n\n"
                    known = version
                    self.wfile.write(said.encode())
                    self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # as its base has it
        """Say nothing: the terminal is the student's."""
