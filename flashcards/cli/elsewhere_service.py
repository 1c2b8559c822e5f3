"""What other programs write while the app is open, taken in behind the home screen: log, settings, decks."""

from __future__ import annotations

from contextlib import suppress

from flashcards.cli.app_data import StudyData, now
from flashcards.cli.settings import read_settings
from flashcards.errors import Problem
from flashcards.storage import deck_files, parameters
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.files import stamp_of
from flashcards.storage.settings_file import FILE, SettingsFile
from flashcards.tui.services import ElsewhereServices


def elsewhere_service(studies: StudyData) -> ElsewhereServices:
    """Looks after the files that `studies` was read from."""
    found = _Elsewhere(studies)
    return ElsewhereServices(found.stamp, found.take_in, found.adopt)


class _Elsewhere:
    """What was taken in of files, until it is shown."""

    def __init__(self, studies: StudyData) -> None:
        self._studies = studies
        self._home = studies.store.path.parent
        self._chosen: tuple[SettingsFile, tuple[float, ...]] | None = None
        """The settings, and the fitted parameters, as they are now."""
        self._has_other_decks = False

    def stamp(self) -> object:
        """What changes when one of the files, or what lies in the folder of decks, does."""
        log = self._studies.store.path
        files = (log, self._home / FILE, self._home / parameters.FILE, deck_files.own_decks(self._home))
        return tuple(map(stamp_of, files))

    def take_in(self, most: int) -> bool:
        """Read what changed; False, and the states stay as they are, if that is more than `most` rows."""
        studies = self._studies
        self._has_other_decks |= studies.take_in_behind()
        written, fitted = read_settings(), self._fitted()
        settings = written.settings.with_parameters(fitted)
        with studies.store.beside() as store:
            if settings.of_memories() != studies.settings.of_memories():
                with Catalogue(self._home / "cache") as catalogue:
                    store.refresh(settings, catalogue.former_ids(), now())
            elif not store.refresh_again(most):
                return False
        self._chosen = written, fitted
        return True

    def _fitted(self) -> tuple[float, ...]:
        """The parameters fitted to the person; those that hold, if the file is unusable by now."""
        with suppress(Problem):
            found = parameters.load_parameters(self._home)
            return found.values if found else ()
        return self._studies.parameters

    def adopt(self) -> bool:
        """Show what was taken in from now on; whether decks or settings are others than before."""
        studies, is_other = self._studies, self._has_other_decks
        if self._has_other_decks:
            self._has_other_decks = False
            studies.take_over()
        if self._chosen:
            is_other |= self._chosen[0].text != studies.written.text or self._chosen[1] != studies.parameters
            studies.written, studies.parameters = self._chosen
        return is_other
