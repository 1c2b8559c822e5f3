"""`flashcards config`: list the settings, show one, set it or unset it."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flashcards.cli import output
from flashcards.cli.deck_names import require_deck
from flashcards.errors import Problem, counted, printable_line

if TYPE_CHECKING:
    from flashcards.config.declarations import Setting
    from flashcards.storage.settings_file import SettingsFile

EXAMPLES = """\
examples:
  flashcards config                              every setting, its value and what it does
  flashcards config retention                    one setting
  flashcards config retention 0.92               set it
  flashcards config new_per_day 5 --deck adam    for one deck only
  flashcards config learning_steps 1m 10m        steps as in Anki
  flashcards config easy_days sat=0.5 sun=0      fewer reviews on Saturdays, fewest on Sundays
  flashcards config keys undo=z hint=x,f10       your own keys
  flashcards config retention --unset            the default again
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `config` command and its options."""
    parser = commands.add_parser(
        "config",
        help="list and change the settings",
        description="List the settings, show one, or set it in config.toml, whose comments are kept.",
        epilog=EXAMPLES,
        formatter_class=_HelpFormatter,
    )
    parser.add_argument("key", nargs="?", metavar="KEY", help="the setting (default: all of them)")
    parser.add_argument("value", nargs="*", metavar="VALUE", help="what to set it to")
    parser.add_argument("--deck", metavar="DECK", default="", help="for this deck alone")
    parser.add_argument("--unset", action="store_true", help="remove the setting, so that the default holds")
    parser.add_argument("--json", action="store_true", help="print the settings as JSON")
    parser.set_defaults(run=run, unknown=_refuse_unquoted)


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Lists the settings before the examples; they load for those who ask for help alone."""

    def add_text(self, text: str | None) -> None:
        """Add the description, or the settings and the examples."""
        super().add_text(f"settings:\n{_explain_settings()}\n\n{text}" if text == EXAMPLES else text)


def _explain_settings() -> str:
    from flashcards.config.declarations import SETTINGS

    return "\n".join(f"  {each.name:<21} {each.about}\n{'':<24}{_range_of(each)}" for each in SETTINGS)


def _range_of(setting: Setting) -> str:
    per_deck = ", also per deck" if setting.per_deck else ""
    return f"{setting.kind.allowed}; default {setting.kind.show(setting.default) or 'none'}{per_deck}"


def run(args: argparse.Namespace) -> int:
    """Lists, shows or changes settings; 1 if what is asked for is unusable, 2 if the file is unreadable."""
    from flashcards.cli import FINDINGS, FINE, UNUSABLE
    from flashcards.cli.settings import read_settings
    from flashcards.config.declarations import SETTINGS, find_setting

    _refuse_contradiction(args)
    asked = [find_setting(args.key, deck=args.deck)] if args.key else list(SETTINGS)
    if args.deck:
        args.deck = _chosen_deck(args)
        asked = [setting for setting in asked if setting.per_deck]
    found = _change(args, asked[0]) if args.value or args.unset else read_settings()
    problems = [*found.problems, *_strange_decks(found)]
    if args.json:
        output.json_out(_as_json(found, asked, args, problems))
    elif not (args.value or args.unset):
        _print(found, asked, args)
    told = _problems_asked_for(args, found, problems)
    output.problems(told)
    if others := len(problems) - len(told):
        output.err(f"{counted(others, 'problem')} elsewhere in the file: see  flashcards config", "yellow")
    if not found.is_readable:
        return UNUSABLE
    return FINDINGS if told else FINE


def _problems_asked_for(
    args: argparse.Namespace, found: SettingsFile, problems: list[Problem]
) -> list[Problem]:
    """The problems of the setting, and of the deck, that are named; all of a file that cannot be read."""
    if not args.key or not found.is_readable:
        return problems
    asked = [
        problem
        for (deck, name), problem in found.problem_of.items()
        if name == args.key and deck == (args.deck or deck)
    ]
    return [problem for problem in problems if problem in asked]


def _refuse_unquoted(args: argparse.Namespace, unknown: Sequence[str]) -> None:
    """Raises Problem if words that no option is called make a value, with those before them, when quoted."""
    from flashcards.config.declarations import find_setting

    if args.key and args.value:
        value = " ".join((*args.value, *unknown))
        try:
            find_setting(args.key, deck=args.deck).parse(value)
        except Problem:
            return
        hint = f"quote a value with spaces:  flashcards config {args.key} {shlex.quote(value)}"
        raise Problem(f"config has no option '{unknown[0]}'", hint=hint)


