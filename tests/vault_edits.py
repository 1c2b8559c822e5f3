"""Edits that people make to a vault between two imports, and whose history each card must have afterwards.

`python -m tests.vault_edits` prints a line an edit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from flashcards.deck import cloze
from flashcards.deck.model import BasicAnswer, Card, ClozeAnswer, Deck
from flashcards.importing.merge import MergeResult
from tests.vaults import (
    ADAM,
    CARDS,
    VAULT,
    Desk,
    Step,
    cut,
    delete,
    everywhere,
    imported,
    line,
    move,
    paragraphs_reversed,
    rename,
    steps,
    sub,
    swap,
    text_of,
)


@dataclass(frozen=True)
class Edit:
    """An edit and what must come of it; what is not said stays as it was."""

    name: str
    step: Step
    now: Mapping[str, str] = field(default_factory=dict)
    """The card → what its text says now."""
    new: tuple[str, ...] = ()
    """What the texts of new cards say."""
    gone: tuple[str, ...] = ()
    """Cards that must be kept as orphans."""
    absent: tuple[str, ...] = ()
    """Cards that must not be in the deck."""
    gaps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Card → what a gap hides now → what the gap whose history it has hid; empty for a new one."""
    clashes: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    """Cards that must be told as unsure."""


AVERAGE, USUAL = line("Momentum", "What does momentum"), line("Momentum", "What is the usual")
OLDER = line("Momentum", "==SGD==")
MOMENTS = line("Adam", "Adam keeps")
BIAS = line("Adam", "Why is")
EPSILON = line("Adam", "Which constant")
V, THETA = line("Rules", "$$ v_t"), line("Rules", "$$ \\theta")
NESTEROV = cut("Momentum", "## Nesterov")
MINE = BasicAnswer("my own words")

SLEEP = "#flashcards\n\nWhat does looking ahead avoid?::staying awake before exams\n"
HUMAN = "#flashcards\n\nWho was the first human?::Adam\n"

