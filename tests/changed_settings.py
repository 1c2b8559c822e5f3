"""Settings that a person may have changed since the rows of a log were written."""

from __future__ import annotations

from hypothesis import strategies as st

from flashcards.scheduling import Settings

changed_settings = st.builds(
    Settings,
    fuzz=st.just(False),
    learning_steps=st.sampled_from([(1.0, 10.0), (), (5.0,), (1.0, 10.0, 60.0, 600.0)]),
    relearning_steps=st.sampled_from([(10.0,), (), (10.0, 60.0)]),
    longest_interval=st.sampled_from([36_500, 3]),
)
