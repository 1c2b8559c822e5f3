"""The panels of the statistics that are tables: rates, distributions, mistakes."""

from __future__ import annotations

from flashcards.cli.bars import draw_bar
from flashcards.errors import counted, printable_line
from flashcards.study.statistics import (
    FEWEST_SAID,
    FEWEST_TESTS,
    Bin,
    Distribution,
    Rate,
    Reliability,
    Statistics,
)
from flashcards.text.styled import StyledLine

_MOST = 8
"""The most rows of a list of mistakes; `--json` has all."""
_CONFIDENCE = {0.0: "unsure", 0.65: "likely", 0.9: "sure"}


def heading(title: str, note: str = "") -> StyledLine:
    """The title of a panel, and what it amounts to."""
    return ((title, "bold"), (f"   {note}" if note else "", "dim"))


def draw_retention(found: Statistics) -> list[StyledLine]:
    """Rates by maturity over several spans."""
    rows = [heading("True retention"), _plain(f"{'':10}{'young':>18}{'mature':>18}{'all':>18}", "dim")]
    for name, each in found.retention.items():
        cells = "".join(f"{_rate(rate):>18}" for rate in (each.young, each.mature, each.all))
        label = f"{found.days} days" if name == "period" else name
        rows.append(_plain(f"{label:<10}{cells}"))
    tests = found.retention["all"].all.tests
    if tests < FEWEST_TESTS:
        rows.append(_plain(f"{tests} of {FEWEST_TESTS} reviews so far; a rate is told from 30 on", "dim"))
    return rows


def _rate(rate: Rate) -> str:
    if rate.tests < FEWEST_TESTS:
        return f"{rate.recalled} of {rate.tests}" if rate.tests else "-"
    return f"{rate.recalled / rate.tests:.1%} of {rate.tests:,}"


def draw_distribution(title: str, unit: str, found: Distribution, *, ascii_only: bool) -> list[StyledLine]:
    """A bar for each bin."""
    if not found.prompts or found.median is None:
        return [heading(title), _plain("no card of the present decks was reviewed yet", "dim")]
    median = f"median {found.median:.1f}".removesuffix(".0") + (f" {unit}" if unit else "")
    largest = max(each.prompts for each in found.bins)
    rows = [heading(title, f"{counted(found.prompts, 'question')}, {median}")]
    for each in found.bins:
        bar = draw_bar(each.prompts, largest, 40, ascii_only=ascii_only)
        rows.append(((f"{_span(each):>8}  ", ""), (bar, "cyan"), (f" {each.prompts:,}", "")))
    return rows


def _span(each: Bin) -> str:
    if each.high is None:
        return f"{each.low:g}+"
    return f"<{each.high:g}" if not each.low else f"{each.low:g}-{each.high:g}"


def draw_calibration(found: Statistics, *, ascii_only: bool) -> list[StyledLine]:
    """Predicted recall beside what was recalled, and what the person said beside what was right."""
    model = found.calibration
    title = "Calibration"
    said = sum(each.answers for each in found.confidence)
    rows: list[StyledLine] = []
    if model.log_loss is None or model.rmse is None or model.tests < FEWEST_TESTS:
        rows += [heading(title), _plain(f"{model.tests} of {FEWEST_TESTS} reviews so far", "dim")]
    else:
        note = f"{counted(model.tests, 'review')}, log loss {model.log_loss:.3f}, RMSE {model.rmse:.1%}"
        rows += [heading(title, note), _plain(f"{'predicted':>20}{'recalled':>10}{'reviews':>10}", "dim")]
        rows += [_reliability("", each, ascii_only) for each in model.bins]
    if said >= FEWEST_SAID:
        rows.append(_plain(f"{'you said':>20}{'right':>10}{'answers':>10}", "dim"))
        rows += [_reliability(_CONFIDENCE[each.low], each, ascii_only) for each in found.confidence]
    elif said:
        rows.append(_plain(f"you said how sure you were {said} times; drawn from {FEWEST_SAID} on", "dim"))
    return rows


