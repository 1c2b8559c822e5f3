"""`flashcards serve` before it serves: arguments, port, what is missing, and whom the guard lets in."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.cli import web_guard, web_page
from flashcards.cli.serve import listen
from flashcards.cli.served_app import app_environment
from flashcards.errors import Problem
from tests.rows import in_rows

OWN = "127.0.0.1:8000"
KEY = "k3y_of-22.letters.long"


@pytest.mark.parametrize(
    "hosts",
    [
        pytest.param(["127.0.0.1:8000"], id="the address"),
        pytest.param(["localhost:8000"], id="the name"),
        pytest.param(["LocalHost:8000"], id="in capitals"),
        pytest.param(["localhost"], id="port 80"),
        pytest.param(["localhost:9000"], id="through a tunnel"),
    ],
)
def test_the_page_is_for_this_computer(hosts: list[str]) -> None:
    assert web_guard.refusal(hosts, []) == ""
    assert web_guard.refusal(hosts, [f"http://{hosts[0].lower()}"], opens_socket=True) == ""


@in_rows(
    "hosts",
    [
        pytest.param([], id="none"),
        pytest.param([""], id="empty"),
        pytest.param(["evil.example:8000"], id="a foreign name"),
        pytest.param(["127.0.0.1.evil.example:8000"], id="a foreign name that begins so"),
        pytest.param(["evil.example.localhost:8000"], id="a name below localhost"),
        pytest.param(["evil.example#127.0.0.1:8000"], id="a fragment"),
        pytest.param(["user@127.0.0.1:8000"], id="a user"),
        pytest.param(["127.0.0.1:8000", "evil.example"], id="two"),
        pytest.param(["127.0.0.1:8000, evil.example"], id="two in one"),
        pytest.param(["127.0.0.2:8000"], id="another loopback address"),
        pytest.param(["0.0.0.0:8000"], id="any address"),
        pytest.param(["[::1]:8000"], id="IPv6, where nothing listens"),
        pytest.param(["[::ffff:127.0.0.1]:8000"], id="IPv4 in IPv6"),
        pytest.param(["2130706433:8000"], id="a number"),
        pytest.param(["127.1:8000"], id="shortened"),
        pytest.param(["localhost.:8000"], id="with a dot"),
        pytest.param(["localhost:x"], id="no port"),
        pytest.param(["localhost:8000\n"], id="a newline"),
        pytest.param(["ｌocalhost:8000"], id="a wide letter"),
        pytest.param(["127.0.0.1:٨٠٠٠"], id="other digits"),
    ],
)
@in_rows("opens_socket", [False, True], ids=["page", "socket"])
def test_another_host_is_refused(hosts: list[str], opens_socket: bool) -> None:
    own = [f"http://{host}" for host in hosts[:1]]
    assert web_guard.refusal(hosts, own, opens_socket=opens_socket)


@in_rows(
    "origins",
    [
        pytest.param(["http://evil.example"], id="a foreign page"),
        pytest.param(["null"], id="a sandboxed frame or a file"),
        pytest.param(["https://127.0.0.1:8000"], id="another scheme"),
        pytest.param(["http://127.0.0.1:3000"], id="another server of this computer"),
        pytest.param(["http://localhost:8000"], id="the other name"),
        pytest.param(["http://127.0.0.1"], id="no port"),
        pytest.param(["http://127.0.0.1:8000.evil.example"], id="begins so"),
        pytest.param(["http://127.0.0.1:8000/"], id="a path"),
        pytest.param(["http://[::1]:8000"], id="IPv6"),
        pytest.param([f"http://{OWN}", "http://evil.example"], id="two"),
        pytest.param([""], id="empty"),
    ],
)
@in_rows("opens_socket", [False, True], ids=["page", "socket"])
def test_another_origin_is_refused(origins: list[str], opens_socket: bool) -> None:
    assert web_guard.refusal([OWN], origins, opens_socket=opens_socket)


@pytest.mark.parametrize("fetch_site", ["cross-site", "same-site"])
def test_a_socket_is_opened_by_the_page_alone(fetch_site: str) -> None:
    assert web_guard.refusal([OWN], [], opens_socket=True)
    assert web_guard.refusal([OWN], [f"http://{OWN}"], fetch_site, opens_socket=True)
    assert not web_guard.refusal([OWN], [], fetch_site)  # an address that was followed from elsewhere


def test_the_page_loads_only_what_is_its_own() -> None:
    text = web_page.write_page(OWN, KEY) + web_page.STYLE + web_page.SCRIPT
    assert "//" not in text.replace(f"ws://{OWN}/{KEY}/ws", "")
    assert "<script>" not in text
    assert " on" not in web_page.write_page(OWN, KEY).replace(" on this", "")
    absolute = re.findall(r"""(?:href|src)="/|url\("/""", text)
    assert absolute == [], "below the key alone is anything found"


def test_each_start_has_a_key_of_its_own() -> None:
    keys = {web_guard.make_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(re.fullmatch(r"[\w-]{22}", key, re.ASCII) for key in keys)


@pytest.mark.parametrize("path", [f"/{KEY}", f"/{KEY}/", f"/{KEY}/page.css", f"/{KEY}/ws"])
def test_a_path_below_the_key_holds_it(path: str) -> None:
    assert web_guard.holds_key(path, KEY)


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "//", "/ws", "/page.css", "/static/js/textual.js"),
        pytest.param(f"/{KEY[:-1]}/", id="a letter less"),
        pytest.param(f"/{KEY}x/", id="a letter more"),
        pytest.param(f"/{KEY.upper()}/", id="in capitals"),
        pytest.param(f"/x/{KEY}/", id="below another"),
        pytest.param(f"//{KEY}/", id="after an empty one"),
        pytest.param(KEY, id="without a slash"),
        pytest.param(f"/?key={KEY}", id="as a query"),
        pytest.param("/\udcff\u0416/ws", id="no ASCII"),
    ],
)
def test_any_other_path_does_not(path: str) -> None:
    assert not web_guard.holds_key(path, KEY)


def test_the_policy_names_no_other_place() -> None:
    parts = dict(part.split(" ", 1) for part in web_guard.content_policy(OWN).split("; "))
    assert parts["default-src"] == parts["frame-ancestors"] == "'none'"
    assert parts["script-src"] == "'self'"
    assert {word for value in parts.values() for word in value.split() if ":" in word} == {
        "data:",
        f"ws://{OWN}",
    }


def test_without_the_extra_it_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "flashcards.cli.web_server", raising=False)
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    assert cli.main(["serve"]) == 2
    assert "pip install 'optimizer-flashcards[web]'" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["-1", "65536", "http", "8000x", "１２" * 9, "9" * 5000])
def test_what_is_no_port_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["serve", f"--port={text}"])
    assert ended.value.code == 2
    assert "is no port" in capsys.readouterr().err


def test_a_taken_port_is_told() -> None:
    with listen(0) as first:
        port = first.getsockname()[1]
        with pytest.raises(Problem, match=f"port {port} is taken") as caught:
            listen(port)
    assert "--port" in caught.value.hint


def test_it_listens_on_this_computer_alone() -> None:
    with listen(0) as listener:
        assert listener.family == socket.AF_INET
        assert listener.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("name", ["TMUX", "TERM_PROGRAM", "KITTY_WINDOW_ID"])
def test_the_app_does_not_take_the_servers_terminal_for_its_own(name: str) -> None:
    environment = app_environment({name: "x", "TERM": "dumb", "FLASHCARDS_HOME": "here"}, 100, 30)
    assert name not in environment
    assert environment["TERM"] == "xterm-256color"
    assert environment["FLASHCARDS_HOME"] == "here"
    assert (environment["COLUMNS"], environment["ROWS"]) == ("100", "30")


def test_the_app_is_this_program_whatever_the_folder_holds(tmp_path: Path) -> None:
    (tmp_path / "flashcards").mkdir()
    (tmp_path / "flashcards" / "__main__.py").write_text("print('another program')", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "flashcards", "--version"],
        cwd=tmp_path,
        env=app_environment({"FLASHCARDS_HOME": str(tmp_path)}, 80, 24),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.startswith("flashcards ")
