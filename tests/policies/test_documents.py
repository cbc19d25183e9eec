"""Dates as documents give them: kept as precisely as they were said, and read back in words."""

import pytest

from policies.documents import Precision, before, in_words, kept_as, precision_of
from schools.calendar import Calendar, UnreadableDate

KEPT = {
    "14 March 2027": ("2027-03-14", "14 March 2027", Precision.DAY),
    "14/3/2027": ("2027-03-14", "14 March 2027", Precision.DAY),
    "14.03.2027": ("2027-03-14", "14 March 2027", Precision.DAY),
    "1st september 2020": ("2020-09-01", "1 September 2020", Precision.DAY),
    "2027-03-14": ("2027-03-14", "14 March 2027", Precision.DAY),
    "september  2020": ("September 2020", "September 2020", Precision.MONTH),
    "AUTUMN TERM 2024": ("Autumn 2024", "Autumn 2024", Precision.TERM),
    "autumn 2024": ("Autumn 2024", "Autumn 2024", Precision.TERM),
    "2024": ("2024", "2024", Precision.YEAR),
    "": ("", "", Precision.NONE),
}


@pytest.mark.parametrize("typed", KEPT)
def test_a_date_is_kept_as_precisely_as_it_was_said(typed: str) -> None:
    kept, words, precision = KEPT[typed]
    assert kept_as(typed) == kept
    assert in_words(kept) == words
    assert precision_of(kept) == precision
    assert kept_as(in_words(kept)) == kept, "what is shown can be sent back"


@pytest.mark.parametrize("typed", ["soon", "31 February 2027", "14 Marchember 2027", "Winter 2024", "99", "1/2", "٣"])
def test_what_is_no_date_is_refused_with_what_may_be_written(typed: str) -> None:
    with pytest.raises(UnreadableDate, match="a month such as September 2026"):
        kept_as(typed)


@pytest.mark.parametrize(
    ("one", "other", "wholly_before"),
    [
        ("September 2020", "Autumn 2024", True),
        ("Autumn 2024", "September 2020", False),
        ("2024", "Autumn 2024", False),
        ("Autumn 2024", "2024", True),
        ("", "2024", False),
        ("2024", "", False),
        ("2024-01-01", "2024-01-01", False),
    ],
)
def test_one_date_lies_before_another_when_all_of_it_has_passed(one: str, other: str, wholly_before: bool) -> None:
    assert before(one, other, Calendar(())) is wholly_before