def _reliability(name: str, each: Reliability, ascii_only: bool) -> StyledLine:
    bar = draw_bar(each.right, 1, 30, ascii_only=ascii_only)
    return (
        (f"{name:<10}{each.foretold:>10.1%}{each.right:>10.1%}{each.answers:>10,}  ", ""),
        (bar, "cyan"),
    )


def draw_hours(found: Statistics, *, ascii_only: bool) -> list[StyledLine]:
    """Reviews by the hour of the day, and what was recalled then."""
    if not found.hours:
        return []
    largest = max(hour.reviews for hour in found.hours)
    rows = [heading("Hours of the day", "reviews, and what was recalled of those in review")]
    for hour in found.hours:
        bar = draw_bar(hour.reviews, largest, 30, ascii_only=ascii_only)
        rate = _rate(Rate(hour.recalled, hour.tests)) if hour.tests >= FEWEST_TESTS else ""
        rows.append(
            ((f"{hour.hour:>5}:00  ", ""), (f"{bar:<30}", "cyan"), (f"{hour.reviews:>8,}  {rate}", ""))
        )
    return rows


def draw_buttons(found: Statistics) -> list[StyledLine]:
    """Which grades were given, by what the prompts were before."""
    if not found.buttons:
        return []
    rows = [heading("Answers"), _plain(f"{'':10}{'again':>10}{'hard':>10}{'good':>10}{'easy':>10}", "dim")]
    for stage, *grades in found.buttons:
        cells = "".join(f"{times:>10,}" for times in grades)
        rows.append(_plain(f"{stage:<10}{cells}"))
    return rows


def draw_slips(found: Statistics, *, ascii_only: bool) -> list[StyledLine]:
    """The slips in typed answers, each with the optimizers and the card that it is made most with."""
    typed = found.judged
    if not typed.tests:
        return []
    rows = [heading("Slips", f"{counted(typed.tests, 'typed answer')}, {typed.recalled:,} right")]
    largest = max((slip.times for slip in found.slips), default=0)
    for slip in found.slips[:_MOST]:
        bar = draw_bar(slip.times, largest, 10, ascii_only=ascii_only)
        about = ", ".join(f"{name} {times}" for name, times in slip.optimizers[:3])
        about = about or (slip.cards[0][0] if slip.cards else "")
        rows.append(
            (
                (f"{_cut(slip.slip, 22):<23}", ""),
                (f"{bar:<10}", "red"),
                (f"{slip.times:>6,}  {_cut(about, 36)}", ""),
            )
        )
    return rows


def draw_confusions(found: Statistics) -> list[StyledLine]:
    """The pairs of cards of which one was answered with what is right for the other."""
    rows = [heading("Confused")] if found.confusions else []
    for each in found.confusions[:_MOST]:
        rows.append(_plain(f"{each.times:>6,}  {_cut(each.card, 33)} / {_cut(each.other, 33)}"))
    return rows


def draw_decks(found: Statistics) -> list[StyledLine]:
    """The reviews of each deck, if there are several."""
    if len(found.by_deck) < 2:
        return []
    rows = [heading("Decks"), _plain(f"{'':40}{'reviews':>9}{'minutes':>9}{'retention':>18}", "dim")]
    for deck in found.by_deck:
        rate = _rate(Rate(deck.recalled, deck.tests))
        rows.append(
            _plain(
                f"{_cut(deck.deck, 39):<40}{deck.reviews:>9,}{deck.milliseconds / 60_000:>9,.0f}{rate:>18}"
            )
        )
    return rows


def _cut(text: str, room: int) -> str:
    line = printable_line(text)
    return line if len(line) <= room else line[: room - 3] + "..."


def _plain(text: str, style: str = "") -> StyledLine:
    return ((text, style),)
