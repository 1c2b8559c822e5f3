"""What a collection of Anki's schema 11 holds besides notes: its tables, decks, presets and settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flashcards.exchange.anki_cards_types import TYPE_IDS, model_json
from flashcards.scheduling import Settings

SCHEMA = """
create table col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
  models text not null, decks text not null, dconf text not null, tags text not null);
create table notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
  usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
  flags integer not null, data text not null);
create table cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
  mod integer not null, usn integer not null, type integer not null, queue integer not null,
  due integer not null, ivl integer not null, factor integer not null, reps integer not null,
  lapses integer not null, left integer not null, odue integer not null, odid integer not null,
  flags integer not null, data text not null);
create table revlog (id integer primary key, cid integer not null, usn integer not null,
  ease integer not null, ivl integer not null, lastIvl integer not null, factor integer not null,
  time integer not null, type integer not null);
create table graves (usn integer not null, oid integer not null, type integer not null);
create index ix_notes_usn on notes (usn);
create index ix_cards_usn on cards (usn);
create index ix_revlog_usn on revlog (usn);
create index ix_cards_nid on cards (nid);
create index ix_cards_sched on cards (did, queue, due);
create index ix_revlog_cid on revlog (cid);
create index ix_notes_csum on notes (csum);
"""
PRESET = 1_767_225_600_003
"""The id of the preset that the decks have."""


def collection_row(
    created: int, now: int, offset_minutes: int, decks: Mapping[int, dict[str, Any]], settings: Settings
) -> tuple[Any, ...]:
    """The one row of the table `col`; `created` in seconds, `now` in milliseconds since 1970."""
    default = {1: deck_json(1, "Default", now // 1000, preset=1)}
    models = {str(TYPE_IDS[kind]): model_json(kind) for kind in TYPE_IDS}
    presets = {"1": _preset(1, "Default", Settings()), str(PRESET): _preset(PRESET, "flashcards", settings)}
    conf = _conf(offset_minutes, settings.day_starts_at)
    tables = (conf, models, {str(number): deck for number, deck in {**default, **decks}.items()}, presets)
    return (1, created, now, now, 11, 0, 0, 0, *(json.dumps(table) for table in tables), "{}")


def deck_json(number: int, name: str, modified: int, preset: int = PRESET) -> dict[str, Any]:
    """A deck."""
    empty = {name: [0, 0] for name in ("lrnToday", "revToday", "newToday", "timeToday")}
    return {
        "id": number,
        "name": name,
        "mod": modified,
        "usn": -1,
        **empty,
        "collapsed": False,
        "browserCollapsed": False,
        "desc": "",
        "dyn": 0,
        "conf": preset,
        "extendNew": 0,
        "extendRev": 0,
    }


def _conf(offset_minutes: int, day_starts_at: int) -> dict[str, Any]:
    """The settings of the collection; Anki counts its offset from UTC to the west."""
    return {
        **{"schedVer": 2, "sched2021": True, "creationOffset": -offset_minutes, "rollover": day_starts_at},
        **{"nextPos": 1, "curDeck": 1, "curModel": None},
        **{"activeDecks": [1], "sortType": "noteFld", "sortBackwards": False, "addToCur": True},
        **{"newSpread": 0, "collapseTime": 1200, "timeLim": 0, "estTimes": True, "dueCounts": True},
        "dayLearnFirst": False,
    }


def _preset(number: int, name: str, settings: Settings) -> dict[str, Any]:
    """A preset with our steps, limits and weights, which holds only where the person imports presets."""
    lapse = {"delays": list(settings.relearning_steps), "mult": 0, "minInt": 1, "leechAction": 1}
    review = {"perDay": settings.reviews_per_day, "maxIvl": settings.longest_interval, "bury": True}
    new = {"delays": list(settings.learning_steps), "perDay": settings.new_per_day, "bury": True}
    return {
        "id": number,
        "name": name,
        "mod": 0,
        "usn": -1,
        "maxTaken": 60,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "dyn": False,
        "new": {**new, "ints": [1, 4, 0], "initialFactor": 2500, "order": 1},
        "rev": {**review, "ease4": 1.3, "ivlFct": 1, "hardFactor": 1.2, "minSpace": 1, "fuzz": 0.05},
        "lapse": {**lapse, "leechFails": settings.leech_after},
        "desiredRetention": settings.retention,
        "fsrsParams6": list(settings.parameters),
    }
