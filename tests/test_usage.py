"""What commands say to wrong arguments, and that the examples in their help work."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards import cli
from flashcards.cli import COMMANDS, import_watch, main, output, simulate
from flashcards.errors import suggest, unprintable
from flashcards.storage import deck_files
from tests.anki_packages import Note, write_package

ROOT = Path(__file__).parent.parent
NOTE = ROOT / "tests" / "data" / "notes" / "002_658305264a86015e.md"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "Optim.apkg"
    write_package(path, [Note("guid", ["What is it?", "an average"])])
    return path


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with what the examples name: a vault, two notes, decks, a package, a table."""
    for name in ("decks/sgd.yaml", "my-decks/sgd.yaml", "decks/adam.yaml", "adam.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(first_cards(Path(name).name), encoding="utf-8")
    shutil.copy(ROOT / "decks" / "momentum.md", tmp_path)
    monkeypatch.setattr(deck_files, "shipped_decks", lambda: tmp_path / "decks")
    (tmp_path / "vault" / "optimizers").mkdir(parents=True)
    for name in ("vault/optimizers/note.md", "Adam.md", "SGD.md"):
        shutil.copy(NOTE, tmp_path / name)
    (tmp_path / "all.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "words.tsv").write_text("momentum\tan average\n", encoding="utf-8")
    shutil.copy(package, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO("q\n"))


def first_cards(name: str) -> str:
    """The beginning of a shipped deck, with each card that an example names: all cards take long to check."""
    head, *cards = (ROOT / "decks" / name).read_text(encoding="utf-8").split("\n  - id:")
    return "\n  - id:".join([head, *cards[:11]]) + "\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("chek", "unknown command 'chek'\n    did you mean check"),
        ("xyz", "unknown command 'xyz'\n    use one of: study, demo, import"),
        ("study adm", "no deck is named 'adm'\n    did you mean adam"),
        ("study Adm", "no deck is named 'Adm'\n    did you mean adam"),
        ("config editor code --wait", "quote a value with spaces:  flashcards config editor 'code --wait'"),
        ("log export nope/x.jsonl", "there is no folder"),
        ("export --text nope/x.txt", "there is no folder"),
        ("export --anki nope/x.apkg", "there is no folder"),
        ("export --json nope/x.json", "there is no folder"),
        ("export --obsidian nope/x", "there is no folder"),
        ("convert adam.yaml -o nope/x.md", "there is no folder"),
        ("study adam/first-moment", "a card is not studied alone: flashcards study adam"),
        ("study --new -5", "'-5' is not a whole number of at least 0"),
        ("study --cram --new 3", "--new cannot be combined with --cram, which asks every card"),
        ("study --cram --new 0", "--new cannot be combined with --cram, which asks every card"),
        ("study --cram --reviews 3", "--reviews cannot be combined with --cram"),
        ("study --cram --ahead 3", "--ahead cannot be combined with --cram"),
        ("cards --deck adm", "no deck is named 'adm'\n    did you mean adam"),
        ("show adam", "'adam' is a deck\n    name a card of it:  flashcards cards --deck adam"),
        ("show adam/first-momnt", "did you mean adam/first-moment"),
        ("grade Adam/First-Moment x", "did you mean adam/first-moment"),
        ("demo adm", "did you mean adam"),
        ("demo a/b/c", "more"),
        ("demo adam --at 0", "there is no row at t = 0"),
        ("demo adam --at 1e9", "write whole numbers:  --at 1,5"),
        ("demo adam --at 1000000000", "this demo takes 1 to 100,000 steps"),
        ("demo adam --steps -5", "a demo takes at least 1 step"),
        ("demo adam -s bta1=0.5", "did you mean beta1"),
        ("demo adam --plot --json", "not allowed with argument"),
        ("import /nope", "there is no file or folder /nope"),
        ("import vault --to 'Bad Name'", "for example: --to bad-name"),
        ("audit /nope", "there is no file or folder /nope"),
        ("check /nope", "/nope:1:1: the file cannot be read"),
        ("new 'Bad Name'", "flashcards new bad-name"),
        ("convert LICENSE", "decks end in .yaml, .yml, .md"),
        ("convert decks/adam.yaml -o decks/adam.yaml", "--force overwrites it"),
    ],
)
def test_wrong_arguments_are_told_with_what_to_write(
    line: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(shlex.split(line))
    except SystemExit as end:
        status = int(end.code or 0)
    printed = capsys.readouterr()
    assert status == 2
    assert message in printed.err + (printed.out if line.startswith("check") else "")
    assert len(printed.err) < 2000


def examples() -> Iterator[tuple[str, str]]:
    """Each line of each command's help that begins with a call, without its pipe and what is said of it."""
    actions = cli._parser()._subparsers
    assert actions
    for name, parser in actions._group_actions[0].choices.items():  # type: ignore[union-attr]
        for line in (parser.epilog or "").splitlines():
            call = re.match(r"  (?:echo '(.*)' \| |EDITOR=\w+ )?flashcards (.*?)(?: {2,}| \||$)", line)
            if call:
                yield name, f"{call[1] or ''}\0{call[2]}"


DAYS = 30
"""Days of a simulation after which its numbers are printed; a year takes seconds."""


@pytest.mark.parametrize(("command", "example"), list(examples()))
def test_an_example_in_the_help_works(
    command: str, example: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = simulate._simulate
    monkeypatch.setattr(
        simulate,
        "_simulate",
        lambda *start_and_days: usual(*start_and_days[:-1], min(start_and_days[-1], DAYS)),
    )
    an_example_works(example, capsys, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("example", [call for name, call in examples() if name == "simulate"])
def test_a_simulation_in_the_help_works_over_all_its_days(
    example: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    an_example_works(example, capsys, monkeypatch)


def an_example_works(
    example: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed, _, call = example.partition("\0")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
    call = call.partition(" > ")[0].replace("~", ".")
    if "--watch" in call:
        monkeypatch.setattr(import_watch, "run_watch", lambda args, first: first(args))  # once, not for ever
    monkeypatch.setattr("flashcards.cli.serve.run", lambda _: 0)  # it would serve for ever
    monkeypatch.setenv("EDITOR", "true")
    Path("Sync").mkdir(exist_ok=True)  # what a tool shares between devices is there
    status = main(shlex.split(call))
    printed = capsys.readouterr()
    assert status in (0, 1), printed.err
    assert "--json" not in call or json.loads(printed.out)


def test_each_command_has_an_example() -> None:
    assert {command for command, _ in examples()} == set(COMMANDS)


@given(
    st.recursive(
        st.text(st.characters(codec=None)) | st.integers(), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_json_is_printable_and_says_the_same(value: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.StringIO())
        output.json_out(value)
        written = sys.stdout.getvalue()  # type: ignore[attr-defined]
    assert not unprintable().search(written)
    assert json.dumps(json.loads(written)) == json.dumps(value)


def test_a_hint_names_some_of_many() -> None:
    assert suggest("zzz", ["aaa", "bbb"]) == "use one of: aaa, bbb"
    assert suggest("zzz", [f"a{n}" for n in range(50)]).endswith("a19, and 30 more")
    assert suggest("zzz", []) == ""
    assert suggest("Lon", ["loan", "longest_interval"]) == "did you mean longest_interval?"
