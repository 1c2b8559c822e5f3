"""The two note types that our cards have in Anki. Their ids, fields and templates never change.

A field that is added later would be a conflict in Anki, which then updates no note: two are spare.
"""

from __future__ import annotations

from typing import Any

BASIC, CLOZE = "basic", "cloze"
"""The kinds of our note types."""
FIELDS = {
    BASIC: (
        *("Ask", "Answer", "Why", "Hint", "Demo", "Source", "Reverse", "Kind", "Draws", "Key"),
        *("Spare1", "Spare2"),
    ),
    CLOZE: ("Text", "Ask", "Why", "Hint", "Demo", "Source", "Kind", "Gaps", "Key", "Spare1", "Spare2"),
}
TYPE_IDS = {BASIC: 1_767_225_600_001, CLOZE: 1_767_225_600_002}
_NAMES = {BASIC: "flashcards", CLOZE: "flashcards cloze"}
_FIELD_IDS = {BASIC: 7_340_100_000_000, CLOZE: 7_340_200_000_000}
"""The id of the first field; the others follow. Templates begin a thousand later."""
REVISED = 1_790_000_000
"""When the templates or the style were changed last, in seconds since 1970: Anki takes the newer."""

CSS = """\
.card { --ink: #1c1c1c; --paper: #fdfdfb; --soft: #6b6b6b; --line: #d6d6d2; --mark: #0b62a8; --right: #1a7f37;
  font: 1.15rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink);
  background: var(--paper); text-align: left; max-width: 44rem; margin: 0 auto; padding: 0 .6rem; }
.nightMode.card, .night_mode.card, .nightMode .card, .night_mode .card { --ink: #e8e6e3; --paper: #1e1f22;
  --soft: #a0a0a0; --line: #45464a; --mark: #6cb6ff; --right: #6cc780; }
hr { border: 0; border-top: 1px solid var(--line); }
.cloze, b.right { color: var(--mark); font-weight: 600; }
.why, .source, details.hint, .count, .demo p { color: var(--soft); font-size: .95rem; }
.why, .demo, .source, details.hint { margin-top: .9rem; }
summary { cursor: pointer; color: var(--mark); }
pre { overflow-x: auto; padding: .5rem; border: 1px solid var(--line); border-radius: 4px; text-align: left; }
code { font-family: ui-monospace, Consolas, Menlo, monospace; font-size: .95em; }
table { display: block; overflow-x: auto; border-collapse: collapse; margin: .4rem 0; }
th, td { border: 1px solid var(--line); padding: .15rem .5rem; }
table.numbers td { text-align: right; font-variant-numeric: tabular-nums; }
svg { width: 100%; max-width: 40rem; height: auto; }
img { max-width: 100%; }
mjx-container { overflow-x: auto; overflow-y: hidden; max-width: 100%; }
"""

