"""`flashcards serve`: the app in a browser on this computer, over the same collection."""

from __future__ import annotations

import argparse
import contextlib
import errno
import socket
import sys

from flashcards.cli import output
from flashcards.cli.web_guard import HERE, make_key
from flashcards.errors import Problem

EXAMPLE = """\
examples:
  flashcards serve                    print an address; open it in a browser on this computer
  flashcards serve --port 8000        at a port of your choice

Nothing is reachable from other computers. The address ends in a key, new with each start: other users
of this computer who do not know it are refused, so give it to nobody. The page loads nothing from the
network. Ctrl+C ends the server and every app that it runs.
"""
EXTRA = "pip install 'optimizer-flashcards[web]'"
LARGEST_PORT = 65535


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `serve` command and its options."""
    parser = commands.add_parser(
        "serve",
        help="study in a browser on this computer",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="the port (default: a free one)")
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    if not (text.isdecimal() and len(text) < 10 and int(text) <= LARGEST_PORT):
        raise argparse.ArgumentTypeError(f"'{text}' is no port: write a number from 0 to {LARGEST_PORT}")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Serves the app until Ctrl+C."""
    import asyncio

    from flashcards.cli.study import open_data

    try:
        from flashcards.cli.web_server import serve_until_stopped
    except ImportError as error:
        raise _missing(error) from None
    with open_data():
        pass  # what keeps the app from starting is told here, before a browser is opened
    key = make_key()
    with listen(args.port) as listener, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve_until_stopped(listener, key, lambda: _tell_address(listener, key)))
    return 0


def _missing(error: ImportError) -> Problem:
    """What to install for a library that is not there. An error in our own code is raised as it is."""
    if (error.name or "").partition(".")[0] == "flashcards":
        raise error
    message = f"the app in a browser needs {error.name or 'textual-serve'}, which is not installed"
    return Problem(message, hint=f"install it with  {EXTRA}")


def listen(port: int) -> socket.socket:
    """An open socket of this computer alone, at a free port for 0. Raises Problem if `port` is taken."""
    try:
        return socket.create_server((HERE, port))
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            taken = error.errno == errno.EADDRINUSE
            why = "is taken by another program" if taken else "may not be used by you"
            hint = "choose another with  --port N, or leave it out for a free one"
            raise Problem(f"port {port} {why}", hint=hint) from None
        raise Problem(f"no connection can be accepted at {HERE}: {error.strerror}") from None


def _tell_address(listener: socket.socket, key: str) -> None:
    output.out(f"flashcards is at  http://{HERE}:{listener.getsockname()[1]}/{key}/")
    output.out("open it in a browser on this computer; Ctrl+C ends it", "dim")
    sys.stdout.flush()