def _refuse_contradiction(args: argparse.Namespace) -> None:
    if args.unset and not args.key:
        raise Problem("--unset needs the name of a setting", hint="flashcards config KEY --unset")
    if args.unset and args.value:
        raise Problem("--unset takes no value", hint=f"flashcards config {args.key} --unset")


def _chosen_deck(args: argparse.Namespace) -> str:
    """The deck that is named; what was set for a former one can be unset. Raises Problem for another one."""
    from flashcards.cli.settings import read_settings
    from flashcards.storage import deck_files

    if args.unset or args.deck in read_settings().written:
        return str(args.deck)
    return require_deck(args.deck, {deck.name: deck.title for deck in deck_files.load_all(os.environ).decks})


def _strange_decks(found: SettingsFile) -> list[Problem]:
    """The Problems of decks that have settings and do not exist."""
    from flashcards.storage import deck_files
    from flashcards.storage.settings_reading import unknown_decks

    if not any(found.written):
        return []
    return unknown_decks(found, [deck.name for deck in deck_files.load_all(os.environ).decks])


def _typed_value(args: argparse.Namespace, setting: Setting) -> str:
    """The value as it is typed; a folder counts from where the command is run."""
    from flashcards.config.kinds import WholePath

    typed = " ".join(args.value)
    is_here = isinstance(setting.kind, WholePath) and typed.strip() and not typed.strip().startswith("~")
    return os.path.abspath(typed.strip()) if is_here else typed  # noqa: PTH100 - it keeps links, as typed


def _change(args: argparse.Namespace, setting: Setting) -> SettingsFile:
    """Sets or unsets the setting in the file, and says so."""
    from flashcards.cli.settings import read_settings, settings_folder
    from flashcards.storage import files
    from flashcards.storage.settings_writing import change_settings

    value = None if args.unset else setting.parse(_typed_value(args, setting))
    before = read_settings()
    was_set = (
        setting.name in before.written.get(args.deck, {}) or (args.deck, setting.name) in before.problem_of
    )
    found = change_settings(settings_folder(), {(args.deck, setting.name): value})
    if not args.json:
        now = setting.kind.show(found.value(setting.name, args.deck)) or "–"
        for_deck = f" for the deck {args.deck}" if args.deck else ""
        shown = files.display_path(found.path)
        text = f"{setting.name} = {now}{for_deck}, set in {shown}"
        if args.unset:
            state = "is no longer set" if was_set else "was not set"
            text = f"{setting.name} {state}{for_deck} in {shown}; what holds is {now}"
        output.out(printable_line(text))
    return found


def _print(found: SettingsFile, asked: list[Setting], args: argparse.Namespace) -> None:
    from flashcards.config.declarations import GROUPS

    group = ""
    for setting in sorted(asked, key=lambda each: GROUPS.index(each.group)):
        if setting.group != group and not args.key:
            group = setting.group
            output.out(group, "bold")
        _print_setting(found, setting, args.deck)
    owners = [] if args.deck else [deck for deck in found.written if deck]
    for deck in owners:
        own = [setting for setting in asked if setting.name in found.written[deck]]
        if own:
            output.out(printable_line(f"Deck {deck}"), "bold")
        for setting in own:
            _print_setting(found, setting, deck)


def _print_setting(found: SettingsFile, setting: Setting, deck: str) -> None:
    """Prints the value and what the setting does; of one that is set, its place and the default."""
    value = setting.kind.show(found.value(setting.name, deck)) or "–"
    output.out(printable_line(f"  {setting.name:<21} {value:<12} {setting.about}"))
    if place := found.place(setting.name, deck):
        default = setting.kind.show(setting.default) or "–"
        output.out(printable_line(f"  {'':<21} {'':<12} {place} (default {default})"), "dim")


def _as_json(
    found: SettingsFile, asked: list[Setting], args: argparse.Namespace, problems: list[Problem]
) -> dict[str, Any]:
    owners = [args.deck] if args.deck else ["", *(deck for deck in found.written if deck)]
    return {
        "file": str(found.path),
        "settings": [
            _setting_json(found, setting, deck)
            for deck in owners
            for setting in asked
            if deck == owners[0] or setting.name in found.written[deck]
        ],
        "problems": [problem.as_json() for problem in problems],
    }


def _setting_json(found: SettingsFile, setting: Setting, deck: str) -> dict[str, Any]:
    place = found.place(setting.name, deck)
    return {
        "name": setting.name,
        "deck": deck or None,
        "value": setting.kind.write(found.value(setting.name, deck)),
        "default": setting.kind.write(setting.default),
        "set": place is not None,
        "place": {"file": place.file, "line": place.line, "column": place.column} if place else None,
        "per_deck": setting.per_deck,
        "allowed": setting.kind.allowed,
        "about": setting.about,
    }
