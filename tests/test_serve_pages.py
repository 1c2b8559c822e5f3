"""The server of `flashcards serve`: what it answers, what it refuses, and that no app outlives its page."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sqlite3
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

aiohttp = pytest.importorskip("aiohttp", reason="the extra 'web' is not installed")
pytest.importorskip("textual_serve", reason="the extra 'web' is not installed")

from flashcards.cli import served_app, web_guard, web_server  # noqa: E402
from flashcards.cli.serve import listen  # noqa: E402
from flashcards.cli.served_app import ServedApp  # noqa: E402
from tests.terminal import environment  # noqa: E402

KEY = web_guard.make_key()
_PRELUDE = """\
import signal, sys, time
def write(kind, text):
    sys.stdout.buffer.write(kind + len(text).to_bytes(4, "big") + text)
    sys.stdout.flush()
print("a line before the app\\n__GANGLION__", flush=True)
"""
FAKES = {
    "echo": """
        write(b"D", b"hello there, page")
        while kind := sys.stdin.buffer.read(1):
            text = sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4), "big"))
            write(b"D", kind + text)
            if b"quit" in text:
                break
        write(b"M", b'{"type": "exit"}')
        print("and a line after it")
    """,
    "deaf": """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        write(b"D", b"I do not listen to you")
        time.sleep(600)
    """,
    "broken": "sys.exit('no deck was \\x1b[31mfound')",
    "loud": "write(b'D', b'x' * 3_000_000)",
}


class Apps:
    """Programs in the place of the app, which speak as it does."""

    def __init__(self, kind: str) -> None:
        self.code, self.started, self.sizes = _PRELUDE + dedent(FAKES[kind]), [], []  # type: ignore[var-annotated]

    async def start(self, columns: int, rows: int) -> ServedApp:
        """Start one."""
        self.sizes.append((columns, rows))
        self.started.append(
            await asyncio.create_subprocess_exec(
                sys.executable, "-c", self.code, stdin=PIPE, stdout=PIPE, stderr=PIPE
            )
        )
        return ServedApp(self.started[-1])


class Browser:
    """A client that sends what a browser would, and what one would not."""

    def __init__(self, session: Any, port: int) -> None:
        self.session, self.port, self.own = session, port, f"http://127.0.0.1:{port}"

    async def status(self, path: str, key: str = f"/{KEY}", **headers: str) -> int:
        """The status of an answer."""
        async with self.session.get(self.own + key + path, headers=headers) as answer:
            return int(answer.status)

    @asynccontextmanager
    async def page(self, query: str = "", key: str = f"/{KEY}", **headers: str) -> AsyncIterator[Any]:
        """An open socket of the page."""
        async with self.session.ws_connect(
            f"{self.own}{key}/ws{query}", headers={"Origin": self.own, **headers}
        ) as page:
            yield page


@pytest.fixture
def apps(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Apps:
    found = Apps(getattr(request, "param", "echo"))
    monkeypatch.setattr(ServedApp, "start", found.start)
    monkeypatch.setattr(served_app, "_PATIENCE", 0.1)
    return found


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """A browser and the server that it calls."""
    listener = listen(0)
    async with web_server.serving(listener, KEY), aiohttp.ClientSession() as session:
        yield Browser(session, listener.getsockname()[1])


FILES = (
    *("/", "/page.css", "/page.js", "/static/css/xterm.css", "/static/js/textual.js"),
    *(
        "/static/fonts/RobotoMono-VariableFont_wght.ttf",
        "/static/fonts/RobotoMono-Italic-VariableFont_wght.ttf",
    ),
)


@pytest.mark.parametrize("path", FILES)
async def test_its_page_finds_all_its_files(path: str) -> None:
    async with browsing() as browser, browser.session.get(f"{browser.own}/{KEY}{path}") as answer:
        assert answer.status == 200
        assert await answer.read()
        assert answer.headers["X-Frame-Options"] == "DENY"
        if path == "/":
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert f"ws://127.0.0.1:{browser.port}/{KEY}/ws" in await answer.text()
            assert "Set-Cookie" not in answer.headers, "cookies are sent to other ports too"


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="none"),
        pytest.param("/", id="empty"),
        pytest.param(f"/{KEY[:-1]}", id="a letter too few"),
        pytest.param(f"/{KEY}x", id="a letter too many"),
        pytest.param(f"/{KEY.swapcase()}", id="other letters"),
        pytest.param(f"/x/{KEY}", id="in a folder"),
        pytest.param("/%FF", id="no text"),
    ],
)
@pytest.mark.parametrize("path", [*FILES, "/ws", "/nothing"])
async def test_another_user_of_this_computer_gets_nothing(apps: Apps, path: str, key: str) -> None:
    async with browsing() as browser:
        own = {"Origin": browser.own}
        assert await browser.status(path, key) == 403
        assert await browser.status(f"{path}?key={KEY}", key, Cookie=f"key={KEY}", **own) == 403
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            async with browser.page(key=key):
                pass
    assert apps.started == []


async def test_an_address_copied_without_its_end_is_found() -> None:
    async with browsing() as browser:
        assert await browser.status("") == 200


@pytest.mark.parametrize(
    "path", ["/static/", "/static/../server.py", "/static/%2e%2e/server.py", "/download/x", "/etc/passwd"]
)
async def test_it_sends_no_other_file(path: str) -> None:
    async with browsing() as browser:
        assert await browser.status(path) == 404


@pytest.mark.parametrize("path", [*FILES, "/ws", "/nothing"])
async def test_another_host_or_origin_gets_nothing(path: str) -> None:
    async with browsing() as browser:
        assert await browser.status(path, Host=f"evil.example:{browser.port}") == 403
        assert await browser.status(path, Origin="http://evil.example") == 403


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("GET / HTTP/1.0\r\n\r\n", id="no host"),
        pytest.param("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", id="another host"),
        pytest.param("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", id="two hosts"),
        pytest.param(
            "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", id="a proxy's request"
        ),
    ],
)
async def test_a_request_without_its_host_is_refused(written: str) -> None:
    async with browsing() as browser:
        reader, writer = await asyncio.open_connection("127.0.0.1", browser.port)
        writer.write(written.encode())
        assert re.match(rb"HTTP/1.[01] 40[03] ", await reader.readline())
        writer.close()


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "http://evil.example"}, id="a page of another origin"),
        pytest.param({"Origin": "null"}, id="a sandboxed page"),
        pytest.param({"Origin": "http://localhost:1"}, id="another server of this computer"),
        pytest.param({"Host": "evil.example", "Origin": "http://evil.example"}, id="a name bound anew"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="a browser that says whose page it is"),
    ],
)
async def test_the_socket_is_not_opened_by_another_page(apps: Apps, headers: dict[str, str]) -> None:
    async with browsing() as browser:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            async with browser.page(**headers):
                pass
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await browser.session.ws_connect(f"{browser.own}/{KEY}/ws")  # no origin at all
    assert apps.started == []


async def test_keys_go_in_and_the_screen_comes_out(apps: Apps) -> None:
    async with browsing() as browser:
        async with browser.page("?width=100&height=30") as page:
            assert await page.receive_bytes() == b"hello there, page"
            await page.send_json(["stdin", "β\ud800"])
            assert await page.receive_bytes() == "Dβ?".encode()
            await page.send_json(["resize", {"width": 10**9, "height": -1}])
            assert json.loads((await page.receive_bytes())[1:]) == {
                "type": "resize",
                "width": 1000,
                "height": 1,
            }
            await page.send_json(["ping", "7"])
            assert await page.receive_json() == ["pong", "7"]
        assert apps.sizes == [(100, 30)]
    assert [app.returncode for app in apps.started] == [0]  # it ended with its page


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{}",
        "[]",
        "7",
        "null",
        '["stdin"]',
        '["stdin", 7]',
        '["resize", {"width": "x"}]',
        '["quit"]',
        "[" * 10**5,
    ],
)
async def test_what_is_no_message_of_the_page_is_left_out(apps: Apps, written: str) -> None:
    async with browsing() as browser, browser.page() as page:
        await page.receive_bytes()
        await page.send_str(written)
        await page.send_bytes(written.encode())
        await page.send_json(["stdin", "still there"])
        assert await page.receive_bytes() == b"Dstill there"


@pytest.mark.parametrize("query", ["", "?width=x&height=-3", "?width=", f"?width={'9' * 5000}"])
async def test_a_size_that_cannot_be_read_is_the_usual_one(apps: Apps, query: str) -> None:
    async with browsing() as browser, browser.page(query) as page:
        await page.receive_bytes()
    assert apps.sizes == [(80, 24)]


async def test_the_page_is_told_when_the_app_ends(apps: Apps) -> None:
    async with browsing() as browser, browser.page() as page:
        await page.receive_bytes()
        await page.send_json(["stdin", "quit"])
        await page.receive_bytes()
        assert (await page.receive()).type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize("apps", ["broken"], indirect=True)
async def test_the_page_says_why_the_app_did_not_start(apps: Apps) -> None:
    async with browsing() as browser, browser.page() as page:
        assert (await page.receive_bytes()).endswith("no deck was ␛[31mfound\r\n".encode())
        assert (await page.receive()).type is aiohttp.WSMsgType.CLOSE


@pytest.mark.parametrize("apps", ["deaf", "loud"], indirect=True)
async def test_an_app_that_does_not_end_is_stopped(apps: Apps) -> None:
    async with browsing() as browser, browser.page() as page:
        await page.receive_bytes()
    assert all(app.returncode is not None for app in apps.started)


@pytest.mark.parametrize("apps", ["echo", "deaf"], indirect=True)
async def test_with_the_server_end_its_pages_and_apps(apps: Apps) -> None:
    async with aiohttp.ClientSession() as session:
        listener = listen(0)
        async with web_server.serving(listener, KEY):
            browser = Browser(session, listener.getsockname()[1])
            pages = [browser.page(), browser.page()]
            opened = [await page.__aenter__() for page in pages]
            for page in opened:
                await page.receive_bytes()
        assert all(app.returncode is not None for app in apps.started)
        for page in pages:
            await page.__aexit__(None, None, None)
    assert len(apps.started) == 2


async def test_one_page_too_many_is_told(apps: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "MOST_APPS", 1)
    async with browsing() as browser, browser.page() as first:
        await first.receive_bytes()
        async with browser.page() as second:
            assert b"Close one" in await second.receive_bytes()
        await first.send_json(["stdin", "still there"])
        assert await first.receive_bytes() == b"Dstill there"
    assert len(apps.started) == 1


@contextmanager
def command(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as a person starts it, and its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "flashcards", "serve"],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout
        found = re.search(r"http://127\.0\.0\.1:\d+/[\w-]{22}(?=/\s)", server.stdout.readline())
        assert found
        yield server, found[0]
    finally:
        server.kill()
        server.communicate()


def children(process: int) -> list[int]:
    """The processes that one started."""
    listing = Path(f"/proc/{process}/task/{process}/children")
    if not listing.exists():
        pytest.skip("this system does not list the children of a process")
    return [int(word) for word in listing.read_text(encoding="ascii").split()]


async def wait_until_gone(process: int) -> bool:
    for _ in range(200):
        state = Path(f"/proc/{process}/stat")
        if not state.exists() or ") Z " in state.read_text(encoding="utf-8"):
            return True
        await asyncio.sleep(0.1)
    return False


async def read_until(page: Any, pattern: str) -> None:
    """Read what the app draws until the pattern stands in it."""
    seen = ""
    while not re.search(pattern, re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", seen)):
        seen += (await page.receive_bytes(timeout=60)).decode(errors="replace")


def opened(session: Any, address: str) -> Any:
    """The socket of the page at that address."""
    origin = address.rpartition("/")[0]
    return session.ws_connect(f"{address}/ws?width=100&height=30", origin=origin)


@pytest.mark.slow
async def test_a_card_is_studied_in_the_page(tmp_path: Path) -> None:
    with command(tmp_path) as (server, address):
        async with aiohttp.ClientSession() as session, opened(session, address) as page:
            await read_until(page, "Start")
            await page.send_json(["stdin", "\r"])
            await read_until(page, "gradient")
            await page.send_json(["stdin", "\r"])
            await read_until(page, "Again")
            await page.send_json(["stdin", "3"])
            await read_until(page, "undo")
            [app] = children(server.pid)
            server.send_signal(signal.SIGINT)
            while (await page.receive()).type is aiohttp.WSMsgType.BINARY:
                pass
        assert server.wait(30) == 0
        assert await wait_until_gone(app)
        assert server.stderr
        assert server.stderr.read() == ""
    with sqlite3.connect(tmp_path / "reviews.sqlite") as log:
        assert log.execute("select kind, grade from reviews").fetchall() == [("study", 3)]
    log.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["asked", "killed"])
async def test_no_app_outlives_its_server(tmp_path: Path, number: int) -> None:
    with command(tmp_path) as (server, address):
        async with aiohttp.ClientSession() as session, opened(session, address) as page:
            await read_until(page, "Start")
            [app] = children(server.pid)
            server.send_signal(number)
            server.wait(30)
        assert await wait_until_gone(app)
