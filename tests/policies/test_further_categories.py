"""Categories to take over, one by one; and what each kind does, said as the incidents do it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from incidents.conditions import CONDITIONS
from incidents.facts import Facts
from incidents.models import Incident
from incidents.playing.cast import latest_adoption
from incidents.vocabulary import CRITICISM_KINDS, DANGER_KINDS, SAFEGUARDING_KINDS
from policies import kinds
from policies.further import idea, known_in, shelves
from policies.kinds import BEHAVES, explained
from policies.models import Category, PolicyVersion
from policies.operations.starting import revise
from policies.starters import load
from policies.vocabulary import CategoryKind, Condition, group_of
from schools.models import School
from tests.builders import AT, client_of, person, the_schools

HERE = "larkspur-infant"


@pytest.fixture
def draft(db: None) -> Iterator[PolicyVersion]:
    with time_machine.travel(AT, tick=True):
        version = latest_adoption(the_schools()[HERE]).version
        yield revise(version=version, by=person(HERE, "head"), at=AT)


def get(version: PolicyVersion, query: str = "") -> HttpResponse:
    return client_of(person(HERE, "head")).get(address(version) + query)


def address(version: PolicyVersion) -> str:
    return f"/{HERE}/policies/{version.policy.slug}/{version.number}/categories/add/"


def plain(response: HttpResponse) -> str:
    return response.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def test_every_idea_has_a_name_help_two_examples_and_where_it_is_seen() -> None:
    ideas = [each for shelf in shelves() for each in shelf.ideas]
    assert len(ideas) > 30
    for each in ideas:
        assert each.name and each.help.endswith(".") and each.seen.endswith("."), each.key
        assert len(each.examples) == 2 and len(set(each.examples)) == 2, each.key
        assert each.kind in CategoryKind
    assert len({each.key for each in ideas}) == len({each.name for each in ideas}) == len(ideas)


def test_the_two_documents_offer_what_they_list_and_not_what_their_schools_added() -> None:
    joint, primary, elsewhere = shelves()
    for shelf, name, listed in ((joint, "joint-academy", 11), (primary, "primary", 8)):
        rows = [row for row in load(name).categories if not row["added"]]
        assert [each.name for each in shelf.ideas] == [row["name"] for row in rows]
        assert len(shelf.ideas) == listed
    assert any("other schools’ policies" in each.seen for each in elsewhere.ideas)
    assert any(each.seen == "Our own suggestion." for each in elsewhere.ideas)


def test_an_idea_fills_in_the_form_and_is_added_as_it_was_reworded(draft: PolicyVersion) -> None:
    taken = idea("fake-account")
    assert taken is not None and taken.key not in known_in(draft)
    page = plain(get(draft, "?from=fake-account"))
    assert f'value="{taken.name}"' in page and taken.help in page and taken.seen in page
    assert all(example in page for example in taken.examples)
    fields = {"edition": draft.edition, "name": "Fakes", "kind": taken.kind.value, "examples": "One\nTwo"}
    client = client_of(person(HERE, "head"))
    assert client.post(f"{address(draft)}?from=fake-account", fields).status_code == 302
    added = Category.objects.get(version=draft, name="Fakes")
    assert (added.kind, added.examples, added.added) == ("IMPERSONATION", ["One", "Two"], True)
    assert added.before is None and not added.retired


def test_every_idea_is_on_the_page_and_what_the_version_has_already_is_marked(draft: PolicyVersion) -> None:
    page = plain(get(draft))
    for shelf in shelves():
        assert shelf.heading in page
        assert [each.name for each in shelf.ideas if each.name not in page or each.seen not in page] == []
    assert page.count("This version has it already") == len(known_in(draft)) >= 11
    assert 'name="name"' not in page
    assert 'name="name"' in plain(get(draft, "?from=own"))
    assert get(draft, "?from=nothing-of-the-kind").status_code == 404


def holding(condition: Condition) -> set[str]:
    """The kinds of which one alone meets a condition."""
    holds: Any = CONDITIONS[condition].holds

    def of(kind: str) -> Facts:
        return Facts(incident=Incident(school=School()), at=AT, categories=[Category(kind=kind)])

    return {kind.value for kind in CategoryKind if holds(of(kind))}


def saying(words: str) -> set[str]:
    """The kinds whose sentence says this."""
    return {kind.value for kind, said in BEHAVES.items() if words in said}


def test_every_kind_says_what_it_does_as_the_incidents_do_it() -> None:
    assert set(BEHAVES) == set(CategoryKind)
    assert saying(kinds.SAFEGUARDING_FIRST) == SAFEGUARDING_KINDS
    assert saying(kinds.POLICE_AT_ONCE) == DANGER_KINDS
    assert saying(kinds.NEVER_A_BREACH) == CRITICISM_KINDS
    assert saying(kinds.OPENS_HATE) == holding(Condition.HATE)
    assert saying(kinds.OPENS_VIOLENCE) == holding(Condition.VIOLENCE)
    assert saying(kinds.OPENS_CRITICISM) == holding(Condition.CRITICISM)
    assert not saying(kinds.NOTHING) & (SAFEGUARDING_KINDS | DANGER_KINDS | CRITICISM_KINDS)
    for kind, said in BEHAVES.items():
        assert said.endswith(".") and group_of(kind) in explained(kind)
