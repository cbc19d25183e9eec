"""No count of 1 to 4 can be worked out from what governors read: each published term is solved as a reader would."""

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.ladder import WEIGHT
from incidents.published import CRITICISM, NOT_A_BREACH, OPEN, Published, publish
from incidents.summary import Counts
from incidents.suppression import FEW, KEPT_BACK, LEAST, Sum, Table, cell, partition, protect
from incidents.vocabulary import NO_BREACH_OUTCOMES, Channel, Outcome
from policies.vocabulary import GROUPS, StepName
from tests.incidents.reader import narrow_cells, tables

# The rule of one table


def words(table: Table) -> list[str]:
    """What a reader reads, in order."""
    return [each.words for each in protect(table).values()]


def test_a_count_of_one_to_four_reads_fewer_than_five_and_zero_is_zero() -> None:
    assert [cell(n).words for n in (0, 1, 4, 5, 1234)] == ["0", "fewer than 5", "fewer than 5", "5", "1,234"]


def test_a_hidden_cell_does_not_carry_its_number() -> None:
    assert [each.number for each in (cell(3), FEW, KEPT_BACK, cell(5), cell(0))] == [None, None, None, 5, 0]


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    assert words(partition({"a": 12, "b": 0, "c": 5})) == ["12", "0", "5"]


def test_one_small_number_takes_a_larger_one_with_it_because_the_total_is_shown() -> None:
    assert words(partition({"a": 12, "b": 3, "c": 0, "d": 9})) == ["12", "fewer than 5", "0", "not shown"]


def test_which_larger_number_goes_with_it_tells_nothing_of_its_size() -> None:
    assert (
        words(partition({"a": 9, "b": 3, "c": 30}))[2] == words(partition({"a": 30, "b": 3, "c": 9}))[2] == "not shown"
    )


def test_small_numbers_at_their_largest_do_not_protect_each_other() -> None:
    """Four and four, of eight: each would have to be four."""
    assert words(partition({"a": 4, "b": 4, "c": 20})) == ["fewer than 5", "fewer than 5", "not shown"]


def test_five_and_one_of_six_cannot_be_protected_so_nothing_of_the_table_is_shown() -> None:
    assert words(partition({"a": 5, "b": 1, "c": 0})) == ["not shown"] * 3


def test_several_small_numbers_with_room_between_them_protect_each_other() -> None:
    assert words(partition({"a": 2, "b": 3, "c": 2, "d": 11})) == ["fewer than 5"] * 3 + ["11"]


def test_whoever_knows_that_zero_is_shown_learns_no_more() -> None:
    """Two, two and one of five: knowing that none is zero, none could be four unless a larger one is hidden too."""
    assert words(partition({"a": 2, "b": 2, "c": 1, "d": 11})) == ["fewer than 5"] * 3 + ["not shown"]


def test_a_row_that_another_table_shows_to_be_zero_is_shown_as_zero() -> None:
    assert words(partition({"a": 5, "b": 1, "c": 0}, ceilings={"c": 0})) == ["not shown", "not shown", "0"]


def test_rows_that_overlap_are_protected_where_together_they_must_reach_the_total() -> None:
    apart = Table({"a": 8, "b": 2}, [Sum(["a", "b"], 10)], ceilings={"a": 10, "b": 10})
    over = Table({"a": 10, "b": 2}, [Sum(["a", "b"], 10)], ceilings={"a": 10, "b": 10})
    assert words(apart) == ["not shown", "fewer than 5"]
    assert words(over) == ["10", "fewer than 5"]


# A term of made-up incidents


@dataclass(frozen=True)
class Made:
    """One made-up incident, as far as the figures count it."""

    channel: str
    step: str
    outcome: str
    groups: frozenset[str]

    @property
    def ending(self) -> str:
        """The outcome; what is no more than criticism ends as such."""
        breach = self.outcome and self.outcome not in NO_BREACH_OUTCOMES
        return Outcome.COMPLAINTS_PROCEDURE if breach and self.groups == {CRITICISM} else self.outcome


def counted(incidents: Counter[Made]) -> Counts:
    """The counts of a term, as the database would count them."""
    counts = [Counter[str]() for _ in range(4)]
    for made, times in incidents.items():
        for tally, rows in zip(counts, ([made.channel], [made.step], [made.ending], made.groups), strict=True):
            tally.update(dict.fromkeys(rows, times))
    return Counts(*counts)


def _possible(made: Made) -> bool:
    return made.step != StepName.RESTRICT or made.channel == Channel.SCHOOL_OWNED


