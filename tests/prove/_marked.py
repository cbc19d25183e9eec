"""Schools in which every text that somebody wrote holds a canary: a word that stands nowhere else in the world."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.models import Incident
from incidents.operations import drafts
from incidents.operations.details import add_further_post, add_note
from incidents.operations.keeping import keep_capture, keep_statement
from incidents.operations.letters import draft_letter, edit_letter
from incidents.operations.people import Named
from incidents.operations.recording import record_answer, record_check, suspect_offence
from incidents.operations.steps import take_step
from incidents.playing.files import made_up
from incidents.vocabulary import Identity, LetterKind, ParentAnswer, Part, PostState
from policies.vocabulary import StepName
from schools.files.store import receive
from tests.builders import a_reported_post, person, the_author

SLUGS = ("larkspur-infant", "larkspur-junior", "tregarth", "coldwell")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Marked:
    """The canaries by the school where each was let in; those that its staff wrote; the incidents that hold them."""

    dice: random.Random
    canaries: dict[str, str] = field(default_factory=dict)
    incidents: dict[str, list[Incident]] = field(default_factory=dict)
    drafts: dict[str, list[str]] = field(default_factory=dict)
    of_staff: set[str] = field(default_factory=set)

    def canary(self, slug: str) -> str:
        """A new one, capital first so that it may be a name."""
        word = "Cq" + "".join(self.dice.choices(LETTERS, k=12))
        self.canaries[word] = slug
        return word


def marked_schools(count: int, at: datetime, seed: int) -> Marked:
    """Incidents at each of four schools, until there are so many canaries."""
    marked = Marked(random.Random(seed))
    while len(marked.canaries) < count:
        for slug in SLUGS:
            incident = an_incident(marked, slug, at)
            marked.incidents.setdefault(slug, []).append(incident)
            marked.drafts.setdefault(slug, []).append(a_draft(marked, slug, at))
    return marked


def an_incident(marked: Marked, slug: str, at: datetime) -> Incident:
    """An incident with all that can be written on one, by its head; a canary in each text."""
    before, mark = set(marked.canaries), iter(lambda: marked.canary(slug), "")
    named = [
        Named(f"{next(mark)} {next(mark)}", Part.AUTHOR, Identity.CONFIRMED, relation=next(mark)),
        Named(f"{next(mark)} {next(mark)}", Part.WITNESS, Identity.POSSIBLE, relation=next(mark)),
    ]
    texts = {"summary": next(mark), "words": next(mark), "host": next(mark), "concern": next(mark)}
    address = f"https://{next(mark).lower()}.example/{next(mark)}"
    incident = a_reported_post(slug, at=at, url=address, people=named, **texts)
    marked.canaries[address.split("//")[1].split(".")[0]] = slug
    marked.of_staff |= marked.canaries.keys() - before
    write_on(incident, mark, at + timedelta(minutes=5))
    return incident


def write_on(incident: Incident, mark: Iterator[str], at: datetime) -> None:
    """Evidence, notes, facts, a step and a letter."""
    head, author = person(incident.school.slug, "head"), the_author(incident)
    who = {"by": head, "at": at}
    file = made_up("png", 1)
    named = SimpleUploadedFile(f"{next(mark)}.png", file.read(), "image/png")
    received = receive(named, folder=incident.school.slug)
    keep_capture(incident=incident, received=received, source=next(mark), **who)
    keep_statement(incident=incident, words=next(mark), source=next(mark), **who)
    add_note(incident=incident, words=next(mark), **who)
    add_further_post(incident=incident, words=next(mark), posted=None, of=author, **who)
    take_step(incident=incident, step=StepName.DISCUSS, to=author, note=next(mark), **who)
    record_answer(incident=incident, of=author, answer=ParentAnswer.AGREED, words=next(mark), **who)
    record_check(incident=incident, state=PostState.GONE, words=next(mark), **who)
    suspect_offence(incident=incident, which=next(mark), why=next(mark), **who)
    letter = draft_letter(incident=incident, kind=LetterKind.INVITATION, to=author, **who)
    edit_letter(letter=letter, body=f"Dear parent, {next(mark)}", **who)


def a_draft(marked: Marked, slug: str, at: datetime) -> str:
    """A report in progress of somebody on the staff, whose key is given back."""
    draft = drafts.start_draft(school=marked.incidents[slug][0].school, by=person(slug, "staff"), at=at)
    drafts.answer_image_question(draft=draft, intimate=False, by=person(slug, "staff"), at=at)
    answers: dict[str, object] = {"summary": marked.canary(slug), "words": marked.canary(slug)}
    marked.of_staff |= {str(word) for word in answers.values()}
    drafts.save_draft(draft=draft, answers=answers, by=person(slug, "staff"), at=at)
    return str(draft.key)
