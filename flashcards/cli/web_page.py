"""The page that shows the app in a browser: the terminal of textual-serve, its font, and nothing else.

That package has a page of its own, which loads a style sheet from a font service and has scripts in it.
"""

from __future__ import annotations

FONT_SIZE = 16
SOCKET = "ws"
"""The name of the page's socket, beside it."""
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>flashcards</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/css/xterm.css">
<link rel="stylesheet" href="page.css">
<script src="static/js/textual.js"></script>
<script src="page.js"></script>
</head>
<body>
<noscript>The app needs JavaScript, which this browser has switched off.</noscript>
<p class="starts">flashcards <b>starts</b> <i>…</i></p>
<p class="ended" role="status">flashcards has ended. <a href="./">Open it again</a></p>
<div id="terminal" class="textual-terminal" data-session-websocket-url="ws://{host}/{key}/{socket}"
 data-font-size="{size}"></div>
</body>
</html>
"""
STYLE = """\
@font-face {
  font-family: "Roboto Mono"; font-style: normal; font-weight: 100 700;
  src: url("static/fonts/RobotoMono-VariableFont_wght.ttf") format("truetype");
}
@font-face {
  font-family: "Roboto Mono"; font-style: italic; font-weight: 100 700;
  src: url("static/fonts/RobotoMono-Italic-VariableFont_wght.ttf") format("truetype");
}
html, body { margin: 0; height: 100%; overflow: hidden; background: #0e1219; color: #dfe5ee; }
p { font: 16px "Roboto Mono", monospace; padding: 2em; margin: 0; }
a { color: #7cc0ff; }
.textual-terminal { position: absolute; inset: 0; visibility: hidden; }
.textual-terminal .xterm { height: 100%; }
.xterm .xterm-viewport { overflow: hidden; }
.-first-byte .textual-terminal { visibility: visible; }
.-first-byte .starts, .-closed .starts { display: none; }
.ended { display: none; position: absolute; inset: auto 0 0 0; padding: 1em 2em; z-index: 20;
  background: #222a37; }
.-closed .ended { display: block; }
"""
"""The first line has the font of the terminal, so that it is loaded before the terminal measures it."""

SCRIPT = """\
"use strict";
addEventListener("DOMContentLoaded", () => {
  const focus = (what) => document.querySelector(what)?.focus();
  const follow = () => {
    const state = document.body.classList;
    if (state.contains("-closed")) focus(".ended a");
    else if (state.contains("-first-byte")) focus(".xterm-helper-textarea");
  };
  new MutationObserver(follow).observe(document.body, {attributeFilter: ["class"]});
  addEventListener("focus", follow);
});
addEventListener("keydown", (event) => {
  const pastes = event.ctrlKey && !event.altKey && !event.metaKey && event.key.toLowerCase() === "v";
  if (pastes) event.stopPropagation();
}, true);
"""
"""The terminal has the keys as soon as it shows something; once the app has ended, Enter opens it again.

Ctrl+V is kept from the terminal, so that the browser pastes: as a key, it pastes what the app copied last.
"""


def write_page(host: str, key: str) -> str:
    """The page for a browser that calls the server `host` and knows its key; both were checked."""
    return _PAGE.format(host=host, key=key, socket=SOCKET, size=FONT_SIZE)
