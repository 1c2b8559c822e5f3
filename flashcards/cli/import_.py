"""`flashcards import`: a deck of notes. The notes are only read; the deck goes to the person's own folder."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import FINDINGS, FINE, output
from flashcards.deck.model import NAME, Deck
from flashcards.errors import Place, Problem, counted, printable_line

if TYPE_CHECKING:
    from flashcards.audit.note_findings import Finding
    from flashcards.importing.draft import Refutation, Statement
    from flashcards.importing.make_cards import Made
    from flashcards.importing.merge import Merged

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
    parser.add_argument(
        "--take-reference",
        action="store_true",
        help="where the reference contradicts a formula, make the card with the reference's line; "
        "otherwise such a card is set aside",
    )
    parser.add_argument("--json", action="store_true", help="print cards, blocks and problems as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read the notes, show what they give, and write the deck unless it is a dry run."""
    from flashcards.cli import note_findings
    from flashcards.cli.import_report import as_json, summary
    from flashcards.importing import make_cards as cards
    from flashcards.importing.refutations import refutations
    from flashcards.storage import deck_files

    home = deck_files.data_folder(os.environ)
    cache = home / "cache" if home.is_dir() else None
    taken = {deck.name for deck in deck_files.load([deck_files.shipped_decks()], cache=cache).decks}
    name = _deck_name(args.to, args.paths, taken)
    notes, problems = note_findings.read_notes(args.paths)
    if not notes:
        output.problems(problems)
        raise Problem(
            "there are no notes to import", hint="name a Markdown file (.md) or a folder that holds some"
        )
    found = note_findings.with_progress(notes, note_findings.formulas)
    wrong_code = [
        each
        for each in note_findings.with_progress(notes, note_findings.code)
        if each.verdict.verdict == "contradicts"
    ]
    refuted = refutations([*found, *wrong_code])
    take = args.take_reference or _takes_reference(args, refuted)
    made = cards.make(notes, name, refuted, take_reference=take)
    found += _of_cards(wrong_code, made)
    problems += made.problems
    old = _existing(name, deck_files.own_decks(home), cache)
    empty = Deck(name, (), old.place, title=_title(args.paths[0]), about=_about(len(notes)))
    incoming = _Incoming(made, empty, tuple(note.name for note in notes))
    merged = incoming.into(old.deck)
    problems += _still_refuted(merged)
    others = _from_elsewhere(merged, old)
    if not args.dry_run:
        _refuse(args, merged, old, others)
    if not args.json:
        summary(notes, made, merged, listed=args.dry_run)
        note_findings.show(found)
        output.problems(problems)
        if others:
            output.err(_joining(merged, old, others), "yellow")
    if not args.dry_run and _agreed(args, merged, old, others):
        merged = _write(incoming, old, quiet=args.json)
    if args.json:  # last, since a deck that cannot be written is told as JSON too
        output.json_out(as_json(made, merged, problems) | {"findings": [each.as_json() for each in found]})
    return FINDINGS if problems else FINE


@dataclass(frozen=True)
class _Incoming:
    """What an import brings to a deck, whatever that deck holds by then."""

    made: Made
    empty: Deck
    files: tuple[str, ...]

    def into(self, deck: Deck | None) -> Merged:
        """The deck, or a new one, with the cards made of the notes."""
        from flashcards.importing.merge import merge

        aside = [each.card for each in self.made.aside]
        return merge(self.made.cards, deck or self.empty, self.files, aside)


def _takes_reference(args: argparse.Namespace, refuted: Mapping[Statement, Refutation]) -> bool:
    """Whether a person at the terminal wants the reference's lines in place of those that it contradicts."""

    count = sum(bool(each.reference) for each in refuted.values())
    if not count or args.dry_run or args.yes or not _asks(args):
        return False
    what = f"the reference contradicts {counted(count, 'formula')}"
    return _answered(f"{what}: make the cards with its lines?", otherwise=False)


def _of_cards(found: Sequence[Finding], made: Made) -> list[Finding]:
    """Those of the lines of code for which a card was set aside."""
    blocks = {(each.card.place.file, each.card.place.line) for each in made.aside}
    return [each for each in found if (each.file, each.block) in blocks]


def _still_refuted(merged: Merged) -> list[Problem]:
    """A problem for each card of an earlier import whose answer the reference contradicts."""
    hint = "mend it in the deck, or import with --take-reference"
    return [
        Problem(f"the reference contradicts what '{card.id}' asks for", card.place, hint)
        for card in merged.deck.cards
        if card.id in merged.refuted
    ]


def _deck_name(asked: str | None, paths: Sequence[Path], taken: Collection[str]) -> str:
    """The name asked for, or one made of the first path's name; none that is `taken` by the program."""
    from flashcards.importing.identity import slug

    if asked is None:
        name = slug(_name(paths[0])) or "notes"
        return f"{name}-notes" if name in taken else name
    if asked in taken:
        hint = f"choose another name: --to my-{asked}"
        raise Problem(f"'{asked}' is the name of a deck that comes with the program", hint=hint)
    if not NAME.fullmatch(asked):
        raise Problem(
            f"'{asked}' cannot be the name of a deck", hint=f"for example: --to {slug(asked) or 'notes'}"
        )
    return asked


def _name(path: Path) -> str:
    """The name of a folder, or that of a file without its ending, links followed."""
    from flashcards.storage.files import is_folder

    real = Path(os.path.realpath(path))
    return real.name if is_folder(real) else real.stem


def _title(path: Path) -> str:
    name = printable_line(_name(path))
    return name.replace("_", " ").replace("-", " ").strip().capitalize() if name == name.lower() else name


