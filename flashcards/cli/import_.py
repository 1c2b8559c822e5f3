"""`flashcards import`: a deck of notes. The notes are only read; the deck goes to the person's own folder."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.card import NAME, Deck
from flashcards.cli import FINDINGS, FINE, say
from flashcards.errors import Place, Problem, printable_line

if TYPE_CHECKING:
    from flashcards.notes.block import Note
    from flashcards.notes.merge import Merged

EXAMPLES = """\
examples:
  flashcards import ~/vault/optimizers --dry-run     what it would make, and what became of every block
  flashcards import ~/vault/optimizers               write the deck 'optimizers'
  flashcards import Adam.md SGD.md --to optimizers   the same deck from two notes
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command line of `import`."""
    parser = commands.add_parser(
        "import",
        help="make a deck of Obsidian-style notes",
        description="Make a deck of Obsidian-style notes, which are only read.\n"
        "Imported again, cards keep their ids and the edits made to them in the deck.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a note, or a folder of notes")
    parser.add_argument(
        "--to", metavar="DECK", help="the deck's name; that of the folder or file where not given"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be made and write nothing")
    parser.add_argument(
        "--yes",
        action="store_true",
        help="write without asking, also to a deck that holds cards from elsewhere",
    )
    parser.add_argument("--json", action="store_true", help="print cards, blocks and problems as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read the notes, show what they give, and write the deck unless it is a dry run."""
    from flashcards import library
    from flashcards.cli import audit, findings
    from flashcards.cli.imported import as_json, summary
    from flashcards.notes import cards
    from flashcards.notes.merge import merge

    home = library.data_folder(os.environ)
    cache = home / "cache" if home.is_dir() else None
    taken = {deck.name for deck in library.load([library.shipped_decks()], cache=cache).decks}
    name = _deck_name(args.to, args.paths, taken)
    notes, problems = read_notes(args.paths)
    made = cards.make(notes, name)
    problems += made.problems
    if not notes:
        say.problems(problems)
        raise Problem(
            "there are no notes to import", hint="name a Markdown file (.md) or a folder that holds some"
        )
    old = _existing(name, library.own_decks(home), cache)
    empty = Deck(name, (), old.place, title=_title(args.paths[0]), about=_about(len(notes)))
    merged = merge(made.cards, old.deck or empty, [note.name for note in notes])
    others = _from_elsewhere(merged, old)
    if not args.dry_run:
        _refuse(args, merged, old, others)
    found = audit.told_on_the_way(notes, findings.formulas)
    if not args.json:
        summary(notes, made, merged, listed=args.dry_run)
        audit.tell(found)
        say.problems(problems)
        if others:
            say.err(_joining(merged, old, others), "yellow")
    if not args.dry_run and _agreed(args, merged, old, others):
        _write(merged, old, quiet=args.json)
    if args.json:  # last, since a deck that cannot be written is told as JSON too
        say.json_out(as_json(made, merged, problems) | {"findings": [each.as_json() for each in found]})
    return FINDINGS if problems else FINE


def _deck_name(asked: str | None, paths: Sequence[Path], taken: Collection[str]) -> str:
    """The name asked for, or one made of the first path's name; none that is `taken` by the program."""
    from flashcards.notes.identity import slug

    if asked is None:
        first = paths[0].resolve()
        name = slug(first.name if first.is_dir() else first.stem) or "notes"
        return f"{name}-notes" if name in taken else name
    if asked in taken:
        hint = f"choose another name: --to my-{asked}"
        raise Problem(f"'{asked}' is the name of a deck that comes with the program", hint=hint)
    if not NAME.fullmatch(asked):
        raise Problem(
            f"'{asked}' cannot be the name of a deck", hint=f"for example: --to {slug(asked) or 'notes'}"
        )
    return asked


def _title(path: Path) -> str:
    name = printable_line(path.resolve().stem if path.is_file() else path.resolve().name)
    return name.replace("_", " ").replace("-", " ").strip().capitalize() if name == name.lower() else name


def _about(count: int) -> str:
    return "Imported from a note." if count == 1 else f"Imported from {count} notes."


def read_notes(paths: Sequence[Path]) -> tuple[list[Note], list[Problem]]:
    """The notes that could be read, and what is wrong with the others."""
    from flashcards import vault
    from flashcards.notes import note, source

    problems: list[Problem] = []
    notes: list[Note] = []
    for file in vault.read(paths, problems):
        try:
            notes.append(note.read(source.decode(file.raw, file.shown), file.shown, file.name))
        except Problem as problem:
            problems.append(problem)
    return notes, problems


