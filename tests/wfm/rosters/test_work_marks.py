"""Every kind of work has a mark of its own, in letters too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wfm.rosters.work_marks import COLOURS, distinct_letters, marks_of


def test_names_get_their_first_letter_and_more_where_it_is_taken() -> None:
    assert distinct_letters(["Phone", "Chat", "Post", "E-mail", "Ph"]) == ("P", "C", "Po", "E", "Ph")


def test_names_without_letters_and_equal_names_get_numbers() -> None:
    assert distinct_letters(["A", "A", "A", "??"]) == ("A", "A2", "A3", "?")


@given(st.lists(st.text(max_size=6), max_size=60))
def test_no_two_marks_have_the_same_letters(names: list[str]) -> None:
    letters = distinct_letters(names)

    assert len(set(letters)) == len(names)


def test_colours_come_round_again_when_there_is_more_work_than_colours() -> None:
    marks = marks_of([(f"w{at}", f"Work {at}") for at in range(COLOURS + 1)])

    assert [mark.colour for mark in marks.values()] == [*range(1, COLOURS + 1), 1]
