"""Dates as people read them, in English wherever the program runs."""

from __future__ import annotations

from datetime import date, timedelta

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_words(day: date) -> str:
    """A date as in `25 Nov 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_words(day: date) -> str:
    """A date as in `Tue 25 Nov`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def month_names(first: date, weeks: int) -> str:
    """The names of the months over so many weeks of one cell each, over the weeks in which they begin."""
    line = ""
    for week in range(weeks):
        day = first + timedelta(days=week * 7 + 6)
        if day.day <= 7 and len(line) <= week <= weeks - 3:
            line = f"{line:<{week}}{MONTHS[day.month - 1]} "
    return line
