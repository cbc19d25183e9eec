"""What the tests of subject access share: an incident full of others, a request, and the file that leaves."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any

import pypdfium2
from django.test import Client
from django.urls import reverse

from incidents.models import Incident, Involvement, SubjectAccessRequest
from incidents.operations.answering_access import choose_people
from incidents.operations.details import add_further_post, add_note
from incidents.operations.keeping import keep_statement
from incidents.operations.knowing import keep_document, keep_name
from incidents.operations.people import Named, link_person, unlink_person
from incidents.operations.recording import record_answer, record_check
from incidents.operations.steps import take_step
from incidents.operations.subject_access import confirm_identity, log_request
from incidents.vocabulary import Identity, ParentAnswer, Part, PostState
from policies.vocabulary import StepName
from schools.models import School, User
from tests.builders import AT, a_reported_post, an_author, keep_a_capture, person, the_author

HERE = "larkspur-infant"
CAME = date(2026, 11, 14)
CANARIES = {
    "other": "Quillan Vexworth",
    "child": "Tamsin Ozark",
    "witness": "Winnifred Blathe",
    "unlinked": "Wanda Wrongsley",
    "source": "Sourcella Gate",
    "legal": "privilegedcanary",
    "note": "solicitorcanary",
    "statement": "statementcanary",
    "elsewhere": "elsewherecanary",
    "elsewhere_name": "Jorah Farfield",
}
"""Names and words of others, none of which may leave."""


def a_crowded_incident() -> Incident:
    """One in which Kerry Lodge wrote the post, with everybody and everything that must not leave with it."""
    head, names = person(HERE, "head"), CANARIES
    incident = a_reported_post(words=f"It was {names['other']} again, and Tamsin. I, Kerry, saw it.")
    link(incident, names["other"], Part.SHARER)
    link(incident, names["child"], Part.NAMED, child=True)
    witness = link(incident, names["witness"], Part.WITNESS)
    wrong = link(incident, names["unlinked"], Part.SHARER)
    unlink_person(incident=incident, link=wrong, reason="Not her", by=head, at=AT)
    keep_name(incident=incident, whose=witness, reason="She is afraid.", by=head, at=AT)
    words = f"{names['statement']} and Kerry Lodge"
    keep_statement(incident=incident, words=words, source=names["source"], by=head, at=AT)
    keep_a_capture(incident, head)
    document = keep_a_capture(incident, head)
    keep_document(incident=incident, evidence=document, by=head, at=AT)
    note = f"Rang Kerry Lodge. Vexworth and Quilan were named, so was Wanda. Amara Okafor rang; {names['witness']} too."
    take_step(incident=incident, step=StepName.DISCUSS, to=the_author(incident), note=note, by=head, at=AT)
    given: dict[str, Any] = {"necessity": "-", "despite": "-", "by": head, "at": AT}
    legal = f"{names['legal']} about Kerry Lodge"
    take_step(incident=incident, step=StepName.LEGAL_ADVICE, note=legal, **given)
    add_note(incident=incident, words=f"{names['note']} on Kerry Lodge", legal=True, by=head, at=AT)
    add_note(incident=incident, words="Kerry Lodge apologised to Mrs Ozark.", by=head, at=AT)
    add_note(incident=incident, words="The caretaker mended the gate.", by=head, at=AT)
    said = {"answer": ParentAnswer.APOLOGISED, "words": "Sorry, also to Tamsin O.", "of": the_author(incident)}
    record_answer(incident=incident, by=head, at=AT, **said)
    record_check(incident=incident, state=PostState.GONE, by=head, at=AT)
    other = incident.involvements.get(part=Part.SHARER, unlinked_at__isnull=True)
    add_further_post(incident=incident, words="Lodge is right", posted=None, by=head, of=other, at=AT)
    return again(incident)


def elsewhere() -> Incident:
    """An incident at which she has no part."""
    words = f"{CANARIES['elsewhere']} {CANARIES['elsewhere_name']}"
    return a_reported_post(summary=words, words=words, people=[an_author(name=CANARIES["elsewhere_name"])])


def link(incident: Incident, name: str, part: Part, **changes: Any) -> Involvement:
    """Link somebody."""
    named = Named(name=name, part=part, identity=Identity.CONFIRMED, **changes)
    return link_person(incident=incident, named=named, by=person(HERE, "head"), at=AT)


def again(incident: Incident) -> Incident:
    """The incident as it stands now."""
    return Incident._base_manager.select_related("school").get(pk=incident.pk)


def a_request(by: str = "head", name: str = "Kerry Lodge", **changes: Any) -> SubjectAccessRequest:
    """A request as somebody logs it, with who asks made sure of."""
    user = person(HERE, by)
    given = {"name": name, "received_on": CAME, "came": "A letter", "by": user, "at": AT, **changes}
    made = log_request(school=School.objects.select_related("trust").get(slug=HERE), **given)
    confirm_identity(request=made, how="Known to the office.", by=user, at=AT)
    return SubjectAccessRequest._base_manager.select_related("school__trust", "logged_by").get(pk=made.pk)


def choose(request: SubjectAccessRequest, *links: Involvement, by: str = "head") -> None:
    """Say that these are the person."""
    people = {str(each.person.key) for each in links}
    choose_people(request=request, people=people, by=person(HERE, by), at=AT)


def page(request: SubjectAccessRequest, name: str = "subject_access", *more: Any) -> str:
    """The address of a page of a request."""
    return reverse(name, args=[HERE, request.key, *more])


def form_on(client: Client, address: str) -> dict[str, str]:
    """What a form holds as its page shows it."""
    html = client.get(address).content.decode()
    found = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)"(?: value="([^"]*)")?', html))
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def look_over(client: Client, request: SubjectAccessRequest, incident: Incident, **changes: str) -> Any:
    """Send the page of one incident as it stands, with every item looked at."""
    address = page(request, "subject_access_review", incident.reference)
    return client.post(address, {**form_on(client, address), "looked": "on", **changes})


@dataclass
class Answer:
    """The file that left."""

    content: bytes

    @property
    def archive(self) -> zipfile.ZipFile:
        """To be read."""
        return zipfile.ZipFile(io.BytesIO(self.content))

    @property
    def data(self) -> dict[str, Any]:
        """What it says to a computer."""
        return json.loads(self.archive.read("answer.json"))

    @property
    def pdf(self) -> str:
        """The words of its pages."""
        pages = pypdfium2.PdfDocument(self.archive.read("answer.pdf"))
        return "\n".join(each.get_textpage().get_text_range() for each in pages)

    @property
    def everything(self) -> str:
        """Every word in it, and the names of its files."""
        names = "\n".join(self.archive.namelist())
        return "\n".join([names, json.dumps(self.data, ensure_ascii=False), self.pdf])


def made(client: Client, request: SubjectAccessRequest) -> Answer:
    """Make the answer."""
    response = client.post(page(request, "subject_access_release"), {"sure": "on"})
    assert response.status_code == 200 and "attachment" in response.headers.get("Content-Disposition", ""), response
    return Answer(response.getvalue())


def user(office: str) -> User:
    """Whoever holds an office here."""
    return person(HERE, office)
