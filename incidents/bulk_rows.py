"""One bulk incident, made up in memory for measuring: its rows, unsaved, and its events, in the order of a real story.

Nothing here asks or writes the database; `bulk.py` does. The words are ours and mean nobody. Nine in ten incidents have
two events and every tenth has twenty, so that there are 3.8 events an incident; three in ten are open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Model

from incidents.ladder import higher
from incidents.models import Categorisation, Evidence, Finding, Incident, Involvement, Person, Post, Taken
from incidents.timeline import EventKind
from incidents.vocabulary import (
    Channel,
    EvidenceKind,
    FindingKind,
    HostAnswer,
    Identity,
    Outcome,
    ParentAnswer,
    Part,
    PostState,
)
from policies.models import Adoption, Category
from policies.vocabulary import LADDER, StepName
from schools.models import School, User
from schools.record import Draft

LONG_EVERY, OPEN_IN_TEN = 10, 3
RARE, COMMON = "quillwort", "playground"
"""A word that stands in twenty incidents of a school, and one that stands in nearly half of them."""

FIRST = "Ada Bea Cal Dov Eve Fay Gus Hal Ida Jon Kit Lou Mab Ned Ola Pip Ros Sid Tam Una Val Wyn Xan Yve Zed".split()
LAST = (
    "Abbott Barker Carver Draper Ellery Fletcher Gardner Hooper Ives Joyner Kemp Lorimer Mason Naylor Oakes Packer "
    "Quarrier Roper Sawyer Tanner Usher Vickers Weaver Yeoman"
).split()
SUBJECTS = (
    "A remark about the school dinners in a parents' group",
    "A post says that nobody answered the telephone",
    "A picture of the gate with an unkind line under it",
    "A comment about a lesson that a parent did not like",
    "A message that names a member of staff",
    "A review that mixes up two schools",
    "A thread about parking in the lane",
    "A complaint about homework in a class chat",
)
SENTENCES = (
    "It was written late in the evening and three people have answered it since.",
    "The writer says that the office was told twice and did nothing about it.",
    f"Part of it is about what happened at the {COMMON} after lunch on Monday.",
    "Somebody else in the group asks everybody to be kind and to wait for the facts.",
    "The writer calls the decision a disgrace and asks who is going to pay for it.",
    "There is a picture with it that shows the sign at the gate and no people.",
    "One answer repeats a rumour that the school put right in a letter last year.",
    "A grandmother writes that the school was never better looked after than now.",
    "The last line says that the writer will go on until somebody rings back.",
)
HOSTS = {Channel.SOCIAL_NETWORK: "Facebook", Channel.CLOSED_CHAT: "WhatsApp", Channel.REVIEW: "A review site"}
QUIET = (Outcome.NOT_A_BREACH, Outcome.COMPLAINTS_PROCEDURE, Outcome.NOT_ESTABLISHED, Outcome.NO_FURTHER_ACTION)


@dataclass(frozen=True)
class Ground:
    """What every incident of a school stands on."""

    school: School
    adoption: Adoption
    categories: Sequence[Category]
    head: User
    staff: User


@dataclass
class Rows:
    """One incident's rows, and the events that tell of them."""

    incident: Incident
    link: Involvement
    words: list[str]
    rows: list[Model] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)


def sentences(chance: Random, rare: bool) -> str:
    """A text of four sentences; the rare word is in it where asked for."""
    drawn = chance.sample(SENTENCES, 4)
    return " ".join([*drawn[:3], drawn[3].replace("the", f"the {RARE}", 1) if rare else drawn[3]])


def a_name(chance: Random) -> str:
    """A made-up name."""
    return f"{chance.choice(FIRST)} {chance.choice(FIRST)[0]} {chance.choice(LAST)}"


