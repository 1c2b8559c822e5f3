"""Which requests the app in a browser answers: those of its own page, opened by whoever started the server.

Any page that a browser shows can send requests to 127.0.0.1. One of another origin is told by `Origin`; one
whose name was made to point here after it was loaded (DNS rebinding) is told by `Host`. Any other user of
this computer can connect as well, and is told by not knowing the key: it is made anew with each start, is
printed in the terminal alone, and begins the path of the page, of its files and of its socket. A cookie
would not keep it: a browser sends those of 127.0.0.1 to every port, so to another user's server too.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

HERE = "127.0.0.1"
"""The address that the server listens on: this computer, and no network."""
_OWN_HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::[1-9]\d{0,4})?", re.ASCII | re.IGNORECASE)
"""With any port: a tunnel, as of SSH, has one of its own at this end. A foreign name never matches."""
_FROM_ELSEWHERE = ("cross-site", "same-site")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Sent with each response: no page may frame this one, hold on to its window, or load its files."""


KEY_BYTES = 16
"""Of chance in a key, written with 22 letters: the address still fits in a line."""


def make_key() -> str:
    """A key for one start of the server, from letters that need no escape in an address."""
    return secrets.token_urlsafe(KEY_BYTES)


def holds_key(path: str, key: str) -> bool:
    """True if a path begins with the key. How long the comparison takes tells nothing of the key."""
    _, _, rest = path.partition("/")
    return secrets.compare_digest(rest.partition("/")[0].encode("utf-8", "replace"), key.encode())


def refusal(
    hosts: Sequence[str], origins: Sequence[str], fetch_site: str = "", *, opens_socket: bool = False
) -> str:
    """Why a request with these `Host` and `Origin` headers is refused; empty if it may be answered.

    A socket needs an `Origin`, which every browser sends with it; a page that is opened by its address has
    none. Only such an address may be followed from elsewhere: `fetch_site` is what `Sec-Fetch-Site` says.
    """
    if len(hosts) != 1 or not _OWN_HOST.fullmatch(hosts[0]):
        return "This server answers only to 127.0.0.1 and localhost."
    own = f"http://{hosts[0]}".lower()
    if any(origin.lower() != own for origin in origins):
        return "This server answers only its own page."
    if opens_socket and (len(origins) != 1 or fetch_site in _FROM_ELSEWHERE):
        return "Only the page of this server may open the app."
    return ""


def content_policy(host: str) -> str:
    """The Content-Security-Policy of the page at `host`: nothing is loaded from another place.

    Styles may stand in the page because its terminal writes some; no script may.
    """
    own = "'self'"
    allowed = {
        "default-src": "'none'",
        "script-src": own,
        "style-src": f"{own} 'unsafe-inline'",
        "font-src": own,
        "img-src": f"{own} data:",
        "connect-src": f"{own} ws://{host}",  # some browsers do not take 'self' to mean a socket
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())
