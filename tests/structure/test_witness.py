"""The witness of the route walk tells a statement within one school from one that is not (S8.04)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.access import incidents_for
from incidents.letting_in import running
from incidents.lists import listed
from incidents.models import Evidence, Exclusion, Incident, Person, Post
from incidents.where_it_stands import know_stands
from schools.access import standing_at
from schools.invitations import find_by_token
from schools.models import Event, School
from tests.builders import AT, a_reported_post, person
from tests.structure.walking import ask
from tests.structure.witness import EXCEPT, OWNED, schools_in, witnessed
from tests.structure.world import World

pytestmark = pytest.mark.django_db
plain: Callable[[Any], QuerySet[Any]] = lambda model: model._base_manager.all()  # noqa: E731


def faults_of(*questions: Callable[[Incident, Incident], Any]) -> list[str]:
    """What the witness says of each question, asked for a school that has one incident, with another elsewhere."""
    ours, theirs = a_reported_post(), a_reported_post("larkspur-junior")
    said = []
    for question in questions:
        with witnessed({ours.school_id}) as witness:
            found = question(ours, theirs)
            if isinstance(found, QuerySet):
                list(found)
        assert witness.statements >= 1
        said.append(" ".join(witness.faults))
    return said


def test_what_asks_every_school_or_another_one_is_found() -> None:
    kept = Exclusion._base_manager.filter(incident=OuterRef("pk"))
    found = faults_of(
        lambda ours, theirs: plain(Incident),
        lambda ours, theirs: plain(Incident).filter(reference=ours.reference),
        lambda ours, theirs: plain(Incident).filter(Q(school=ours.school) | Q(in_hold=True)),
        lambda ours, theirs: plain(Incident).exclude(school=theirs.school),
        lambda ours, theirs: plain(Incident).filter(~Exists(kept)),
        lambda ours, theirs: plain(Incident).filter(pk=theirs.pk),
        lambda ours, theirs: plain(Incident).filter(school=theirs.school),
        lambda ours, theirs: plain(Incident).filter(school__trust=ours.school.trust),
        lambda ours, theirs: plain(Post).filter(incident=theirs),
        lambda ours, theirs: plain(Post).filter(incident__in=[ours, theirs]),
        lambda ours, theirs: plain(Post).filter(words="R"),
        lambda ours, theirs: plain(Evidence).filter(incident__in=plain(Incident).filter(in_hold=True)),
        lambda ours, theirs: plain(Event).filter(school=ours.school).union(plain(Event)),
        lambda ours, theirs: plain(Incident).filter(pk=theirs.pk).update(in_hold=True),
        lambda ours, theirs: plain(Post).filter(words="x").delete(),
        lambda ours, theirs: Post._base_manager.bulk_create([Post(incident=theirs, found_at=AT)]),
    )
    assert all(found), found.index("")
    assert len(found) == 16


def test_what_keeps_to_the_school_is_not_found_however_it_does() -> None:
    found = faults_of(
        lambda ours, theirs: Incident.objects.of(ours.school),
        lambda ours, theirs: Post.objects.of(ours.school).filter(Q(words="x") | Q(words="y")),
        lambda ours, theirs: Post.objects.of(Incident.objects.of(ours.school)),
        lambda ours, theirs: plain(Incident).filter(school__slug=ours.school.slug),
        lambda ours, theirs: ours.posts.select_related("incident", "by__person"),
        lambda ours, theirs: plain(Incident).filter(pk=ours.pk),
        lambda ours, theirs: plain(Incident).filter(pk=0),
        lambda ours, theirs: incidents_for(standing_at(person("larkspur-infant", "slt"), ours.school, AT.date())),
        lambda ours, theirs: know_stands(list(listed(Incident.objects.of(ours.school)))),
        lambda ours, theirs: Person.objects.of(ours.school).exclude(involvements__incident=ours),
        lambda ours, theirs: School.objects.filter(slug="x"),
        lambda ours, theirs: Post(incident=ours, found_at=AT).full_clean(exclude=["words"]),
    )
    assert found == [""] * 12
    assert len(OWNED) >= 40


def test_every_exception_is_still_used_and_none_is_wider_than_it_says() -> None:
    reader = person("larkspur-infant", "trust_lead")
    with witnessed(()) as witness:
        list(running(reader, AT + timedelta(hours=1)))
        find_by_token("nothing")
        from schools.models import FactorReset

        assert not FactorReset.objects.across_schools("A test asks as the operation does.").filter(user=reader).exists()
    assert set(witness.used) == set(EXCEPT) and witness.faults == []


def test_the_walk_stops_at_a_page_that_touches_another_school(world: World) -> None:
    address = world.address("incident", "head")
    assert schools_in(address, None) == {world.incidents["open"].school_id}
    assert ask(world, "GET", address, "head").cell == "200"
    from incidents import access

    real = access.incidents_for
    access.incidents_for = lambda standing: Incident._base_manager.all()  # type: ignore[assignment]
    try:
        with pytest.raises(AssertionError, match="incidents_incident without a school"):
            ask(world, "GET", address, "head")
    finally:
        access.incidents_for = real
