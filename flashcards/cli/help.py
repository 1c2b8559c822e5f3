"""`flashcards help`: the manual, a page for each topic, drawn for the terminal."""

from __future__ import annotations

import argparse
import pkgutil

from flashcards.cli import output
from flashcards.errors import Problem, suggest

TOPICS = {
    "queries": "what `cards`, `study --query`, browse and the events understand",
    "browsing": "the keys of the list of all cards",
    "events": "suspend, bury, mark, reset, set a day, undo",
    "settings": "what can be set, for all decks or for one",
    "decks": "how a deck is written",
    "notes": "importing notes: syntaxes, schedules, links and pictures",
    "anki": "to Anki and back",
    "devices": "several devices without a server",
    "browser": "the app in a browser, and who can open it",
    "statistics": "what is counted, and the names of `stats --json`",
}
"""The pages, in the order in which they are listed, and what each is about."""
EXAMPLES = """\
examples:
  flashcards help                  the topics
  flashcards help queries          how to search
  flashcards help decks | less
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `help` command."""
    parser = commands.add_parser(
        "help",
        help="read the manual",
        description="Print a page of the manual, or the topics that it has.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("topic", metavar="TOPIC", nargs="?", help=", ".join(TOPICS))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints a page. Raises Problem for a topic that there is not."""
    from flashcards.cli import COMMANDS, FINE

    if args.topic is None:
        _list_topics()
    elif args.topic in TOPICS:
        output.print_markdown(read_page(args.topic))
    elif args.topic in COMMANDS:
        output.out(f"that is a command: see  flashcards {args.topic} --help")
    else:
        raise Problem(f"the manual has no page '{args.topic}'", hint=suggest(args.topic, TOPICS))
    return FINE


def read_page(topic: str) -> str:
    """The text of a page, as Markdown."""
    found = pkgutil.get_data(__package__, f"manual/{topic}.md")
    assert found
    return found.decode()


def _list_topics() -> None:
    for topic, about in TOPICS.items():
        output.out(f"{topic:<12}{about.replace('`', '')}")
    output.out("\nflashcards help TOPIC  prints a page, and  flashcards COMMAND --help  what a command takes")
