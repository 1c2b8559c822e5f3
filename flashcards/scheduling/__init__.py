"""When a prompt is asked again: grades, memories, and the review log replayed by FSRS-6.

The one room that knows the engine. The clock, the local offset and the settings are handed in; the
same log and settings always give the same memories. Steps, the order of intervals and fuzz follow
Anki's scheduler; stability and difficulty are the engine's.
"""

from flashcards.scheduling.days import date_of, day_of, start_of, utc, wait
from flashcards.scheduling.engine import (
    PARAMETER_BOUNDS,
    memory_from_sm2,
    retrievability,
    stabilities_until,
)
from flashcards.scheduling.events import flag_set_by
from flashcards.scheduling.load import Load
from flashcards.scheduling.model import (
    DAY_MILLISECONDS,
    EPOCH,
    LAST,
    LONGEST,
    MATURE,
    Grade,
    LearningState,
    Memory,
    Review,
    RowKind,
    card_of,
    deck_of,
    milliseconds,
    moment,
    new_memory,
)
from flashcards.scheduling.next_memory import is_leech, memory_after, memory_after_row, preview
from flashcards.scheduling.row_order import NO_FORMER_IDS
from flashcards.scheduling.settings import Settings
from flashcards.scheduling.starting_memory import StartingMemory, is_damaged_start, read_start, write_start

__all__ = [
    "DAY_MILLISECONDS",
    "EPOCH",
    "LAST",
    "LONGEST",
    "MATURE",
    "NO_FORMER_IDS",
    "PARAMETER_BOUNDS",
    "Grade",
    "LearningState",
    "Load",
    "Memory",
    "Review",
    "RowKind",
    "Settings",
    "StartingMemory",
    "card_of",
    "date_of",
    "day_of",
    "deck_of",
    "flag_set_by",
    "is_damaged_start",
    "is_leech",
    "memory_after",
    "memory_after_row",
    "memory_from_sm2",
    "milliseconds",
    "moment",
    "new_memory",
    "preview",
    "read_start",
    "retrievability",
    "stabilities_until",
    "start_of",
    "utc",
    "wait",
    "write_start",
]
