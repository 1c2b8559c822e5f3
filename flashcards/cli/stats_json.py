"""The statistics as JSON. Days are ISO dates, shares run from 0 to 1, and what is not known is null."""

from __future__ import annotations

from typing import Any

from flashcards.scheduling import date_of
from flashcards.study.statistics import (
    Calibration,
    DaySums,
    DeckSums,
    Distribution,
    Rate,
    Reliability,
    SlipSums,
    Statistics,
)

_SUMMED = ("reviews", "new", "learning", "young", "mature", "again", "hard", "good", "easy")


def to_json(found: Statistics) -> dict[str, Any]:
    """The statistics under names that stay; lists of days leave out days without anything."""
    return {
        "decks": list(found.decks),
        "from": str(date_of(found.today - found.days + 1)),
        "to": str(date_of(found.today)),
        "days": found.days,
        "days_studied": sum(day.reviews > 0 for day in found.daily),
        **{name: sum(getattr(day, name) for day in found.daily) for name in _SUMMED},
        "minutes": _minutes(sum(day.milliseconds for day in found.daily)),
        "cram": {
            "answers": sum(day.cram for day in found.daily),
            "minutes": _minutes(sum(day.cram_milliseconds for day in found.daily)),
        },
        "daily": [_day(day) for day in found.daily],
        "by_deck": [_deck(deck) for deck in found.by_deck],
        "retention": {
            name: {"young": _rate(each.young), "mature": _rate(each.mature), "all": _rate(each.all)}
            for name, each in found.retention.items()
        },
        "year": {
            "days": [{"day": str(date_of(day)), "reviews": reviews} for day, reviews in found.year],
            "streak": found.streak.current,
            "longest_streak": found.streak.longest,
        },
        "forecast": _forecast(found),
        "intervals": _distribution(found.intervals),
        "stability": _distribution(found.stability),
        "difficulty": _distribution(found.difficulty),
        "calibration": _calibration(found.calibration),
        "confidence": [_reliability(each, "said") for each in found.confidence],
        "hours": [hour._asdict() for hour in found.hours],
        "buttons": {
            stage: dict(zip(("again", "hard", "good", "easy"), grades, strict=True))
            for stage, *grades in found.buttons
        },
        "judged": {"right": found.judged.recalled, "answers": found.judged.tests},
        "slips": [_slip(slip) for slip in found.slips],
        "confusions": [each._asdict() for each in found.confusions],
    }


def _minutes(milliseconds: int) -> float:
    return round(milliseconds / 60_000, 2)


def _day(day: DaySums) -> dict[str, Any]:
    known = day._asdict()
    return {
        "day": str(date_of(day.day)),
        **{name: known[name] for name in _SUMMED},
        "minutes": _minutes(day.milliseconds),
        "cram": day.cram,
    }


def _deck(deck: DeckSums) -> dict[str, Any]:
    return {
        "deck": deck.deck,
        "reviews": deck.reviews,
        "minutes": _minutes(deck.milliseconds),
        "retention": _rate(Rate(deck.recalled, deck.tests)),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {"recalled": rate.recalled, "reviews": rate.tests, "share": rate.share}


def _forecast(found: Statistics) -> dict[str, Any]:
    return {
        "overdue": sum(day.due for day in found.forecast if day.day < 0),
        "days": [
            {
                "day": str(date_of(found.today + day.day)),
                "due": day.due,
                "learning": day.learning,
                "young": day.young,
                "mature": day.mature,
            }
            for day in found.forecast
            if day.day >= 0
        ],
    }


def _distribution(found: Distribution) -> dict[str, Any]:
    bins = [{"from": each.low, "to": each.high, "prompts": each.prompts} for each in found.bins]
    return {"prompts": found.prompts, "median": found.median, "bins": bins}


def _calibration(found: Calibration) -> dict[str, Any]:
    return {
        "reviews": found.tests,
        "predicted": found.predicted,
        "recalled": found.recalled,
        "log_loss": found.log_loss,
        "rmse": found.rmse,
        "bins": [_reliability(each, "predicted") for each in found.bins],
    }


def _reliability(found: Reliability, name: str) -> dict[str, Any]:
    return {
        "from": found.low,
        "to": found.high,
        "answers": found.answers,
        name: found.foretold,
        "right": found.right,
    }


def _slip(found: SlipSums) -> dict[str, Any]:
    return {
        "slip": found.slip,
        "times": found.times,
        "week": found.week,
        "cards": [{"card": card, "times": times} for card, times in found.cards],
        "optimizers": [{"optimizer": name, "times": times} for name, times in found.optimizers],
    }
