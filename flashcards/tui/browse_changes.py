"""What the browse screen does to cards: each change one batch of the log, each undone as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from flashcards.deck.tags import TagEdit
from flashcards.errors import Problem, printable, printable_line
from flashcards.scheduling import Review, card_of
from flashcards.study.events import done_notice, nothing_to_undo, undo_notice, undo_question
from flashcards.study.listing import CardAction
from flashcards.tui.browse_questions import AskDayScreen, AskTagsScreen, ConfirmScreen
from flashcards.tui.bulk_writer import BulkWriter, LastDone
from flashcards.tui.notices import Severity
from flashcards.tui.services import Services, TagChange
from flashcards.tui.tag_history import TagHistory

MOST_ASKED = 200
"""Of so many cards the present tags are told."""

Tell = Callable[[str, Severity], None]
"""Tells a text with a severity."""


class CardChanger:
    """Changes cards, after asking where that loses something, and tells what was done."""

    def __init__(
        self,
        services: Services,
        tags: TagHistory,
        push: Callable[..., object],
        tell: Tell,
        after: Callable[[], None],
        writer: BulkWriter,
    ) -> None:
        """`push` shows a question; `after` is called once the log or a deck has changed."""
        assert services.browse
        self._services, self._browse = services, services.browse
        self._push, self._tell, self._after = push, tell, after
        self._writer = writer
        self._done: set[str] = set()
        """The ids of the rows that were written here, of those of a batch the last."""
        self._tags = tags
        self._tagged: list[TagChange] = []
        """What was tagged here, and not on an earlier visit."""
        self.undo_key = "u"

    def change(self, action: CardAction, names: Sequence[str], day: str = "") -> None:
        """Do something to prompts."""
        if names and not self._writer.refuses():
            self._writer.change(self._services, action, names, day, self._tell_changed)

    def _tell_changed(self, written: Callable[[], Sequence[Review]]) -> None:
        """Tell what was written, and keep that it was written here."""

        def say() -> str:
            rows = written()
            self._done.update(row.id for row in rows[-1:])
            done = done_notice(rows, self._services.card_name) if rows else ""
            return f"{done} {self.undo_key} undoes." if done else "Nothing changes by that."

        self._attempt(say)

    def set_due(self, names: Sequence[str]) -> None:
        """Ask for the day on which prompts are asked, and set it."""

        def answer(day: str | None) -> None:
            if day is not None:
                self.change(CardAction.SET_DUE, names, day)

        if names and not self._writer.refuses():
            is_one = len(set(map(card_of, names))) == 1
            asked = f"{'is' if is_one else 'are'} {self._services.card_names(names)}"
            self._push(AskDayScreen(f"When {asked} asked next?", self._services.today()), answer)

    def reset(self, names: Sequence[str]) -> None:
        """Make prompts new again, after asking."""
        if names and not self._writer.refuses():
            question = f"Reset {self._services.card_names(names)} to new? {self.undo_key} undoes it."
            self._confirm(question, lambda: self.change(CardAction.RESET, names))

    def tag(self, names: Sequence[str]) -> None:
        """Ask for tags, and write them."""
        if not names or self._browse.tag is None or self._writer.refuses():
            return
        keys = list(dict.fromkeys(map(card_of, names)))
        of = self._services.card_names(names)

        def answer(edit: TagEdit | None) -> None:
            if edit is not None and not self._writer.refuses():
                self._writer.tag(
                    self._services,
                    names,
                    edit,
                    lambda tagged: self._attempt(lambda: self._keep_tagged(tagged(), edit)),
                )

        self._push(AskTagsScreen(f"Tags of {of}", self._present_tags(keys)), answer)

    def _present_tags(self, keys: Sequence[str]) -> Counter[str]:
        """The tags that the cards have, of many cards those of the first ones, and how often."""
        prompts = map(self._browse.prompt, keys[:MOST_ASKED])
        return Counter(tag for prompt in prompts if prompt for tag in prompt.card.tags)

    def _keep_tagged(self, change: TagChange, edit: TagEdit) -> str:
        change.take_over()
        if not change.cards:
            return "Nothing changes by that."
        self._tags.keep(change)
        self._tagged.append(change)
        said = " ".join([*edit.add, *(f"-{tag}" for tag in edit.remove)])
        named = self._services.card_names(change.cards)
        return f"Tagged {named}: {printable_line(said)}. {self.undo_key} undoes, until the program ends."

    def undo(self) -> None:
        """Take back what was done last; after asking, if that was not done here."""
        if not self._writer.refuses():
            self._writer.read_last(self._services, self._undo)

    def _undo(self, read: Callable[[], LastDone]) -> None:
        services = self._services
        try:
            rows, erased = read()
        except Problem as problem:
            self._tell(str(problem), "error")
            return
        if change := self._tags.last:
            self._undo_tags(change)
        elif not rows:
            self._tell(nothing_to_undo(erased, services.card_name), "information")
        elif rows[-1].id in self._done and not erased:
            self._take_back(rows)
        else:
            question = undo_question(rows, services.clock(), services.card_name, erased)
            self._confirm(question, lambda: self._take_back(rows))

    def _undo_tags(self, change: TagChange) -> None:
        def take_back() -> None:
            self._tags.take_back(self._writer, self._attempt)

        if change in self._tagged:
            take_back()
        else:
            self._confirm(f"Undo: {self._tags.describe(change)}?", take_back)

    def _take_back(self, rows: Sequence[Review]) -> None:
        def tell_undone(take_back: Callable[[], None]) -> None:
            def say() -> str:
                take_back()
                return undo_notice(rows, self._services.card_name)

            self._attempt(say)

        if not self._writer.refuses():
            self._writer.take_back(self._services, rows, tell_undone)

    def _confirm(self, question: str, do: Callable[[], None]) -> None:
        self._push(ConfirmScreen(printable(question)), lambda yes: do() if yes else None)

    def _attempt(self, write: Callable[[], str]) -> None:
        """Tell what was written, or why it was not."""
        try:
            done = write()
        except Problem as problem:
            self._tell(str(problem), "error")
        else:
            self._tell(done, "information")
            self._after()