_DRAW = """\
{{#Draws}}<script type="application/json" id="draws">{{Draws}}</script>
<script>
(function () {
  try {
    var text = document.getElementById("draws").textContent, draws = JSON.parse(text);
    var key = "flashcards-draw";
    var mark = text.length + ":" + text.slice(0, 60) + ":", kept = sessionStorage.getItem(key) || "";
    var at = PICK;
    if (!(at < draws.length)) return;
    ["ask", "answer", "why"].forEach(function (name) {
      var place = document.getElementById("fc-" + name);
      if (place && draws[at][name]) place.innerHTML = draws[at][name];
    });
  } catch (error) {}
})();
</script>{{/Draws}}"""
"""Chooses one of the draws, or the one that stands in the note, on the front; the back shows the same. Where
anything is missing, what stands in the note stays."""
_FRONT = "Math.floor(Math.random() * (draws.length + 1)); sessionStorage.setItem(key, mark + at)"
_BACK = "kept.indexOf(mark) === 0 ? +kept.slice(mark.length) : draws.length"
_HINT = '{{#Hint}}<details class="hint"><summary>Hint</summary>{{Hint}}</details>{{/Hint}}'
_BELOW = (
    '{{#Why}}<div class="why" id="fc-why">{{Why}}</div>{{/Why}}\n'
    '{{#Demo}}<div class="demo">{{Demo}}</div>{{/Demo}}\n'
    '{{#Source}}<div class="source">{{Source}}</div>{{/Source}}'
)
_ASK = '<div class="ask" id="fc-ask">{{Ask}}</div>'
_GIVEN = '{{#Ask}}<div class="ask">{{Ask}}</div>{{/Ask}}\n<div class="text">{{cloze:Text}}</div>'
_TEMPLATES = {
    BASIC: (
        (
            "Ask",
            f"{_ASK}\n{_HINT}\n{_DRAW.replace('PICK', _FRONT)}",
            f'{_ASK}\n<hr id="answer">\n<div class="answer" id="fc-answer">{{{{Answer}}}}</div>\n{_BELOW}\n'
            f"{_DRAW.replace('PICK', _BACK)}",
        ),
        (
            "Reverse",
            '{{#Reverse}}<div class="ask">{{Answer}}</div>{{/Reverse}}',
            '<div class="ask">{{Answer}}</div>\n<hr id="answer">\n<div class="answer">{{Ask}}</div>\n'
            + _BELOW,
        ),
    ),
    CLOZE: (("Cloze", f"{_GIVEN}\n{_HINT}", f"{_GIVEN}\n{_BELOW}"),),
}
_LATEX = """\\documentclass[12pt]{article}
\\special{papersize=3in,5in}
\\usepackage{amssymb,amsmath}
\\pagestyle{empty}
\\setlength{\\parindent}{0in}
\\begin{document}
"""


def model_json(kind: str) -> dict[str, Any]:
    """A note type as Anki's collections of schema 11 hold it."""
    first = _FIELD_IDS[kind]
    return {
        "id": TYPE_IDS[kind],
        "name": _NAMES[kind],
        "type": int(kind == CLOZE),
        "mod": REVISED,
        "usn": -1,
        "sortf": 0,
        "did": None,
        "tmpls": [  # a template a card
            _template(name, at, front, back, first + 1000 + at)
            for at, (name, front, back) in enumerate(_TEMPLATES[kind])
        ],
        "flds": [_field(name, at, first + at) for at, name in enumerate(FIELDS[kind])],
        "css": CSS,
        "latexPre": _LATEX,
        "latexPost": "\\end{document}",
        "latexsvg": False,
        "req": [[0, "any", [0]], [1, "all", [1, 6]]] if kind == BASIC else [[0, "any", [0]]],
        "originalStockKind": 0,
    }


def _template(name: str, order: int, front: str, back: str, number: int) -> dict[str, Any]:
    empty = {"bqfmt": "", "bafmt": "", "did": None, "bfont": "", "bsize": 0}
    return {"name": name, "ord": order, "qfmt": front, "afmt": back, "id": number, **empty}


def _field(name: str, order: int, number: int) -> dict[str, Any]:
    """A field; those that are for the program alone are small in the editor and left out of a search."""
    ours = name in ("Kind", "Draws", "Gaps", "Spare1", "Spare2")
    return {
        "name": name,
        "ord": order,
        "id": number,
        "sticky": False,
        "rtl": False,
        "font": "Arial",
        "size": 20,
        "description": "",
        "plainText": ours,
        "collapsed": ours,
        "excludeFromSearch": ours,
        "tag": None,
        "preventDeletion": ours,
    }


def deck_path(title: str, name: str) -> str:
    """The deck in Anki: below `Flashcards`, the levels of its title or name as levels there."""
    levels = title.split(" › ") if title else name.split(".")
    named = [" ".join(level.replace("::", ":").split()).strip(":") for level in levels]
    return "::".join(["Flashcards", *(level for level in named if level)])