EDITS = (
    Edit("nothing", steps()),
    Edit("rename a note", rename("Adam", "Optimisers")),
    Edit("move a note to a folder", rename("Adam", "deep/learning/Adam")),
    Edit("rename every note", steps(rename("Adam", "x"), rename("Momentum", "a"), rename("Rules", "m"))),
    Edit(
        "two notes swap their names",
        steps(rename("Adam", "_"), rename("Momentum", "Adam"), rename("_", "Momentum")),
    ),
    Edit("change a file's case", rename("Adam", "adam")),
    Edit(
        "change a file's case and reword",
        steps(rename("Adam", "adam"), sub("adam", "start at zero", "begin at nought, of course")),
    ),
    Edit(
        "rename a note and reword a card",
        steps(
            rename("Adam", "Optimisers"),
            sub("Optimisers", "Why is a correction of the bias needed", "Why does one correct the bias"),
        ),
        now={"bias": "Why does one correct the bias"},
    ),
    Edit(
        "rename a note and reword three cards",
        steps(
            rename("Adam", "Optimisers"),
            sub(
                "Optimisers",
                "start at zero",
                "begin at zero",
                "the largest second",
                "the greatest second",
                "weight decay from",
                "the weight decay from",
            ),
        ),
    ),
    Edit(
        "rename a note and its title",
        steps(rename("Adam", "Optimisers"), sub("Optimisers", "# Adam", "# Optimisers")),
    ),
    Edit(
        "rename a formula note and change a formula",
        steps(
            rename("Rules", "Formulas"), sub("Formulas", "(1 - \\beta) g_t^2", "(1 - \\beta) \\cdot g_t^2")
        ),
    ),
    Edit("move a section to another note", move("Momentum", "## Nesterov", "Adam")),
    Edit("move a section to a new note", move("Momentum", "## Nesterov", "Nesterov")),
    Edit(
        "move a section and reword a card in it",
        move(
            "Momentum",
            "## Nesterov",
            "Adam",
            "an overshoot in a narrow valley",
            "an overshoot in some narrow valley",
        ),
    ),
    Edit(
        "move a section and rename it",
        move("Momentum", "## Nesterov", "Adam", "## Nesterov", "## Looking ahead"),
    ),
    Edit("move a section of formulas", move("Rules", "# Adagrad", "Sums")),
    Edit(
        "move one card to another note",
        steps(sub("Momentum", AVERAGE, ""), sub("Adam", "## Variants", f"{AVERAGE}## Variants")),
    ),
    Edit(
        "move a cloze to another note",
        steps(sub("Momentum", OLDER, ""), sub("Adam", "## Variants", f"{OLDER}## Variants")),
    ),
    Edit(
        "move a card and mend a typo in it",
        steps(
            sub("Adam", EPSILON, ""),
            sub("Momentum", "## Nesterov", EPSILON.replace("constant", "constants") + "## Nesterov"),
        ),
    ),
    Edit(
        "split a note in two",
        steps(move("Adam", "## Variants", "Variants"), move("Momentum", "## Nesterov", "Nesterov")),
    ),
    Edit(
        "split a note and delete the old one",
        steps(move("Adam", "## Variants", "Variants"), rename("Adam", "Adam itself")),
    ),
    Edit(
        "merge two notes",
        lambda desk: desk.vault.update(
            {"Adam.md": desk.vault["Adam.md"] + "\n" + desk.vault.pop("Momentum.md")}
        ),
    ),
    Edit(
        "merge two notes into a third",
        lambda desk: desk.vault.update(
            {"All.md": desk.vault.pop("Adam.md") + "\n" + desk.vault.pop("Momentum.md")}
        ),
    ),
    Edit(
        "merge two notes and reword a card",
        steps(
            lambda desk: desk.vault.update(
                {"All.md": desk.vault.pop("Adam.md") + "\n" + desk.vault.pop("Momentum.md")}
            ),
            sub("All", "What does looking ahead avoid", "What does looking ahead help to avoid"),
        ),
        now={"ahead": "looking ahead help to avoid"},
    ),
    Edit("swap two cards", swap("Momentum", AVERAGE, USUAL)),
    Edit("swap two formulas", swap("Rules", V, THETA)),
    Edit("reverse the cards of every note", everywhere(paragraphs_reversed)),
    Edit(
        "swap two cards and reword one",
        steps(swap("Adam", BIAS, EPSILON), sub("Adam", "added to the root", "added below the root")),
    ),
    Edit(
        "swap two cards and reword both",
        steps(
            swap("Adam", BIAS, EPSILON),
            sub(
                "Adam",
                "added to the root",
                "added below the root",
                "both averages start at",
                "both averages begin at",
            ),
        ),
    ),
    Edit("reorder sections", sub("Momentum", NESTEROV, "", "# Momentum", f"{NESTEROV}\n# Momentum")),
    Edit(
        "swap two gaps",
        sub("Momentum", "==SGD== is older than ==Adagrad==", "==Adagrad== is older than ==SGD=="),
    ),
    Edit(
        "swap two gaps and reword",
        sub(
            "Momentum",
            "==SGD== is older than ==Adagrad== by many years",
            "==Adagrad== is many years older than ==SGD==",
        ),
    ),
    Edit(
        "swap two gaps and mend both",
        sub(
            "Adam",
            "==two moments== and scales them by ==the learning rate==",
            "==learning rates== to scale its ==two momentsx==",
        ),
        gaps={"moments": {"learning rates": "the learning rate", "two momentsx": "two moments"}},
    ),
    Edit("swap the places of a cloze and its neighbour", swap("Momentum", USUAL, OLDER)),
    Edit(
        "mend a typo in a gap",
        sub("Adam", "==two moments==", "==two momentss=="),
        gaps={"moments": {"two momentss": "two moments", "the learning rate": "the learning rate"}},
    ),
    Edit(
        "correct a gap altogether",
        sub("Momentum", "==Adagrad==", "==Lion=="),
        gaps={"older": {"SGD": "SGD", "Lion": "Adagrad"}},
    ),
    Edit(
        "add a gap before the others",
        sub("Adam", "Adam keeps", "==Adam== keeps"),
        gaps={
            "moments": {"Adam": "", "two moments": "two moments", "the learning rate": "the learning rate"}
        },
    ),
    Edit(
        "add a gap after the others",
        sub("Momentum", "many years", "==many years=="),
        gaps={"older": {"SGD": "SGD", "Adagrad": "Adagrad", "many years": ""}},
    ),
    Edit("remove the first gap", sub("Momentum", "==SGD==", "SGD"), gaps={"older": {"Adagrad": "Adagrad"}}),
    Edit("remove the last gap", sub("Momentum", "==Adagrad==", "Adagrad"), gaps={"older": {"SGD": "SGD"}}),
    Edit(
        "replace a gap by another elsewhere",
        sub("Adam", "==two moments==", "two moments", "scales them", "==scales== them"),
        gaps={"moments": {"scales": "", "the learning rate": "the learning rate"}},
    ),
    Edit("reword around a gap", sub("Adam", "and scales them by", "which it multiplies by")),
    Edit(
        "insert a card before",
        sub("Momentum", AVERAGE, f"Who proposed it first?::Polyak\n\n{AVERAGE}"),
        new=("Who proposed it",),
    ),
    Edit(
        "insert a card before and reword the next",
        sub(
            "Momentum",
            AVERAGE,
            "Who proposed it first?::Polyak\n\n" + AVERAGE.replace("of past steps", "of all past steps"),
        ),
        new=("Who proposed it",),
    ),
    Edit(
        "insert a formula before",
        sub("Rules", V, f"$$ u_t = u_{{t-1}} + 3 $$\n\n{V}"),
        new=("u_t = u_{t-1} + 3",),
    ),
    Edit(
        "insert a cloze before a cloze",
        sub("Momentum", OLDER, f"A ==ravine== makes plain descent zigzag.\n\n{OLDER}"),
        new=("makes plain descent",),
    ),
    Edit(
        "insert a section before",
        sub("Adam", "# Adam", "# Before\n\nWhat came before?::only hand-tuned schedules\n\n# Adam"),
        new=("What came before",),
    ),
    Edit("insert prose between", sub("Adam", BIAS, f"Some thoughts of mine.\n\n{BIAS}More of them.\n\n")),
    Edit("delete a card", sub("Momentum", USUAL, ""), gone=("coefficient",)),
    Edit(
        "delete a note", delete("Adam"), gone=("estimate", "bias", "epsilon", "moments", "amsgrad", "adamw")
    ),
    Edit(
        "delete a card and restore it",
        steps(sub("Momentum", USUAL, ""), imported, sub("Momentum", OLDER, USUAL + OLDER)),
    ),
    Edit(
        "delete a card and restore it elsewhere",
        steps(sub("Momentum", USUAL, ""), imported, sub("Adam", "## Variants", f"{USUAL}## Variants")),
    ),
    Edit(
        "delete a note and restore it under another name",
        steps(delete("Adam"), imported, lambda desk: desk.vault.update({"Back.md": ADAM})),
    ),
    Edit(
        "delete a card and write another in its place",
        sub("Momentum", USUAL, "Whose idea is the heavy ball?::it is Polyak's\n\n"),
        new=("heavy ball",),
        gone=("coefficient",),
    ),
    Edit("delete a card in the deck", lambda desk: desk.drop("usual coefficient"), absent=("coefficient",)),
    Edit(
        "delete a card in the deck and rename the note",
        steps(lambda desk: desk.drop("usual coefficient"), rename("Momentum", "Moved")),
        absent=("coefficient",),
    ),
    Edit(
        "delete a card in the deck and import twice",
        steps(lambda desk: desk.drop("usual coefficient", "AMSGrad keep"), imported, imported),
        absent=("coefficient", "amsgrad"),
    ),
    Edit(
        "delete a card in the deck and mend its block",
        steps(
            lambda desk: desk.drop("usual coefficient"),
            sub("Momentum", "it is nine tenths", "it is 0.9 usually"),
        ),
        absent=("coefficient",),
    ),
    Edit(
        "give a card another id in the deck and reword its block",
        steps(lambda desk: desk.change("AMSGrad keep", id="mine"), sub("Adam", "so far", "ever")),
    ),
    Edit("copy a note", lambda desk: desk.vault.update({"Adam copy.md": ADAM})),
    Edit(
        "copy a note and delete the old one",
        steps(lambda desk: desk.vault.update({"Zadam.md": ADAM}), imported, delete("Adam")),
    ),
    Edit("copy a card within its note", sub("Momentum", NESTEROV, f"{AVERAGE}{NESTEROV}")),
    Edit("copy a card to another note", sub("Adam", "## Variants", f"{AVERAGE}## Variants")),
    Edit("copy a formula to another note", lambda desk: desk.vault.update({"Alone.md": f"# RMSprop\n\n{V}"})),
    Edit("change a heading", sub("Momentum", "## Nesterov", "## Looking ahead")),
    Edit("change the heading above all", sub("Adam", "# Adam\n", "# The Adam optimizer\n")),
    Edit("change a heading's level", sub("Momentum", "## Nesterov", "### Nesterov")),
    Edit(
        "change a heading and reword a card below",
        sub("Momentum", "## Nesterov", "## Ahead", "a narrow valley", "any narrow valley"),
    ),
    Edit(
        "edit a card in both",
        steps(
            lambda desk: desk.change("usual coefficient", answer=MINE),
            sub("Momentum", "nine tenths", "0.9 in most papers"),
        ),
        clashes=("coefficient",),
    ),
    Edit(
        "edit a card in both and import twice",
        steps(
            lambda desk: desk.change("usual coefficient", answer=MINE),
            sub("Momentum", "nine tenths", "0.9 in most papers"),
            imported,
        ),
        clashes=("coefficient",),
    ),
    Edit(
        "edit a card in both and rename the note",
        steps(
            lambda desk: desk.change("usual coefficient", answer=MINE),
            sub("Momentum", "nine tenths", "0.9 in most papers"),
            imported,
            rename("Momentum", "Moved"),
        ),
        clashes=("coefficient",),
    ),
    Edit("edit a card in the deck alone", lambda desk: desk.change("usual coefficient", answer=MINE)),
    Edit(
        "edit a card in the deck and then the same in the note",
        steps(
            lambda desk: desk.change("usual coefficient", answer=BasicAnswer("0.9 in most papers")),
            sub("Momentum", "it is nine tenths", "0.9 in most papers"),
        ),
    ),
    Edit(
        "mend a typo in a question",
        sub("Adam", "Why is a correction", "Why is a corection"),
        now={"bias": "Why is a corection"},
    ),
    Edit("mend a typo in an answer", sub("Adam", "uncentred variance", "uncentered variance")),
    Edit("answer otherwise", sub("Momentum", "an overshoot in a narrow valley", "going too far")),
    Edit(
        "ask otherwise",
        sub("Adam", "Which constant prevents a division by zero", "What keeps the root from vanishing"),
        now={"epsilon": "What keeps the root"},
    ),
    Edit("change a formula's subscript", sub("Rules", "s_t = s_{t-1} + g_t^2", "s_t = s_{t-1} + g_{t-1}^2")),
    Edit(
        "change a formula's right side altogether",
        sub("Rules", "s_{t-1} + g_t^2 $$", "\\sum_i g_i^2 $$"),
        now={"s": "s_t = \\sum_i"},
    ),
    Edit(
        "space a formula otherwise",
        sub("Rules", "s_t = s_{t-1} + g_t^2", "s_t=s_{t-1}+g_t^2"),
    ),
    Edit(
        "write another symbol",
        sub("Rules", "s_t = s_{t-1} + g_t^2", "S_t = S_{t-1} + g_t^2"),
        new=("S_t = S_{t-1}",),
        gone=("s",),
    ),
    Edit("set a card in a list", sub("Momentum", "What does looking", "- What does looking")),
    Edit("set every card in a list", everywhere(lambda text: text.replace("\nWh", "\n- Wh"))),
    Edit(
        "change the marker of lists",
        steps(
            sub("Momentum", "What does looking", "- What does looking"),
            imported,
            sub("Momentum", "- What", "* What"),
        ),
    ),
    Edit(
        "set a card in a callout",
        sub("Momentum", "What does looking", "> [!tip] A card\n> What does looking"),
    ),
    Edit("write Windows line ends", everywhere(lambda text: text.replace("\n", "\r\n"))),
    Edit("add a byte order mark", everywhere(lambda text: f"\ufeff{text}")),
    Edit(
        "another Unicode form",
        steps(
            sub("Adam", "so far", "so far, naïvely"),
            imported,
            everywhere(lambda text: unicodedata.normalize("NFD", text)),
        ),
    ),
    Edit("add front matter", sub("Adam", "#flashcards\n", "---\ntags: [flashcards]\n---\n")),
    Edit("widen the spaces", sub("Adam", " the ", "  the ")),
    Edit("make a card ask both ways", sub("Adam", "AMSGrad keep?::", "AMSGrad keep?:::")),
    Edit(
        "write a card on several lines",
        sub("Adam", "What does AMSGrad keep?::the largest", "What does AMSGrad keep?\n?\nthe largest"),
    ),
    Edit(
        "split a card in two",
        sub(
            "Adam",
            line("Adam", "What do both"),
            "What does the first average estimate?::the mean of the gradient\n\n"
            "What does the second average estimate?::the uncentred variance of the gradient\n\n",
        ),
        now={},
        new=("first average", "second average"),
        gone=("estimate",),
    ),
    Edit(
        "replace a card by two alike",
        sub(
            "Adam",
            BIAS,
            "Why is a correction of the first bias needed?::both averages start at zero\n\n"
            "Why is a correction of the second bias needed?::both averages start at zero\n\n",
        ),
        new=("first bias", "second bias"),
        gone=("bias",),
        unsure=("bias",),
    ),
    Edit(
        "rename a note and reword every card",
        steps(
            rename("Momentum", "Heavy ball"),
            sub(
                "Heavy ball",
                "of past steps",
                "of all past steps",
                "it is nine tenths",
                "nine tenths, as a rule",
                "by many years",
                "by several years",
                "would reach",
                "is going to reach",
                "in a narrow",
                "in one narrow",
            ),
        ),
    ),
    Edit(
        "copy a note and reword a card in the copy",
        lambda desk: desk.vault.update(
            {"Adam copy.md": ADAM.replace("What does AMSGrad keep", "Which value does AMSGrad never let go")}
        ),
        new=("never let go",),
    ),
    Edit(
        "swap the answers of two cards",
        swap("Adam", "both averages start at zero", "epsilon, added to the root"),
    ),
    Edit(
        "move a cloze and mend a gap",
        steps(
            sub("Adam", MOMENTS, ""),
            sub("Momentum", "## Nesterov", MOMENTS.replace("two moments", "two momentss") + "## Nesterov"),
        ),
        gaps={"moments": {"two momentss": "two moments", "the learning rate": "the learning rate"}},
    ),
    Edit(
        "delete a card and restore it reworded",
        steps(
            sub("Momentum", USUAL, ""),
            imported,
            sub("Momentum", OLDER, USUAL.replace("it is nine", "mostly nine") + OLDER),
        ),
    ),
    Edit(
        "delete a card in the deck and insert one before its block",
        steps(
            lambda desk: desk.drop("usual coefficient"),
            sub("Momentum", USUAL, f"Whose idea is it?::Polyak's\n\n{USUAL}"),
        ),
        absent=("coefficient",),
        new=("Whose idea is it",),
    ),
    Edit(
        "delete a card in the deck and move its block",
        steps(
            lambda desk: desk.drop("usual coefficient"),
            sub("Momentum", USUAL, ""),
            sub("Adam", "## Variants", f"{USUAL}## Variants"),
        ),
        absent=("coefficient",),
    ),
    Edit(
        "reverse the cards, insert one and reword one",
        steps(
            everywhere(paragraphs_reversed),
            sub(
                "Adam",
                BIAS,
                f"Who wrote of Adam first?::Kingma and Ba\n\n{BIAS}",
                "epsilon, added to",
                "epsilon, which is added to",
            ),
        ),
        new=("Kingma and Ba",),
    ),
    Edit(
        "write a card about another optimizer like one that stays",
        sub(
            "Adam",
            "What does AMSGrad keep",
            "What does Yogi keep?::a signed second moment so far\n\nWhat does AMSGrad keep",
        ),
        new=("Yogi keep",),
    ),
    Edit(
        "replace a card by one about another optimizer",
        sub(
            "Adam",
            "What does AdamW decouple?::weight decay from the gradient",
            "What does Lion take?::the sign of the momentum",
        ),
        new=("Lion take",),
        gone=("adamw",),
    ),
    Edit(
        "delete a note and write another with the same question",
        steps(
            delete("Momentum"),
            lambda desk: desk.vault.update({"Sleep.md": SLEEP}),
        ),
        now={"ahead": "narrow valley"},
        new=("before exams",),
        gone=("average", "coefficient", "older", "nesterov", "ahead"),
    ),
    Edit(
        "move a gap's words to another card",
        sub(
            "Momentum",
            "==SGD== is older",
            "SGD is older",
            "What is the usual coefficient of momentum?::it is nine tenths",
            "==SGD== has no usual coefficient at all.",
        ),
        gaps={"older": {"Adagrad": "Adagrad"}},
        now={"coefficient": "nine tenths"},
        new=("no usual coefficient",),
        gone=("coefficient",),
    ),
    Edit("rename twice", steps(rename("Adam", "x"), imported, rename("x", "Adam"))),
    Edit(
        "rename a note while another takes its name",
        steps(
            rename("Adam", "Old"),
            lambda desk: desk.vault.update({"Adam.md": HUMAN}),
        ),
        new=("first human",),
    ),
    Edit(
        "import twice after a swap of gaps",
        steps(
            sub("Momentum", "==SGD== is older than ==Adagrad==", "==Adagrad== is older than ==SGD=="),
            imported,
        ),
    ),
    Edit(
        "state a formula again in another symbol",
        sub(
            "Rules",
            "$$ s_t = s_{t-1} + g_t^2 $$",
            "$$ s_t = s_{t-1} + g_t^2 $$\n\n$$ r_t = r_{t-1} + g_t^2 $$",
        ),
    ),
    Edit(
        "state it again above in another symbol",
        sub(
            "Rules",
            "$$ s_t = s_{t-1} + g_t^2 $$",
            "$$ r_t = r_{t-1} + g_t^2 $$\n\n$$ s_t = s_{t-1} + g_t^2 $$",
        ),
    ),
    Edit(
        "add another formula in another symbol",
        sub(
            "Rules",
            "$$ s_t = s_{t-1} + g_t^2 $$",
            "$$ s_t = s_{t-1} + g_t^2 $$\n\n$$ r_t = \\sqrt{s_t} + \\epsilon $$",
        ),
        new=("r_t = \\sqrt",),
    ),
    Edit(
        "copy a card into a callout of another note",
        sub("Adam", "## Variants", f"> [!note] again\n> {USUAL}## Variants"),
    ),
)


