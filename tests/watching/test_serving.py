"""The page is for this computer and who knows its token; nobody else gets anything."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from grader.watching.serving import HOST, MOST_STREAMS, PageServer

pytestmark = pytest.mark.slow


@pytest.fixture
def pages() -> Iterator[PageServer]:
    with PageServer() as server:
        server.put(b"<!doctype html><title>one</title>")
        yield server


def _ask(
    pages: PageServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection(HOST, pages.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def test_the_report_as_it_is_and_what_stands_round_it(pages: PageServer) -> None:
    status, headers, body = _ask(pages, f"/{pages.token}/report")
    assert (status, body) == (200, b"<!doctype html><title>one</title>")
    assert headers["Cache-Control"] == "no-store"
    status, headers, body = _ask(pages, f"/{pages.token}/")
    assert status == 200
    assert b"<iframe" in body
    assert b"allow-scripts" not in body  # nothing of the report's runs
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    for name, kind in (("live.js", "text/javascript"), ("live.css", "text/css")):
        status, headers, _ = _ask(pages, f"/{pages.token}/{name}")
        assert (status, headers["Content-Type"].partition(";")[0]) == (200, kind)


@pytest.mark.parametrize("path", ["/", "/report", "/{}/other", "/{}/../report", "/x{}/"])
def test_another_path_gets_nothing(pages: PageServer, path: str) -> None:
    status, _, body = _ask(pages, path.format(pages.token))
    assert (status, body) == (404, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1"},  # another port
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},  # another port of this computer
    ],
)
@pytest.mark.parametrize("name", ["", "report", "events"])
def test_another_host_or_origin_gets_nothing(
    pages: PageServer, name: str, headers: dict[str, str]
) -> None:
    status, _, body = _ask(pages, f"/{pages.token}/{name}", **headers)
    assert (status, body) == (404, b"")


def test_whoever_we_sent_there_is_served(pages: PageServer) -> None:
    own = f"http://{HOST}:{pages.port}"
    path = f"/{pages.token}/report"
    assert _ask(pages, path, Origin=own, Sec_Fetch_Site="same-origin")[0] == 200
    assert _ask(pages, path, Sec_Fetch_Site="none")[0] == 200
    assert pages.address.startswith(own + "/")
    assert len(pages.token) >= 32


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_can_only_be_read(pages: PageServer, method: str) -> None:
    assert _ask(pages, f"/{pages.token}/report", method)[0] == 501


def test_each_new_page_is_told(pages: PageServer) -> None:
    connection = HTTPConnection(HOST, pages.port, timeout=20)
    connection.request("GET", f"/{pages.token}/events")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type") == "text/event-stream"
    assert [answer.readline(), answer.readline()] == [b"data: 1\n", b"\n"]
    pages.put(b"two")
    assert [answer.readline(), answer.readline()] == [b"data: 2\n", b"\n"]
    assert _ask(pages, f"/{pages.token}/report")[2] == b"two"
    connection.close()


def test_no_more_pages_listen_than_can_be_open(pages: PageServer) -> None:
    open_ones = [HTTPConnection(HOST, pages.port, timeout=20) for _ in range(MOST_STREAMS + 1)]
    found = []
    for one in open_ones:
        one.request("GET", f"/{pages.token}/events")
        found.append(one.getresponse().status)
    assert found == [200] * MOST_STREAMS + [404]
    for one in open_ones:
        one.close()
