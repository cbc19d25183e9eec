"""What somebody who was let in does not read, who can never be let in, and that the owner is mailed (S8.24, S14.04)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.template.loader import render_to_string

from incidents.access import Sight
from incidents.models import Access, Evidence, Incident
from incidents.operations.break_glass import let_in
from incidents.operations.details import add_note
from incidents.operations.keeping import keep_statement
from incidents.operations.knowing import keep_document, keep_name, let_read
from incidents.operations.letters import draft_letter
from incidents.operations.ownership import exclude, hand_over, readmit, recuse
from incidents.operations.people import Named, link_person
from incidents.vocabulary import Identity, LetterKind, Part
from schools.history import SET_UP, acting
from schools.models import Look, School, User
from schools.models.outbox import Outgoing
from schools.operation import NotFound, Refused
from schools.operations import appoint
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, an_author, client_of, keep_a_capture, person
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.let_in import ASKERS, asker, asks, deciders, kinds, reader, sight

REPORTER, WITNESS, CHILD, ADVICE = "Tom Lister", "Imogen Quickly", "Rosalind Peverell", "The solicitor says wait"


@pytest.fixture
def post(schools: None) -> Incident:
    """A report by somebody who must not be named, with a witness, a child, advice, a letter to the child."""
    seen = Named(WITNESS, Part.WITNESS, Identity.CONFIRMED, "a mother in Year 2")
    child = Named(CHILD, Part.AUTHOR, Identity.CONFIRMED, child=True)
    made, head = a_reported_post(people=[child, seen]), person(SCHOOL, "head")
    statement = keep_statement(incident=made, words="I saw it", source=f"{WITNESS} on Monday", by=head, at=AT)
    for whose in (made.reported_by, made.involvements.get(part=Part.WITNESS), statement):
        keep_name(incident=made, whose=whose, reason="They are neighbours", by=head, at=AT)
    keep_a_capture(made, head, AT)
    keep_document(incident=made, evidence=advice_of(made), by=head, at=AT)
    add_note(incident=made, words=ADVICE, legal=True, by=head, at=AT)
    to = made.involvements.get(part=Part.AUTHOR)
    draft_letter(incident=made, kind=LetterKind.INVITATION, to=to, by=head, at=AT)
    return Incident._base_manager.get(pk=made.pk)


def advice_of(incident: Incident) -> Evidence:
    """The file that is legal advice."""
    return incident.evidence.get(kind="CAPTURE")


@pytest.mark.parametrize("name", ASKERS)
def test_whoever_was_let_in_reads_no_name_that_is_kept_back_and_no_legal_advice(post: Incident, name: str) -> None:
    """S8.24: it opens the incident, not what is kept from most who work on it."""
    reader(post, name)
    client = client_of(asker(name))
    letter = url(post, "letter", post.letters.get().key)
    for _ in range(2):  # asked for or not, names of children are all that is shown
        page = words(client.get(url(post))) + words(client.get(letter).content and client.get(letter))
        assert "I saw it" in page and "Somebody at the school" in page and "A document is kept from you." in page
        for kept in (REPORTER, WITNESS, ADVICE, advice_of(post).original_name, "a mother in Year 2"):
            assert kept not in page, kept
        assert client.post(url(post, "show_names")).status_code == 302
    assert client.get(url(post, "evidence", advice_of(post).key)).status_code == 404
    got = browser().get(url(post, "evidence", advice_of(post).key))
    assert got.status_code == 200 and got.getvalue()


def test_whoever_was_let_in_sees_names_of_children_once_that_they_asked_is_on_record(post: Incident) -> None:
    """S14.04: each time they ask is a look; for whoever was not let in there is nothing to ask."""
    asks(post, asker("trust_lead"))
    reader(post, "admin")
    client, letter = client_of(asker("admin")), url(post, "letter", post.letters.get().key)
    page = words(client.get(url(post)))
    assert "Pupil 1" in page and "Show names" in page and CHILD not in page
    assert f"To {CHILD}" not in words(client.get(letter))
    assert client_of(asker("trust_lead")).post(url(post, "show_names")).status_code == 404
    assert not Look.objects.across_schools("test").filter(kind="reveal").exists()
    for times in (1, 2):
        assert client.post(url(post, "show_names"))["Location"] == url(post) + "#people"
        looks = Look.objects.across_schools("test").filter(kind="reveal").values_list("viewer", "about")
        assert list(looks) == [(asker("admin").pk, post.about)] * times
    assert CHILD in words(client.get(url(post))) and f"To {CHILD}" in words(client.get(letter))
    assert "the names of children" in words(browser().get(url(post, "incident_looks")))
    with time_machine.travel(NOW + timedelta(minutes=29), tick=False):
        assert CHILD in words(client.get(url(post)))
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert "Pupil 1" in words(client.get(url(post)))
        assert CHILD not in words(client.get(url(post)))


def test_whoever_was_let_in_is_no_adviser(post: Incident) -> None:
    reader(post, "trust_lead")
    document = post.legal_documents.get(note=None)
    with pytest.raises(Refused, match="Choose somebody who sees this incident"):
        let_read(incident=post, document=document, who=asker("trust_lead"), by=person(SCHOOL, "head"), at=NOW)
    let_read(incident=post, document=document, who=person(SCHOOL, "slt"), by=person(SCHOOL, "head"), at=NOW)


def test_who_once_owned_it_or_advised_and_left_is_trusted_with_no_more_than_others_let_in(post: Incident) -> None:
    """What they were trusted with was for the office that they held; being let in does not bring it back."""
    head, slt = person(SCHOOL, "head"), person(SCHOOL, "slt")
    for document in post.legal_documents.all():
        let_read(incident=post, document=document, who=slt, by=head, at=AT)
    hand_over(incident=post, to=slt, role=Role.SLT, by=head, at=AT)
    assert ADVICE in words(browser("slt").get(url(post)))
    with acting(SET_UP):
        slt.memberships.update_or_create(role=Role.SLT, defaults={"role": Role.ADMIN})
    let_in(access=asks(post, person_again(slt)), hours=1, by=head, at=NOW)
    page = words(client_of(person_again(slt)).get(url(post)))
    assert "I saw it" in page and "A document is kept from you." in page
    for kept in (ADVICE, REPORTER, WITNESS):
        assert kept not in page, kept
    assert client_of(person_again(slt)).get(url(post, "evidence", advice_of(post).key)).status_code == 404


def person_again(user: User) -> User:
    """The same person as the database has them now."""
    return User.objects.get(pk=user.pk)


def test_whoever_stepped_aside_or_is_kept_out_is_never_let_in_and_lets_nobody_in(incident: Incident) -> None:
    """S8.24, S8.18: the exclusion is looked at before any other way in, and stays a conflict when it ends."""
    head, chair = person(SCHOOL, "head"), person(SCHOOL, "chair")
    before = asks(incident, asker("admin"))
    hand_over(incident=incident, to=chair, role=Role.CHAIR, by=head, at=AT)
    recuse(incident=incident, reason="A friend", by=chair, at=AT)
    recuse(incident=incident, reason="A friend", by=head, at=AT)
    assert deciders(before) == {"trust_lead"}
    for user in (head, chair):
        with pytest.raises(NotFound):
            let_in(access=before, hours=1, by=user, at=NOW)
    appoint(user=chair, role=Role.ADMIN, school=incident.school, starts=AT.date(), by=SET_UP, at=AT)
    lead = person(SCHOOL, "trust_lead")
    assert asks(incident, person(SCHOOL, "chair")).incident is None
    readmit(incident=incident, who=chair, reason="No friend any more", by=lead, at=NOW)
    assert asks(incident, person(SCHOOL, "chair"), NOW + timedelta(days=4)).incident is None
    let_in(access=before, hours=1, by=lead, at=NOW)
    assert (sight(asker("admin"), incident), sight(person(SCHOOL, "head"), incident)) == (Sight.READ, Sight.NOTHING)


def test_whoever_gets_a_part_in_it_before_they_are_answered_is_not_let_in(incident: Incident) -> None:
    access, head = asks(incident, asker("admin")), person(SCHOOL, "head")
    exclude(incident=incident, who=asker("admin"), reason="His brother", by=head, at=NOW)
    with pytest.raises(Refused, match="cannot be let in to this incident any more"):
        let_in(access=access, hours=1, by=head, at=NOW)
    assert not Access._base_manager.get().given and not Outgoing.objects.exists()


@pytest.mark.parametrize("way", ["excluded", "linked"])
def test_a_conflict_ends_the_reading_in_the_same_moment_and_says_no_more_than_that_it_is_over(
    incident: Incident, way: str
) -> None:
    """S8.12, S8.24: the page of their own request tells them no more than when somebody ended it."""
    access, head, user = reader(incident), person(SCHOOL, "head"), asker("admin")
    other = reader(a_reported_post(), "admin")
    assert "You may read" in words(client_of(user).get(f"/{SCHOOL}/break-glass/{access.key}/"))
    if way == "excluded":
        exclude(incident=incident, who=user, reason="His brother", by=head, at=NOW)
    else:
        link_person(incident=incident, named=Named("Jean", Part.TARGET, user=user), by=head, at=NOW)
    access.refresh_from_db()
    other.refresh_from_db()
    assert (access.ended_at, access.ended_by, other.ended_at) == (NOW, head, None)
    assert kinds(incident.about).count("access-ended") == 1
    page = words(client_of(user).get(f"/{SCHOOL}/break-glass/{access.key}/"))
    assert "Your time to read this is over." in page and "You may read" not in page
    assert client_of(user).post(url(incident, "show_names")).status_code == 404
    assert client_of(user).get(url(incident)).status_code == 404


def test_the_owner_is_mailed_in_the_transaction_in_which_somebody_is_let_in(schools: None) -> None:
    """S8.24: the head or whoever owns it in their place; nobody with a conflict; nobody where nothing came of it."""
    accused = Named("Somebody", Part.ACCUSED, user=person(SCHOOL, "head"))
    theirs, ours = a_reported_post(people=[an_author(), accused]), a_reported_post()
    for made, by, owner in ((theirs, "chair", "chair"), (ours, "head", "head")):
        let_in(access=asks(made, asker("admin")), hours=1, by=person(SCHOOL, by), at=NOW)
        sent = Outgoing.objects.latest("pk")
        assert (sent.to, sent.template) == (person(SCHOOL, owner).email, "something_to_see")
    assert Outgoing.objects.count() == 2
    hand_over(incident=ours, to=person(SCHOOL, "dsl"), role=Role.DSL, by=person(SCHOOL, "head"), at=AT)
    with transaction.atomic():
        let_in(access=asks(ours, asker("trust_lead")), hours=1, by=person(SCHOOL, "head"), at=NOW)
        assert Outgoing.objects.latest("pk").to == person(SCHOOL, "dsl").email
        transaction.set_rollback(True)
    assert Outgoing.objects.count() == 2 and Access._base_manager.filter(until=None).count() == 0


def test_of_two_who_hold_the_office_only_the_one_free_of_conflict_is_mailed(incident: Incident) -> None:
    """S8.12: an exclusion holds for mail as for pages."""
    both, dsl = {person(SCHOOL, "head").email, person(SCHOOL, "dsl").email}, person(SCHOOL, "dsl")
    appoint(user=dsl, role=Role.HEAD, school=incident.school, starts=AT.date(), by=SET_UP, at=AT)
    reader(incident)
    assert set(Outgoing.objects.values_list("to", flat=True)) == both
    exclude(incident=incident, who=person_again(dsl), reason="A friend", by=person(SCHOOL, "head"), at=NOW)
    reader(incident, "trust_lead")
    assert Outgoing.objects.filter(to=dsl.email).count() == 1


def test_the_mail_says_that_there_is_something_and_not_what(incident: Incident) -> None:
    """S14.05: no name, reference, category, stage or reason; the link leads to the home page, not to the incident."""
    access, school = reader(incident), School.objects.get(slug=SCHOOL)
    sent = Outgoing.objects.get()
    assert sent.data == {"school": school.name, "link": f"/{SCHOOL}/"}
    text = sent.subject + render_to_string("mail/something_to_see.txt", sent.data)
    assert "something for you to see" in text
    for kept in (incident.reference, incident.summary, access.reason, access.asked_by.name, "incident", "read it"):
        assert kept.lower() not in text.lower(), kept
    assert "was let in to read" in words(browser().get(f"/{SCHOOL}/"))