def faults(edit: Edit) -> list[str]:
    """What came out otherwise than expected; empty if all is right."""
    desk = Desk(dict(VAULT))
    desk.read()
    first = {name: desk.find(snippet) for name, snippet in CARDS.items()}
    edit.step(desk)
    if edit.name.startswith("give a card another id"):
        first["amsgrad"] = desk.find("AMSGrad keep")
    edited = desk.deck
    merged = desk.read()
    return [*_wrong_owners(edit, desk, first, edited), *_wrong_lists(edit, merged, first)]


def _wrong_owners(edit: Edit, desk: Desk, first: Mapping[str, Card], edited: Deck) -> list[str]:
    wrong: list[str] = []
    ids = {card.id for card in first.values()} | {card.id for card in edited.cards}
    for name, before in first.items():
        found = [card for card in desk.deck.cards if edit.now.get(name, CARDS[name]) in text_of(card)]
        if [card.id for card in found] != ([] if name in edit.absent else [before.id]):
            wrong.append(f"{name} is {[card.id for card in found]}, not {before.id}")
        elif name not in edit.absent and isinstance(before.answer, ClozeAnswer):
            wrong += _wrong_gaps(name, edit, before, found[0])
    for snippet in edit.new:
        found = [card for card in desk.deck.cards if snippet in text_of(card)]
        if len(found) != 1 or found[0].id in ids:
            wrong.append(f"{snippet!r} is {[card.id for card in found]}, not a new card")
    extra = len(desk.deck.cards) - len(first) - len(edit.new) + len(edit.absent)
    return wrong + ([f"{extra} cards too many"] if extra else [])


