"""Being let in to read one incident for a few hours: who asks, who decides, what is written down (S8.24, S8.23)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from incidents.access import Sight, is_conflicted
from incidents.facts import facts_of
from incidents.letting_in import may_ask, may_be_let_in
from incidents.models import Incident
from incidents.operations.break_glass import let_in
from incidents.operations.details import add_note
from incidents.operations.ownership import exclude, hand_over, readmit
from incidents.operations.people import Named
from incidents.operations.steps import take_step
from incidents.vocabulary import Part as In
from policies.vocabulary import StepName
from schools.history import SET_UP, acting
from schools.models import School, User
from schools.operation import NotFound, Refused
from schools.operations import appoint
from schools.verification import verify
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, an_author, client_of, person
from tests.incidents.at_the_pages import NOW, SCHOOL, url
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.let_in import ASKERS, OFFICES, asker, asks, deciders, kinds, reader, sight


def about(*offices: str, part: In = In.TARGET) -> Incident:
    """An incident in which these people have a part."""
    named = [Named(each, part, user=person(SCHOOL, each)) for each in offices]
    return a_reported_post(people=[an_author(), *named])


def test_whoever_sees_no_incident_here_may_ask_by_their_office_and_nobody_else(schools: None) -> None:
    """S8.23 and S8.24."""
    school, on = School.objects.get(slug=SCHOOL), NOW.date()
    assert {each for each in OFFICES if may_ask(person(SCHOOL, each), school, on)} == {"admin", "trust_lead"}
    there = {each for each in OFFICES if may_ask(person("larkspur-junior", each), school, on)}
    assert there == {"head", "slt", "dsl", "trust_lead"}
    assert not any(may_ask(person("coldwell", each), school, on) for each in OFFICES)
    assert not any(may_ask(person("tregarth", each), school, on) for each in OFFICES if each != "trust_lead")
    gone = person("larkspur-junior", "slt")
    gone.is_active = False
    assert not may_ask(gone, school, on)
    operator = User(is_superuser=True, pk=0)
    assert not may_ask(operator, school, on)


@pytest.mark.parametrize("name", ASKERS)
def test_whoever_asks_reads_nothing_until_somebody_else_lets_them_in(incident: Incident, name: str) -> None:
    access, user = asks(incident, asker(name)), asker(name)
    assert sight(user, incident) is Sight.NOTHING
    with pytest.raises(NotFound):
        let_in(access=access, hours=1, by=user, at=NOW)
    let_in(access=access, hours=1, by=person(SCHOOL, "head"), at=NOW)
    assert sight(asker(name), incident) is Sight.READ
    assert kinds(access.about) == ["access-asked"]
    assert kinds(incident.about)[-1] == "access-given"
    assert verify(incident.school).sound


def test_a_row_of_somebody_who_lets_themselves_in_is_refused_by_the_database(incident: Incident) -> None:
    access = asks(incident, asker("admin"))
    access.decided_by, access.decided_at, access.until = access.asked_by, NOW, NOW + timedelta(hours=1)
    with pytest.raises(IntegrityError), transaction.atomic(), acting(SET_UP):
        access.save()
    access.refresh_from_db()
    assert access.until is None


def test_it_ends_to_the_second(incident: Incident) -> None:
    """S8.24: eight hours, and not a second more."""
    access, user, end = reader(incident), asker("admin"), NOW + timedelta(hours=8)
    assert access.until == end
    assert sight(user, incident, end - timedelta(seconds=1)) is Sight.READ
    assert sight(user, incident, end) is Sight.NOTHING
    assert sight(user, incident, end + timedelta(seconds=1)) is Sight.NOTHING
    assert sight(user, incident, NOW - timedelta(seconds=1)) is Sight.NOTHING


@pytest.mark.parametrize("hours", [0, -1, 9, 10**9])
def test_nobody_is_let_in_for_longer_than_the_setting_and_never_for_more_than_eight(
    incident: Incident, settings: object, hours: int
) -> None:
    access, head = asks(incident, asker("admin")), person(SCHOOL, "head")
    settings.BREAK_GLASS_HOURS = 1000  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="for how long"):
        let_in(access=access, hours=hours, by=head, at=NOW)
    settings.BREAK_GLASS_HOURS = 2  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="for how long"):
        let_in(access=access, hours=3, by=head, at=NOW)
    let_in(access=access, hours=2, by=head, at=NOW)


def test_the_head_decides_the_chair_where_the_head_may_not_and_the_trust_lead_after_both(schools: None) -> None:
    admin = asker("admin")
    assert deciders(asks(a_reported_post(), admin)) == {"head"}
    assert deciders(asks(about("head"), admin)) == {"chair"}
    assert deciders(asks(about("head", part=In.ACCUSED), admin)) == {"chair"}
    assert deciders(asks(about("head", "chair"), admin)) == {"trust_lead"}
    assert deciders(asks(about("head", "chair"), asker("trust_lead"))) == set()
    assert deciders(asks(about("head", "chair", "trust_lead"), admin)) == set()


def test_a_head_who_was_excluded_or_readmitted_decides_no_more(schools: None) -> None:
    incident, head = a_reported_post(), person(SCHOOL, "head")
    hand_over(incident=incident, to=person(SCHOOL, "dsl"), role=Role.DSL, by=head, at=AT)
    access = asks(incident, asker("admin"))
    assert deciders(access) == {"head"}
    exclude(incident=incident, who=head, reason="A friend", by=person(SCHOOL, "dsl"), at=AT)
    assert deciders(access) == {"chair"}
    with pytest.raises(NotFound):
        let_in(access=access, hours=1, by=head, at=NOW)
    readmit(incident=incident, who=head, reason="No friend", by=person(SCHOOL, "dsl"), at=AT)
    assert deciders(access) == {"chair"}
    let_in(access=access, hours=1, by=person(SCHOOL, "chair"), at=NOW)
    assert sight(asker("admin"), incident) is Sight.READ


def test_whoever_asks_never_answers_themselves_even_when_it_would_be_their_turn(schools: None) -> None:
    incident, head, chair = a_reported_post(), person(SCHOOL, "head"), person(SCHOOL, "chair")
    appoint(user=chair, role=Role.ADMIN, school=incident.school, starts=AT.date(), by=SET_UP, at=AT)
    hand_over(incident=incident, to=person(SCHOOL, "dsl"), role=Role.DSL, by=head, at=AT)
    exclude(incident=incident, who=head, reason="A friend", by=person(SCHOOL, "dsl"), at=AT)
    access = asks(incident, person(SCHOOL, "chair"))
    assert access.incident == incident
    assert deciders(access) == {"trust_lead"}
    with pytest.raises(NotFound):
        let_in(access=access, hours=1, by=person(SCHOOL, "chair"), at=NOW)


@pytest.mark.parametrize("part", In)
def test_the_filter_of_conflict_says_what_the_rule_says(schools: None, part: In) -> None:
    """The list, the door and the ladder cannot disagree on who has a conflict of interest."""
    incident = about("slt", part=part)
    for office in ("slt", "dsl"):
        user = person(SCHOOL, office)
        fresh = Incident._base_manager.get(pk=incident.pk)
        assert may_be_let_in(user, fresh) is not is_conflicted(user, facts_of(fresh, NOW)), (part, office)


@pytest.mark.parametrize("name", ASKERS)
@pytest.mark.parametrize("part", [In.TARGET, In.ACCUSED, In.AUTHOR, In.GROUP_ADMIN])
def test_whoever_has_a_conflict_can_never_be_let_in(schools: None, name: str, part: In) -> None:
    user = asker(name)
    mine = a_reported_post(people=[an_author(), Named("Somebody", part, user=user)])
    access = asks(mine, user)
    assert access.incident is None and deciders(access) == set()
    assert kinds(mine.about) == kinds(a_reported_post().about), "the story says nothing"
    for act in (lambda: let_in(access=access, hours=1, by=person(SCHOOL, "head"), at=NOW),):
        with pytest.raises(NotFound):
            act()


def test_a_conflict_that_comes_to_light_later_ends_it_at_once(incident: Incident) -> None:
    reader(incident)
    user = asker("admin")
    assert sight(user, incident) is Sight.READ
    assert client_of(user).get(url(incident)).status_code == 200
    exclude(incident=incident, who=user, reason="His brother", by=person(SCHOOL, "head"), at=NOW)
    assert sight(user, incident) is Sight.NOTHING
    assert client_of(user).get(url(incident)).status_code == 404
    readmit(incident=incident, who=user, reason="It was not", by=person(SCHOOL, "head"), at=NOW)
    assert sight(user, incident) is Sight.NOTHING


def test_whoever_leaves_their_office_reads_no_more(incident: Incident) -> None:
    reader(incident, "leader elsewhere")
    user = asker("leader elsewhere")
    assert sight(user, incident) is Sight.READ
    membership = user.memberships.get()
    membership.ends = NOW.date() - timedelta(days=1)
    with acting(SET_UP):
        membership.save()
    assert sight(asker("leader elsewhere"), incident) is Sight.NOTHING
    assert client_of(asker("leader elsewhere")).get(url(incident)).status_code == 404


def test_whoever_reads_changes_nothing(incident: Incident) -> None:
    access, user = reader(incident), asker("admin")
    for act in (
        lambda: add_note(incident=incident, words="I was here", by=user, at=NOW),
        lambda: take_step(incident=incident, step=StepName.SUPPORT, by=user, at=NOW),
        lambda: take_step(incident=incident, step=StepName.POLICE, emergency=True, by=user, at=NOW),
        lambda: exclude(incident=incident, who=person(SCHOOL, "slt"), reason="No", by=user, at=NOW),
        lambda: hand_over(incident=incident, to=user, role=Role.HEAD, by=user, at=NOW),
    ):
        with pytest.raises(Refused, match="Nothing in it can be changed"):
            act()
    assert kinds(incident.about)[-1] == "access-given" and access.is_running(NOW)