def _about(count: int) -> str:
    return "Imported from a note." if count == 1 else f"Imported from {count} notes."


@dataclass(frozen=True)
class _Old:
    """The deck that an import goes to, as it is now."""

    deck: Deck | None
    place: Place
    problems: tuple[Problem, ...] = ()


def _existing(name: str, folder: Path, cache: Path | None) -> _Old:
    """The deck of that name among the person's own, in whichever file it is."""
    from flashcards.deck import codec
    from flashcards.storage import deck_files

    own = deck_files.load([folder] if folder.is_dir() else [], cache=cache)
    deck = next((deck for deck in own.decks if deck.name == name), None)
    place = deck.place if deck else Place(str(folder / f"{name}.yaml"))
    problems = tuple(each for each in own.problems if each.place and each.place.file == place.file)
    as_written = codec.read(deck_files.read_text(Path(place.file)), place.file)[0] if deck else None
    return _Old(as_written, place, problems)


def _from_elsewhere(merged: Merged, old: _Old) -> int:
    """How many cards the deck has where hardly any of them is of these notes; else 0."""
    cards = old.deck.cards if old.deck else ()
    again = len(merged.kept) + len(merged.changed) + len(merged.clashes)
    return len(cards) if 4 * again < min(len(cards), again + len(merged.new)) else 0


def _joining(merged: Merged, old: _Old, others: int) -> str:
    new = counted(len(merged.new), "card")
    there = counted(others, "card")
    return f"the deck '{merged.deck.name}' is there already, with {there} from elsewhere: {new} would join it"


def _refuse(args: argparse.Namespace, merged: Merged, old: _Old, others: int) -> None:
    """Raises Problem where nothing can be written, or nobody is there to be asked what is unsure."""
    if old.problems:
        output.problems(old.problems)
        raise Problem(f"the deck {old.place.file} has problems: mend it before importing into it", old.place)
    if not merged.deck.cards:
        raise Problem("no cards were made: nothing was written", hint="see why with  --dry-run")
    if others and not (args.to or args.yes or _asks(args)):
        folder = Path(os.path.realpath(args.paths[0])).parent.name
        hint = f"--to {_slug(folder)}-{merged.deck.name}  makes a deck of its own; --yes adds to this one"
        raise Problem(_joining(merged, old, others), old.place, hint)


def _slug(text: str) -> str:
    from flashcards.importing.identity import slug

    return slug(text) or "my"


def _asks(args: argparse.Namespace) -> bool:
    """True where a person sits at the terminal."""
    return not args.json and sys.stdin.isatty()


def _agreed(args: argparse.Namespace, merged: Merged, old: _Old, others: int) -> bool:
    """Whether the deck may be written: asked only where a person sits at the terminal."""
    if old.deck == merged.deck:
        output.err(printable_line(f"nothing has changed: {old.place.file}"), "dim")
        return False
    if args.yes or not _asks(args):
        return True
    sure = not others or bool(args.to)
    count = counted(len(merged.deck.cards), "card")
    question = f"Write {count} to {old.place.file}?" if sure else f"Add to {old.place.file}?"
    return _answered(question, otherwise=sure)


def _answered(question: str, *, otherwise: bool) -> bool:
    """Whether the person says yes; `otherwise` is what Enter alone means."""
    try:
        answer = (
            output.ask(printable_line(f"{question} {'[Y/n]' if otherwise else '[y/N]'} ")).strip().lower()
        )
    except EOFError:
        return False
    return answer in {"y", "yes"} or (otherwise and not answer)


def _write(incoming: _Incoming, old: _Old, *, quiet: bool) -> Merged:
    """Merge into the deck as its file is at this moment, and write it; the file as it was is kept beside it.

    Another import may have written since `old` was read, so the merge is done again under the lock.
    """
    from flashcards.deck import codec
    from flashcards.storage import deck_files

    path = Path(old.place.file)
    merged, told = incoming.into(None), ""

    def change(before: str | None) -> str:
        nonlocal merged, told
        merged = incoming.into(None if before is None else _deck_in(before, old, incoming.empty.name))
        if before is None:
            return codec.write(merged.deck, codec.ENDINGS.get(path.suffix.lower(), "yaml"))
        text, told = _rewritten(before, path, merged.deck)
        return text

    deck_files.edit(path, change)
    output.err(printable_line(f"written: {path}{told}"))
    if not quiet:
        output.err(f"study it with  flashcards study {merged.deck.name}", "dim")
    return merged


def _deck_in(text: str, old: _Old, name: str) -> Deck:
    """The deck in the file that is to be written. Raises Problem if it holds anything else."""
    from flashcards.deck import codec

    deck, problems = codec.read(text, old.place.file)
    if deck is None or deck.name != name:
        raise Problem("another file has this name", old.place, "move it away, or use --to")
    if problems:
        output.problems(problems)
        raise Problem(f"the deck {old.place.file} has problems: mend it before importing into it", old.place)
    return deck


def _rewritten(before: str, path: Path, deck: Deck) -> tuple[str, str]:
    """The new text of a deck file, in which only what changed is new if that can be, and a remark on it."""
    from flashcards.deck import codec
    from flashcards.deck.edit import spliced
    from flashcards.storage import deck_files

    kept = path.with_name(f"{path.name}.before")
    deck_files.save(kept, before)
    text = spliced(before, path.name, deck)
    if text is not None:
        return text, f" (as it was: {kept.name})"
    anew = codec.write(deck, codec.ENDINGS.get(path.suffix.lower(), "yaml"))
    return anew, f" anew: comments in it are not kept, they are in {kept.name}"