@dataclass(frozen=True)
class _Old:
    """The deck that an import goes to, as it is now."""

    deck: Deck | None
    place: Place
    problems: tuple[Problem, ...] = ()


def _existing(name: str, folder: Path, cache: Path | None) -> _Old:
    """The deck of that name among the person's own, in whichever file it is."""
    from flashcards import deckfile, library

    own = library.load([folder] if folder.is_dir() else [], cache=cache)
    deck = next((deck for deck in own.decks if deck.name == name), None)
    place = deck.place if deck else Place(str(folder / f"{name}.yaml"))
    problems = tuple(each for each in own.problems if each.place and each.place.file == place.file)
    as_written = deckfile.read(library.text(Path(place.file)), place.file)[0] if deck else None
    return _Old(as_written, place, problems)


def _from_elsewhere(merged: Merged, old: _Old) -> int:
    """How many cards the deck has where hardly any of them is of these notes; else 0."""
    cards = old.deck.cards if old.deck else ()
    again = len(merged.kept) + len(merged.changed) + len(merged.clashes)
    return len(cards) if 4 * again < min(len(cards), again + len(merged.new)) else 0


def _joining(merged: Merged, old: _Old, others: int) -> str:
    from flashcards.cli.imported import counted

    new = counted(len(merged.new), "card")
    there = counted(others, "card")
    return f"the deck '{merged.deck.name}' is there already, with {there} from elsewhere: {new} would join it"


def _refuse(args: argparse.Namespace, merged: Merged, old: _Old, others: int) -> None:
    """Raises Problem where nothing can be written, or nobody is there to be asked what is unsure."""
    if old.problems:
        say.problems(old.problems)
        raise Problem(f"the deck {old.place.file} has problems: mend it before importing into it", old.place)
    if not merged.deck.cards:
        raise Problem("no cards were made: nothing was written", hint="see why with  --dry-run")
    if others and not (args.to or args.yes or _asks(args)):
        folder = args.paths[0].resolve().parent.name
        hint = f"--to {_slug(folder)}-{merged.deck.name}  makes a deck of its own; --yes adds to this one"
        raise Problem(_joining(merged, old, others), old.place, hint)


def _slug(text: str) -> str:
    from flashcards.notes.identity import slug

    return slug(text) or "my"


def _asks(args: argparse.Namespace) -> bool:
    """True where a person sits at the terminal."""
    return not args.json and sys.stdin.isatty()


def _agreed(args: argparse.Namespace, merged: Merged, old: _Old, others: int) -> bool:
    """Whether the deck may be written: asked only where a person sits at the terminal."""
    if old.deck == merged.deck:
        say.err(printable_line(f"nothing has changed: {old.place.file}"), "dim")
        return False
    if args.yes or not _asks(args):
        return True
    from flashcards.cli.imported import counted

    sure = not others or bool(args.to)
    count = counted(len(merged.deck.cards), "card")
    question = f"Write {count} to {old.place.file}?" if sure else f"Add to {old.place.file}?"
    try:
        answer = say.ask(printable_line(f"{question} {'[Y/n]' if sure else '[y/N]'} ")).strip().lower()
    except EOFError:
        return False
    return answer in {"y", "yes"} or (sure and not answer)


def _write(merged: Merged, old: _Old, *, quiet: bool) -> None:
    """Write the deck, only the cards that changed where that can be; the file as it was is kept beside it."""
    from flashcards import deckfile, library
    from flashcards.deckfile.splice import spliced

    path = Path(old.place.file)
    text, told = None, ""
    if old.deck:
        before = library.text(path)
        kept = path.with_name(f"{path.name}.before")
        library.save(kept, before)
        told = f" (as it was: {kept.name})"
        text = spliced(before, path.name, merged.deck)
        if text is None:
            told = f" anew: comments in it are not kept, they are in {kept.name}"
    elif path.exists():
        raise Problem("another file has this name", old.place, f"move {path} away, or use --to")
    syntax = deckfile.ENDINGS.get(path.suffix.lower(), "yaml")
    library.save(path, text or deckfile.write(merged.deck, syntax))
    say.err(printable_line(f"written: {path}{told}"))
    if not quiet:
        say.err(f"study it with  flashcards study {merged.deck.name}", "dim")