MADE = st.builds(
    Made,
    channel=st.sampled_from([Channel.SOCIAL_NETWORK, Channel.CLOSED_CHAT, Channel.REVIEW, Channel.SCHOOL_OWNED]),
    step=st.sampled_from(["", *WEIGHT[:2], StepName.RESTRICT, StepName.POLICE]),
    outcome=st.sampled_from(["", *Outcome]),
    groups=st.sets(st.sampled_from([CRITICISM, *list(GROUPS)[:4]]), min_size=1, max_size=2).map(frozenset),
).filter(_possible)
TERMS = st.lists(st.tuples(MADE, st.integers(1, 14)), max_size=9).map(lambda drawn: Counter(dict(drawn)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TERMS)
def test_no_hidden_count_of_a_term_can_be_worked_out(incidents: Counter[Made]) -> None:
    published = publish(counted(incidents))
    if published.total.number:
        assert narrow_cells(published, reading=0) == []
        assert narrow_cells(published, reading=1) == []


@settings(max_examples=200, deadline=None)
@given(TERMS)
def test_whatever_is_shown_is_true(incidents: Counter[Made]) -> None:
    counts = counted(incidents)
    published = publish(counts)
    for name in ("channels", "steps", "groups", "endings"):
        for row, each in getattr(published, name).items():
            count = getattr(counts, name).get(row, 0)
            assert each.number in (None, count)
            assert not (each is FEW and not 0 < count < LEAST)
            assert not (each.number is not None and 0 < each.number < LEAST)


def test_the_solver_finds_what_a_careless_table_gives_away() -> None:
    """Without the second number hidden the first is known: the test above can fail."""
    safe = publish(Counts({"REVIEW": 20, "FORUM": 3}, {"": 23}, {"": 23}, {"about staff": 23}))
    careless = Published(
        safe.total, safe.results, safe.endings, {**safe.channels, "REVIEW": cell(20)}, safe.steps, safe.groups
    )
    assert safe.channels["REVIEW"] is KEPT_BACK and narrow_cells(safe, reading=0) == []
    assert narrow_cells(careless, reading=0) == ["channels FORUM"]


def test_the_solver_finds_what_one_partition_gives_away_of_another() -> None:
    """Still open is a row of two tables: hidden in one and shown in the other would be no secret."""
    counts = Counts({"REVIEW": 30}, {"": 30}, {"": 3, "POLICE_MATTER": 20, "NOT_A_BREACH": 7}, {"hate": 30})
    published = publish(counts)
    assert published.results[OPEN] is FEW and published.endings[""] is FEW
    assert published.results[NOT_A_BREACH] is published.endings["NOT_A_BREACH"] is KEPT_BACK


@pytest.mark.parametrize("total", [1, 2, 3, 4])
def test_of_a_term_with_a_handful_of_incidents_only_that_is_said(total: int) -> None:
    published = publish(Counts({"REVIEW": total}, {"": total}, {"": total}, {"hate": total}))
    assert published.total is FEW
    hidden = [*published.results.values(), *published.channels.values(), *published.groups.values()]
    assert {each.words for each in hidden} == {"not shown"}


def test_a_term_without_incidents_is_shown_as_zeros() -> None:
    published = publish(Counts())
    assert published.total.words == "0"
    assert {each.words for table in tables(published).values() for each in table.values()} == {"0"}


COUPLED = {
    "breaches are at most what goes beyond complaint and criticism": Counts(
        {"REVIEW": 9}, {"": 9}, {"": 3, "POLICE_MATTER": 6}, {"about staff": 6, CRITICISM: 9}
    ),
    "whoever is limited is limited on a channel of the school's own": Counts(
        {"SCHOOL_OWNED": 6, "REVIEW": 5}, {"": 3, "DISCUSS": 2, "RESTRICT": 6}, {"": 11}, {"hate": 11}
    ),
    "and a channel of the school's own has at least those who were limited there": Counts(
        {"SCHOOL_OWNED": 7, "REVIEW": 2, "FORUM": 2, "BLOG": 1}, {"": 5, "RESTRICT": 7}, {"": 12}, {"hate": 12}
    ),
    "breaches go beyond complaint and criticism": Counts(
        {"REVIEW": 9}, {"": 9}, {"POLICE_MATTER": 9}, {"about staff": 6, "hate": 4, CRITICISM: 9}
    ),
}


@pytest.mark.parametrize("why", COUPLED)
def test_what_one_table_tells_of_another_narrows_no_hidden_count(why: str) -> None:
    published = publish(COUPLED[why])
    assert any(each.number is None for table in tables(published).values() for each in table.values())
    assert narrow_cells(published, reading=0) == []
    assert narrow_cells(published, reading=1) == []
