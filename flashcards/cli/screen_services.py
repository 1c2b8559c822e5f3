"""The services of the screens beyond the first, whose modules load with the first call."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from flashcards.tui.services import (
    BrowseServices,
    BulkServices,
    ImportServices,
    SettingsServices,
    StatsServices,
)

if TYPE_CHECKING:
    from flashcards.cli.app_data import StudyData
    from flashcards.cli.import_plan import ImportRequest


def _later(make: Callable[[], Any], name: str) -> Callable[..., Any]:
    """A function that calls the one of that name of what `make` returns."""

    def call(*given: Any) -> Any:
        return getattr(make(), name)(*given)

    return call


def browse_later(studies: StudyData) -> BrowseServices:
    """The browse screen's services."""

    @cache
    def make() -> BrowseServices:
        from flashcards.cli.browse_service import browse_service

        return browse_service(studies)

    names = ("find", "count_cards", "list_prompts", "prompt", "change", "is_ranked", "tag")
    return BrowseServices(**{name: _later(make, name) for name in names})


def bulk_later(studies: StudyData) -> BulkServices:
    """What changes very many cards."""

    @cache
    def make() -> BulkServices:
        from flashcards.cli.bulk_service import bulk_service

        return bulk_service(studies)

    return BulkServices(**{name: _later(make, name) for name in ("change", "take_back", "undoable", "tag")})


def settings_later(studies: StudyData) -> SettingsServices:
    """The settings screen's services."""

    @cache
    def make() -> SettingsServices:
        from flashcards.cli.settings_service import settings_service

        return settings_service(studies)

    return SettingsServices(**{name: _later(make, name) for name in ("read", "write", "prepare_load")})


def stats_later(studies: StudyData) -> StatsServices:
    """The services of the screen of statistics."""

    @cache
    def make() -> StatsServices:
        from flashcards.cli.stats_service import stats_service

        return stats_service(studies)

    return StatsServices(_later(make, "prepare"), _later(make, "asked_retention"))


def import_later(reload: Callable[[], None], request: ImportRequest | None) -> ImportServices:
    """The import screen's services."""

    @cache
    def make() -> ImportServices:
        from flashcards.cli.import_service import note_import

        return note_import(reload, request)

    names = ("propose", "note_lines", "write_import", "edit_text", "complete_path")
    return ImportServices(**{name: _later(make, name) for name in names})
