"""What a process does until it is killed, and how to see afterwards that an act is there, whole."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from incidents.models import Evidence, Incident, Involvement, Taken
from incidents.operations.disposing import agree, propose_person
from incidents.operations.people import Named, link_person, unlink_person
from incidents.operations.steps import take_step
from incidents.vocabulary import Part
from policies.vocabulary import StepName
from schools import erasure
from schools.files import store
from schools.models import User
from tests.builders import a_reported_post, keep_a_capture, now, person
from tests.config.a_backup import SCHOOL


@dataclass(frozen=True)
class Act:
    """Something that is done and gives back a key; and whether what has that key is there."""

    do: Callable[[random.Random], str]
    there: Callable[[str], bool]


def the_head() -> User:
    """The head of the school."""
    return person(SCHOOL, "head")


def an_incident(dice: random.Random) -> Incident:
    """One of the first incidents."""
    return dice.choice(Incident._base_manager.order_by("pk")[:5])


def upload(dice: random.Random) -> str:
    """Take a picture in, and keep it."""
    return str(keep_a_capture(an_incident(dice), the_head()).key)


def uploaded(key: str) -> bool:
    """The row is there, and the file that it describes."""
    return any(store.verify_original(each.path, each.sha256) for each in Evidence._base_manager.filter(key=key))


def step(dice: random.Random) -> str:
    """Tell the safeguarding lead, which is never shut."""
    taken = take_step(incident=an_incident(dice), step=StepName.SAFEGUARD, note="Told.", by=the_head(), at=now())
    return str(taken.pk)


def erase(dice: random.Random) -> str:
    """Link somebody by mistake, take them off again, and have two people erase them."""
    head, incident, at = the_head(), an_incident(dice), now()
    link = link_person(incident=incident, named=Named("Wrong Person", Part.SHARER), by=head, at=at)
    unlink_person(incident=incident, link=link, reason="Another person", by=head, at=at)
    waiting = propose_person(incident=incident, link=link, reason="Another", by=person(SCHOOL, "dsl"), at=at)
    agree(disposal=waiting, by=head, at=at)
    return str(link.key)


def erased(key: str) -> bool:
    """They are gone, with every version of their row, and the record has the receipt."""
    rows, versions = Involvement._base_manager, Involvement.history.model._base_manager
    told = [each["subject"] for each in erasure.erasures_since()]
    return f"involvement:{key}" in told and not (rows.filter(key=key).exists() or versions.filter(key=key).exists())


ACTS = {
    "upload": Act(upload, uploaded),
    "step": Act(step, lambda key: Taken._base_manager.filter(pk=key).exists()),
    "erase": Act(erase, erased),
    "report": Act(
        lambda dice: str(a_reported_post(SCHOOL).key), lambda key: Incident._base_manager.filter(key=key).exists()
    ),
}
"""By the name that stands before each acknowledged key. A further act is a further row."""
