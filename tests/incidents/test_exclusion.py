"""Nothing tells of an incident to whoever is kept from it (S8.12 to S8.15)."""

import pytest

from incidents.models import Incident, Link
from incidents.operations.details import link_incidents
from incidents.operations.ownership import exclude
from incidents.operations.people import Named, separate_person
from incidents.operations.steps import close
from incidents.references import ALPHABET, new_reference
from incidents.vocabulary import Identity, Part
from schools.history import SET_UP, acting
from schools.operation import NotFound
from tests.builders import AT, a_reported_post, an_author, person, the_author
from tests.incidents.at_the_pages import SCHOOL, browser, errors, send, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools
from tests.prove import exclusion

JUNIOR = "larkspur-junior"
LINKED = "linked this incident to"


def about(office: str = "head", school: str = SCHOOL, **changes: object) -> Incident:
    """An incident at a school in which the holder of an office of the infant academy is accused."""
    accused = Named("Somebody", Part.ACCUSED, user=person(SCHOOL, office))
    return a_reported_post(school, people=[an_author(**changes), accused])


@pytest.mark.django_db
def test_the_site_is_the_same_byte_for_byte_with_and_without_what_somebody_is_kept_from() -> None:
    assert exclusion.run(1) == 0


def test_a_link_to_it_shows_to_those_who_see_both_and_changes_no_version(incident: Incident) -> None:
    hidden, version = about(), incident.version
    link_incidents(incident=incident, to=hidden, reason="One campaign", by=person(SCHOOL, "slt"), at=AT)
    incident.refresh_from_db()
    assert incident.version == version
    theirs, others = words(browser().get(url(incident))), words(browser("slt").get(url(incident)))
    assert LINKED in others and hidden.reference in others and "One campaign" in others
    assert LINKED not in theirs and "One campaign" not in theirs


def test_nor_does_a_link_to_one_at_another_school(incident: Incident) -> None:
    hidden = about(school=JUNIOR)
    link_incidents(incident=incident, to=hidden, reason="One campaign", by=person(SCHOOL, "slt"), at=AT)
    assert "An incident at another school of the trust" in words(browser("slt").get(url(incident)))
    page = words(browser().get(url(incident)))
    assert LINKED not in page and "another school of the trust" not in page


def test_its_reference_cannot_be_told_from_one_that_does_not_exist_by_linking(incident: Incident) -> None:
    for hidden in (about(), about(school=JUNIOR)):
        answers = [
            errors(send(browser(), incident, "link_incidents", reference=reference, reason="Why"))
            for reference in (hidden.reference, "BBB-222")
        ]
        assert answers[0] == answers[1] != ""
        with pytest.raises(NotFound):
            link_incidents(incident=incident, to=hidden, reason="Why", by=person(SCHOOL, "head"), at=AT)
        assert not Link._base_manager.exists()
        link_incidents(incident=incident, to=hidden, reason="Why", by=person(SCHOOL, "slt"), at=AT)
        with acting(SET_UP):
            Link._base_manager.get().delete()


def test_a_name_is_shown_as_it_was_typed_here_and_not_as_it_is_spelt_there(incident: Incident) -> None:
    about(name="Zoë McNowhere")
    fields = {"name": "zoe mcnowhere", "part": "SHARER", "identity": "CONFIRMED"}
    assert send(browser(), incident, "add_person", **fields).status_code == 302
    page = browser().get(url(incident)).content.decode()
    assert "zoe mcnowhere" in page and "McNowhere" not in page
    assert incident.involvements.get(part=Part.SHARER).person.name == "Zoë McNowhere", "matched all the same (0008)"


def test_a_namesake_told_apart_there_changes_no_earlier_breach_here(incident: Incident) -> None:
    head = person(SCHOOL, "head")
    close(incident=incident, outcome="REMOVED_BY_PARENT", reasons="It is down.", by=head, at=AT)
    hidden = about()
    separate_person(incident=hidden, link=the_author(hidden), by=person(SCHOOL, "chair"), at=AT)
    later = a_reported_post(at=AT.replace(hour=17), people=[an_author(identity=Identity.CONFIRMED)])
    assert incident.reference in words(browser().get(url(later)))


def test_references_are_drawn_and_not_counted() -> None:
    """S8.14: no order, no gap and no count can be read from them."""
    drawn = [new_reference() for _ in range(2000)]
    assert len(set(drawn)) == len(drawn)
    assert {letter for each in drawn for letter in each.replace("-", "")} == set(ALPHABET)
    assert sum(one < other for one, other in zip(drawn, drawn[1:], strict=False)) in range(850, 1150)


def test_whoever_is_kept_out_later_loses_the_link_that_they_saw(incident: Incident) -> None:
    other, slt = a_reported_post(), person(SCHOOL, "slt")
    link_incidents(incident=incident, to=other, reason="One campaign", by=slt, at=AT)
    assert LINKED in words(browser("slt").get(url(incident)))
    exclude(incident=other, who=slt, reason="A friend", by=person(SCHOOL, "head"), at=AT)
    assert LINKED not in words(browser("slt").get(url(incident)))
    assert LINKED in words(browser("dsl").get(url(incident)))
