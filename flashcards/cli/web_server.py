"""The server of the app in a browser: one page, and for each page that is open one app.

Of textual-serve it takes the page's terminal. That package's own server runs the app's command through a
shell, answers requests of any `Host` and `Origin`, and waits for ever for an app that does not end.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import textual_serve
from aiohttp import WSCloseCode, WSMsgType, web

from flashcards.cli import web_guard, web_page
from flashcards.cli.served_app import ServedApp

MOST_APPS = 8
"""Pages that may be open at a time: each has a process."""
LARGEST_SIDE = 1000
_STATIC = ("css/xterm.css", "js/textual.js")
_FONTS = ("fonts/RobotoMono-VariableFont_wght.ttf", "fonts/RobotoMono-Italic-VariableFont_wght.ttf")
_RUNNING = web.AppKey("running", set[web.WebSocketResponse])
_KEY = web.AppKey("key", str)
_NO_KEY = "Open the whole address that flashcards serve has printed: it ends in a key, new with each start."
_FULL = f"{MOST_APPS} pages are open already. Close one, then reload this one.\r\n"


def make_application(key: str) -> web.Application:
    """The page, its files and its socket below a path that is the key, each behind the guard."""
    application = web.Application(middlewares=[web.middleware(_guard)])
    application[_RUNNING] = set()
    application[_KEY] = key
    root = f"/{key}"
    application.add_routes(
        [
            web.get(root, _add_slash),
            web.get(f"{root}/", _show_page),
            web.get(f"{root}/page.css", _text_file(web_page.STYLE, "text/css")),
            web.get(f"{root}/page.js", _text_file(web_page.SCRIPT, "text/javascript")),
            web.get(f"{root}/{web_page.SOCKET}", _run_app),
            *(web.get(f"{root}/static/{name}", _static_file(name)) for name in (*_STATIC, *_FONTS)),
        ]
    )
    application.on_shutdown.append(_close_all)
    return application


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer only what the page of this server asks, and only whoever knows its address."""
    headers = request.headers
    why = web_guard.refusal(
        headers.getall("Host", []),
        headers.getall("Origin", []),
        headers.get("Sec-Fetch-Site", ""),
        opens_socket=request.path.endswith(f"/{web_page.SOCKET}"),
    )
    if not why and not web_guard.holds_key(request.path, request.app[_KEY]):
        why = _NO_KEY
    return web.Response(status=403, text=f"{why}\n") if why else await handler(request)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(web_guard.HEADERS)


async def _add_slash(request: web.Request) -> web.StreamResponse:
    """Send on a browser whose address was copied without its end: the page finds its files from there."""
    return web.Response(status=308, headers={"Location": f"{request.path}/"})


async def _show_page(request: web.Request) -> web.StreamResponse:
    policy = web_guard.content_policy(request.host)
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    page = web_page.write_page(request.host, request.app[_KEY])
    return web.Response(text=page, content_type="text/html", headers=headers)


def _text_file(text: str, kind: str) -> Handler:
    async def send(_: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type=kind)

    return send


def _static_file(name: str) -> Handler:
    path = Path(str(files(textual_serve) / "static" / name))

    async def send(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(path) if path.is_file() else web.Response(status=404)

    return send


async def _run_app(request: web.Request) -> web.StreamResponse:
    """Run an app for the page that opened this socket, until one of the two ends."""
    page = web.WebSocketResponse(heartbeat=15)
    await page.prepare(request)
    running = request.app[_RUNNING]
    if len(running) >= MOST_APPS:
        await page.send_bytes(_FULL.encode())
        await page.close()
        return page
    running.add(page)
    try:
        await _connect(page, _side(request, "width", 80), _side(request, "height", 24))
    finally:
        running.discard(page)
    return page


def _side(request: web.Request, name: str, otherwise: int) -> int:
    written = request.query.get(name, "")
    return _within(int(written)) if written.isdecimal() and len(written) < 10 else otherwise


def _within(side: int) -> int:
    return max(1, min(side, LARGEST_SIDE))


async def _connect(page: web.WebSocketResponse, columns: int, rows: int) -> None:
    app = await ServedApp.start(columns, rows)
    drawing = asyncio.create_task(_draw(app, page))
    try:
        async for message in page:
            if message.type is WSMsgType.TEXT:
                await _pass_on(message.data, app, page)
    finally:
        await app.end()
        await _finish(drawing)


async def _draw(app: ServedApp, page: web.WebSocketResponse) -> None:
    """Send what the app draws to the page, and close that when the app has ended."""
    async for drawn in app.draw():
        with contextlib.suppress(ConnectionError):  # the page is gone; the app is told soon
            await page.send_bytes(drawn)
    await page.close()


async def _finish(drawing: asyncio.Task[None]) -> None:
    """Let what was drawn last reach the page, but wait for none that reads no more."""
    await asyncio.wait({drawing}, timeout=2)
    drawing.cancel()


async def _pass_on(written: str, app: ServedApp, page: web.WebSocketResponse) -> None:
    """Do what a message of the page says; one that is none of its own is left out."""
    match _message(written):
        case ["stdin", str(text)]:
            await app.type_text(text)
        case ["resize", {"width": int(width), "height": int(height)}]:
            await app.tell("resize", width=_within(width), height=_within(height))
        case ["focus" | "blur" as kind, *_]:
            await app.tell(kind)
        case ["ping", str(moment)]:
            await page.send_str(json.dumps(["pong", moment]))


def _message(written: str) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return None


async def _close_all(application: web.Application) -> None:
    """Close every page, with which its app ends."""
    pages = [page.close(code=WSCloseCode.GOING_AWAY) for page in application[_RUNNING]]
    await asyncio.gather(*pages, return_exceptions=True)


@contextlib.asynccontextmanager
async def serving(listener: socket.socket, key: str) -> AsyncIterator[None]:
    """Answers requests on an open socket; at the end every page is closed and every app has ended."""
    application = make_application(key)
    application.on_response_prepare.append(_add_headers)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=15)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        yield
    finally:
        await runner.cleanup()


async def serve_until_stopped(listener: socket.socket, key: str, begin: Callable[[], None]) -> None:
    """Serve until Ctrl+C or a signal to end; `begin` is called once requests are answered."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        with contextlib.suppress(NotImplementedError, AttributeError):  # Windows cancels this task instead
            loop.add_signal_handler(getattr(signal, name), stopped.set)
    async with serving(listener, key):
        begin()
        await stopped.wait()
