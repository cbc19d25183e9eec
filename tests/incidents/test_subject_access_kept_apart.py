"""Somebody who is kept from an incident finds in requests what a stranger finds (S8.13, S14.09)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from incidents.models import Incident, SubjectAccessRequest
from incidents.operations.answering_access import choose_people, look_over, nothing_held, release
from incidents.operations.break_glass import ask_to_read, let_in
from incidents.operations.ownership import hand_over
from incidents.operations.people import Named
from incidents.operations.subject_access import log_request, pause
from incidents.vocabulary import Part
from schools.models import School
from schools.operation import NotFound, Refused
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, an_author, client_of, person, the_author
from tests.incidents.at_subject_access import (
    CAME,
    HERE,
    a_crowded_incident,
    a_request,
    choose,
    made,
    page,
    user,
)
from tests.incidents.at_subject_access import (
    look_over as looked_over,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    """A clock that stands still, so that two pages differ by nothing that the time has done."""
    with time_machine.travel(LATER, tick=False):
        yield


def hidden(who: str = "head", **changes: Any) -> Incident:
    """An incident about somebody of the school, who is kept from it, by the same person."""
    accused = Named("Somebody", Part.ACCUSED, user=user(who))
    return a_reported_post(words="hiddencanary", people=[an_author(**changes), accused])


def plain(content: bytes) -> bytes:
    """A page without what is drawn anew each time."""
    content = re.sub(rb'<p class="printed">.*</p>', b"", content)
    return re.sub(rb'name="(csrfmiddlewaretoken|once)" value="[^"]+"', b"", content)


def everything(client: Client, request: SubjectAccessRequest, incident: Incident) -> list[bytes]:
    """Every page of requests as somebody reads them, and what leaves."""
    addresses = [f"/{HERE}/", f"/{HERE}/subject-access/", f"/{HERE}/subject-access/new/", page(request)]
    addresses += [page(request, "subject_access_people") + rest for rest in ("", "?q=lodge", "?q=kerry")]
    addresses += [page(request, "subject_access_review", incident.reference), page(request, "subject_access_release")]
    acts = ("identity", "pause", "extend", "withdraw", "nothing-held")
    addresses += [page(request, "subject_access_change", act) for act in acts]
    responses = [client.get(address) for address in addresses]
    assert [each.status_code for each in responses] == [200] * len(responses)
    sent = client.post(page(request, "subject_access_change", "nothing-held"))
    return [*(plain(each.content) for each in responses), plain(sent.content), made(client, request).content]


def test_pages_and_answer_of_whoever_logged_it_are_byte_for_byte_the_same_with_a_hidden_incident() -> None:
    """S8.13, S14.09: also once the chair has answered for it."""
    incident, head = a_crowded_incident(), client_of(user("head"))
    request = a_request()
    choose(request, the_author(incident))
    assert looked_over(head, request, incident).status_code == 302
    everything(head, request, incident)  # once, so that what it does itself is done
    before = everything(head, request, incident)
    kept_from = hidden()
    assert everything(head, request, incident) == before
    choose(request, the_author(kept_from), by="chair")
    chair = client_of(user("chair"))
    assert looked_over(chair, request, kept_from).status_code == 302
    assert everything(head, request, incident) == before
    assert "hiddencanary" in made(chair, request).everything
    assert everything(head, request, incident) == before


def test_nor_does_a_hidden_incident_alone_show_to_whoever_logged_it() -> None:
    head, request = client_of(user("head")), a_request()
    addresses = [page(request), page(request, "subject_access_people"), f"/{HERE}/subject-access/"]
    before = [plain(head.get(each).content) for each in addresses]
    kept_from = hidden()
    assert [plain(head.get(each).content) for each in addresses] == before
    answers = [
        head.get(page(request, "subject_access_review", reference)).content
        for reference in (kept_from.reference, "BBB-222")
    ]
    assert answers[0] == answers[1]
    with pytest.raises(NotFound):
        choose(request, the_author(kept_from))
    given: dict[str, Any] = {"request": request, "by": user("head"), "at": AT}
    with pytest.raises(NotFound):
        look_over(incident=kept_from, digest="", decisions={}, **given)
    assert nothing_held(**given).outcome == "NOTHING"


def test_the_chair_finds_every_request_and_answers_for_what_whoever_logged_it_may_not_open() -> None:
    seen, kept_from = a_crowded_incident(), hidden()
    request, chair = a_request(), client_of(user("chair"))
    shown = chair.get(page(request)).content.decode()
    assert "mostly there is none" in shown and "Could also be them: <bdi>Kerry Lodge</bdi>" in shown
    with pytest.raises(NotFound):
        choose(request, the_author(kept_from), the_author(seen), by="dsl")
    choose(request, the_author(kept_from), by="chair")
    shown = chair.get(page(request)).content.decode()
    assert kept_from.reference in shown and seen.reference not in shown
    assert looked_over(chair, request, seen).status_code == 404
    assert looked_over(chair, request, kept_from).status_code == 302
    assert [each["reference"] for each in made(chair, request).data["incidents"]] == [kept_from.reference]


def test_what_was_handed_to_a_leader_out_of_sight_of_the_head_is_answered_by_them() -> None:
    dsl, kept_from = user("dsl"), hidden()
    request = a_request()
    assert client_of(dsl).get(page(request)).status_code == 404
    hand_over(incident=kept_from, to=dsl, role=Role.DSL, by=user("chair"), at=AT)
    choose(request, the_author(kept_from), by="dsl")
    shown = client_of(dsl).get(page(request)).content.decode()
    assert kept_from.reference in shown
    assert kept_from.reference not in client_of(user("chair")).get(page(request)).content.decode()


def test_a_head_who_asks_about_themselves_finds_nothing_and_the_leaders_answer() -> None:
    incident = a_reported_post(people=[an_author(), Named("Amara Okafor", Part.NAMED, user=user("head"))])
    with pytest.raises(Refused, match="your own request"):
        a_request(name="Amara Okafor", requester=user("head"))
    request = a_request("chair", name="Amara Okafor", requester=user("head"))
    head, slt = client_of(user("head")), client_of(user("slt"))
    nowhere = head.get(f"/{HERE}/subject-access/00000000-0000-4000-8000-000000000000/")
    theirs = head.get(page(request))
    assert theirs.status_code == 404 and theirs.content == nowhere.content
    assert "Amara Okafor</bdi></a>" not in head.get(f"/{HERE}/subject-access/").content.decode()
    mine = incident.involvements.get(part=Part.NAMED)
    choose(request, mine, by="slt")
    assert incident.reference in slt.get(page(request)).content.decode()
    with pytest.raises(NotFound):
        pause(request=request, why="CLARIFY", since=CAME, by=user("head"), at=AT)


def test_whoever_is_the_person_cannot_answer_for_themselves_under_another_name_either() -> None:
    incident = a_reported_post(people=[an_author(), Named("Head Nickname", Part.NAMED, user=user("head"))])
    request = a_request(name="Head Nickname")
    with pytest.raises(Refused, match="This is you"):
        choose(request, incident.involvements.get(part=Part.NAMED))


def test_whoever_has_a_part_in_an_incident_leaves_it_to_others() -> None:
    """A conflicted head sees it still, and decides nothing of it."""
    incident = a_reported_post(people=[an_author(), Named("Amara Okafor", Part.TARGET, user=user("head"))])
    request = a_request()
    assert incident.reference not in client_of(user("head")).get(page(request)).content.decode()
    choose(request, the_author(incident), by="chair")
    assert incident.reference in client_of(user("chair")).get(page(request)).content.decode()


def test_a_reader_who_was_let_in_releases_nothing_and_nobody_else_does() -> None:
    incident, request = a_crowded_incident(), a_request()
    choose(request, the_author(incident))
    admin, school = user("admin"), incident.school
    access = ask_to_read(school=school, reference=incident.reference, reason="Asked", by=admin, at=LATER)
    let_in(access=access, hours=2, by=user("head"), at=LATER)
    assert client_of(admin).get(f"/{HERE}/incidents/{incident.reference}/").status_code == 200
    people = {"staff", "governor", "slt", "dsl", "admin"}
    for who in (*(user(each) for each in people), person("larkspur-junior", "head"), person("tregarth", "head")):
        client = client_of(who)
        for address in (page(request), page(request, "subject_access_release"), f"/{HERE}/subject-access/new/"):
            assert client.get(address).status_code == 404
            assert client.post(address).status_code in (404, 405)
        given: dict[str, Any] = {"request": request, "by": who, "at": LATER}
        for act in (
            lambda: choose_people(people=set(), **given),  # noqa: B023
            lambda: nothing_held(**given),  # noqa: B023
            lambda: release(pack=Empty, archive=None, **given),  # type: ignore[arg-type] # noqa: B023
        ):
            with pytest.raises(NotFound):
                act()
        with pytest.raises(NotFound):
            log_request(school=school, name="K", received_on=CAME, came="x", by=who, at=LATER)


class Empty:
    """Something that holds no incident."""

    incidents: tuple[()] = ()


def test_another_school_of_the_trust_finds_nothing_of_a_person_here() -> None:
    incident = a_crowded_incident()
    head = user_at("larkspur-junior", "head")
    school = School.objects.select_related("trust").get(slug="larkspur-junior")
    request = log_request(school=school, name="Kerry Lodge", received_on=CAME, came="x", by=head, at=AT)
    client = client_of(head)
    shown = client.get(f"/larkspur-junior/subject-access/{request.key}/").content.decode()
    assert incident.reference not in shown and "Could also be them" not in shown
    assert client.get(f"/{HERE}/subject-access/").status_code == 404
    with pytest.raises(NotFound):
        choose_people(request=request, people={str(the_author(incident).person.key)}, by=head, at=AT)


def user_at(school: str, office: str) -> Any:
    """Whoever holds an office at another school."""
    return person(school, office)