class Telling:
    """Adds row after row to one incident, and tells of each, as the operations do."""

    def __init__(self, ground: Ground, chance: Random, at: datetime, reference: str, person: Person) -> None:
        self.ground, self.chance, self.at = ground, chance, at
        channel = chance.choice([*HOSTS, Channel.CLOSED_CHAT, Channel.FORUM])
        self.incident = Incident(
            school=ground.school,
            reference=reference,
            adoption=ground.adoption,
            summary=chance.choice(SUBJECTS),
            channel=channel,
            host=HOSTS.get(channel, ""),
            reported_at=at,
            reported_by=ground.staff,
            owner_role="HEAD",
        )
        link = Involvement(
            incident=self.incident,
            person=person,
            part=Part.AUTHOR,
            identity=Identity.PROBABLE,
            relation="a parent",
            linked_at=at,
            linked_by=ground.staff,
        )
        self.story = Rows(self.incident, link, [])

    def tell(self, kind: EventKind, by: User, **details: Any) -> None:
        """Add an event, and let some hours pass."""
        told = {"actor_name": by.name} | {key: value for key, value in details.items() if value not in (None, "")}
        self.story.drafts.append(Draft(kind.value, self.incident.about, by, self.at, told))
        self.at += timedelta(hours=self.chance.randint(1, 20))
        self.incident.version += 1

    def report(self, words: str) -> None:
        """The report, its post and its category."""
        url = f"https://social.example/groups/{self.chance.randrange(10**9)}"
        self.incident.version = 0
        self._post(words, url)
        category = self.chance.choice(self.ground.categories)
        self.story.rows.append(Categorisation(incident=self.incident, category=category))
        self.tell(EventKind.REPORTED, self.ground.staff, summary=self.incident.summary, words=words, url=url)

    def post_again(self, words: str) -> None:
        """A further post by the same person."""
        self._post(words, "")
        self.tell(EventKind.FURTHER_POST, self.ground.head, words=words, to=str(self.story.link.key))

    def _post(self, words: str, url: str) -> None:
        posted = self.at - timedelta(hours=9)
        given = {"posted_on": posted.date(), "posted_at": posted, "found_at": self.at}
        self.story.words += [words, url]
        self.story.rows.append(Post(incident=self.incident, words=words, url=url, by=self.story.link, **given))

    def keep(self, words: str = "") -> None:
        """A statement, or without words a capture, of which no file is made."""
        given: dict[str, Any] = {"kind": EvidenceKind.STATEMENT, "words": words}
        if not words:
            path = f"{self.ground.school.slug}/{self.chance.randbytes(16).hex()}"
            given = {"kind": EvidenceKind.CAPTURE, "path": path, "sha256": self.chance.randbytes(32).hex()}
            given |= {"size": 204_800, "media_type": "image/png", "extension": "png", "original_name": "screenshot.png"}
        kept = Evidence(incident=self.incident, kept_at=self.at, kept_by=self.ground.head, source="Screenshot", **given)
        self.story.rows.append(kept)
        what = "a statement" if words else "a file, screenshot.png"
        self.tell(EventKind.KEPT, self.ground.head, what=what, key=str(kept.key), sha256=kept.sha256, words=words)

    def take(self, step: StepName, note: str = "", days: int = 0) -> None:
        """A step, with a date where so many days are given; such a date is done, unless it makes one that is open."""
        due = self.at + timedelta(days=days) if days else None
        to = self.story.link if step in (StepName.DISCUSS, StepName.ASK_FOR_REMOVAL) else None
        given = {"to": to, "note": note, "due_at": due, "at": self.at, "by": self.ground.head}
        self.story.rows.append(Taken(incident=self.incident, step=step, done_at=due, **given))
        if step in LADDER:
            self.incident.last_step, self.incident.last_step_at = step, self.at
            self.incident.highest_step = higher(self.incident.highest_step, step)
        self.tell(EventKind.STEP, self.ground.head, step=step.value, to=str(to.key) if to else "", note=note, due=due)

    def find(self, kind: FindingKind, event: EventKind, value: str) -> None:
        """An answer or a check."""
        of = self.story.link if kind == FindingKind.PARENT else None
        row = Finding(incident=self.incident, kind=kind, value=value, of=of, at=self.at, by=self.ground.head)
        self.story.rows.append(row)
        self.tell(event, self.ground.head, value=value, to=str(of.key) if of else "")

    def note(self, words: str) -> None:
        """A note."""
        self.tell(EventKind.NOTED, self.ground.head, words=words)

    def leave_open(self) -> None:
        """The last date that was set is still to be kept."""
        dated = [row for row in self.story.rows if isinstance(row, Taken) and row.due_at]
        if dated:
            dated[-1].done_at, self.incident.due_at = None, dated[-1].due_at

    def close(self, outcome: Outcome) -> None:
        """The end."""
        self.incident.closed_at, self.incident.closed_by, self.incident.outcome = self.at, self.ground.head, outcome
        self.incident.closing_reasons = "Nothing more is to be done."
        reasons = self.incident.closing_reasons
        self.tell(EventKind.CLOSED, self.ground.head, outcome=outcome.value, reasons=reasons)


def short(story: Telling, still_open: bool) -> None:
    """One event after the report: a talk with a date to come, a statement, or the end."""
    if not still_open:
        story.close(story.chance.choice(QUIET))
    elif story.chance.random() < 0.5:
        story.take(StepName.DISCUSS, note=story.chance.choice(SENTENCES), days=7)
        story.leave_open()
    else:
        story.keep(story.chance.choice(SENTENCES))


def long(story: Telling, still_open: bool) -> None:
    """Nineteen events after the report."""
    words = story.chance.choice(SENTENCES)
    story.keep()
    story.keep(words)
    story.take(StepName.DISCUSS, note=words, days=5)
    story.find(FindingKind.PARENT, EventKind.ANSWERED, ParentAnswer.UNAWARE.value)
    story.take(StepName.ASK_FOR_REMOVAL, days=2)
    story.find(FindingKind.PARENT, EventKind.ANSWERED, ParentAnswer.REFUSED.value)
    story.find(FindingKind.CHECK, EventKind.CHECKED, PostState.UP.value)
    story.post_again(words)
    story.note(words)
    story.take(StepName.SUPPORT, note=words)
    story.keep(words)
    story.take(StepName.REPORT_TO_HOST)
    story.find(FindingKind.HOST, EventKind.HOST_ANSWERED, HostAnswer.WAITING.value)
    story.note(words)
    story.find(FindingKind.CHECK, EventKind.CHECKED, PostState.UP.value)
    story.note(words)
    story.find(FindingKind.HOST, EventKind.HOST_ANSWERED, HostAnswer.REMOVED.value)
    story.find(FindingKind.CHECK, EventKind.CHECKED, PostState.GONE.value)
    story.note(words) if still_open else story.close(Outcome.REMOVED_BY_HOST)