def _wrong_gaps(name: str, edit: Edit, before: Card, after: Card) -> list[str]:
    assert isinstance(before.answer, ClozeAnswer)
    assert isinstance(after.answer, ClozeAnswer)
    old = {gap.hidden: gap.name for gap in cloze.gaps(before.answer.text)}
    wanted = edit.gaps.get(name, {hidden: hidden for hidden in old})
    found = {gap.hidden: gap.name for gap in cloze.gaps(after.answer.text)}
    wrong = [] if found.keys() == wanted.keys() else [f"{name} hides {[*found]}"]
    for hidden, was in wanted.items():
        has = found.get(hidden, "")
        if (has != old[was]) if was else (has in old.values()):
            wrong.append(f"{hidden!r} has the history of {has!r}")
    return wrong


def _wrong_lists(edit: Edit, merged: MergeResult, first: Mapping[str, Card]) -> list[str]:
    found = {
        "gone": (set(merged.orphans), edit.gone),
        "clashes": ({clash.id for clash in merged.clashes}, edit.clashes),
        "unsure": ({old for old, _ in merged.unsure}, edit.unsure),
        "deleted": ({card.id for card in merged.decided.deleted}, edit.absent),
    }
    wanted = {name: {first[each].id for each in names} for name, (_, names) in found.items()}
    return [f"{name}: {has}, not {wanted[name]}" for name, (has, _) in found.items() if has != wanted[name]]


if __name__ == "__main__":
    outcomes = {edit.name: faults(edit) for edit in EDITS}
    for name, wrong in outcomes.items():
        print(f"{'wrong' if wrong else 'right'}  {name}", *wrong, sep="\n         ")
    print(f"{sum(not wrong for wrong in outcomes.values())} of {len(outcomes)} edits as expected")
