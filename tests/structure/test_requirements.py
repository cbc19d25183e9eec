"""Every line of the two policies this product was asked for is carried by what exists, and shown by a test."""

import ast

import pytest

from config.manual import rows as manual
from incidents.models import Incident
from incidents.vocabulary import Channel
from tests.builders import a_reported_post
from tests.structure.source import ROOT

S1 = [f"S1-{number:02}" for number in range(1, 47) if number != 20]
LINES = {*S1, *(f"S1-20{letter}" for letter in "abcd"), *(f"S2-{number:02}" for number in range(1, 35))}
OF_THE_STATEMENT = {
    "S2-06": (Channel.EMAIL_OR_TEXT,),
    "S2-07": (Channel.CLOSED_CHAT, Channel.EMAIL_OR_TEXT),
    "S2-08": (Channel.BLOG,),
    "S2-09": (Channel.FORUM,),
    "S2-10": (Channel.SOCIAL_NETWORK,),
    "S2-11": (Channel.VIDEO,),
    "S2-12": (Channel.MICROBLOG,),
    "S2-13": (Channel.OTHER,),
}


def named_in(file: str) -> set[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_line_of_both_policies_is_in_the_table_once() -> None:
    numbers = [row.number for row in manual.rows()]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == LINES


@pytest.mark.parametrize("row", manual.rows(), ids=lambda row: row.number)
def test_what_carries_a_line_exists_and_so_does_the_test_that_shows_it(row: manual.Row) -> None:
    assert row.says and row.carried and row.in_words()
    file, _, name = row.test.partition("::")
    assert name in named_in(file)


def test_a_carrier_that_does_not_exist_is_found_out() -> None:
    for carrier in ("field:policies.Host.colour", "page:moon", "kind:DULL", "step:DANCE", "paragraph:S1-99"):
        with pytest.raises((KeyError, ValueError)):
            manual.Row("S1-01", "Nothing", (carrier,), "").in_words()


@pytest.mark.parametrize("number", OF_THE_STATEMENT)
def test_every_channel_of_the_statement_can_be_reported(number: str, db: None) -> None:
    carried = {row.number: row.carried for row in manual.rows()}[number]
    assert carried == tuple(f"channel:{channel.value}" for channel in OF_THE_STATEMENT[number])
    for channel in OF_THE_STATEMENT[number]:
        incident = a_reported_post(channel=channel)
        assert Incident._base_manager.get(pk=incident.pk).channel == channel
