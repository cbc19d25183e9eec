"""What others do around an incident from which somebody is kept: look at it, are let in to it, keep things back.

Each is one act like those in `_hidden.py`, of people who are not kept out; what is refused is left out.
"""

import random
from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from incidents.access import Sight, sight_of
from incidents.letting_in import may_ask, may_be_let_in
from incidents.models import Access, Incident
from incidents.operations.break_glass import ask_to_read, end_reading, let_in, turn_down
from incidents.operations.details import add_note
from incidents.operations.knowing import keep_document, keep_name, let_read
from schools import record
from schools.models import User
from schools.operation import Refused
from tests.structure.world import World

ASKERS = ("admin", "trust_lead", "elsewhere")
DECIDERS = ("head", "chair", "handed", "trust_lead")


def lets_in(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    """Somebody asks to read it; the first who may answers, or nobody does. Its owner is mailed (S8.24)."""
    now, found = timezone.now(), [world.people[who] for who in dice.sample(ASKERS, k=3)]
    able = [user for user in found if user and may_be_let_in(user, incident)]
    for user in able[:2]:
        if not may_ask(user, incident.school, timezone.localdate(now)):
            continue
        asked = ask_to_read(school=incident.school, reference=incident.reference, reason="The press", by=user, at=now)
        for who in DECIDERS if dice.random() < 0.8 else ():
            with suppress(Refused):
                if dice.random() < 0.2:
                    turn_down(access=asked, by=world.people[who], at=now)
                else:
                    let_in(access=asked, hours=8, by=world.people[who], at=now)
                    if dice.random() < 0.3:
                        end_reading(access=again_of(asked), by=user, at=now)
                break


def again_of(access: Access) -> Access:
    """The request as it stands now."""
    return Access.objects.of(access.school).get(pk=access.pk)


def looks(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    """Whoever sees it looks at it at night, at one person's part again and again, and asks for names."""
    now, author = timezone.now(), incident.involvements.all()[0]
    for who in ("head", "slt", "dsl", "target", "chair", "colleague"):
        user = world.people[who]
        if user is None or sight_of(user, incident, timezone.localdate(now)) is not Sight.ALL:
            continue
        for number in range(dice.randrange(1, 14)):
            about = f"involvement:{author.key}" if number else incident.about
            at = now - timedelta(minutes=number, hours=dice.randrange(12))
            record.look(
                school=incident.school, viewer=user, kind="person" if number else "incident", about=about, at=at
            )
        record.look(school=incident.school, viewer=user, kind="reveal", about=incident.about, at=now)


def keeps_back(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    """The owner keeps a name back and a document to a few, and names an adviser."""
    at = incident.reported_at
    keep_name(incident=incident, whose=incident.reported_by, reason="They asked", by=by, at=at)
    add_note(incident=incident, words="What the solicitor said", legal=True, by=by, at=at)
    for evidence in incident.evidence.all()[:1]:
        found = keep_document(incident=incident, evidence=evidence, by=by, at=at)
        for who in ("slt", "dsl"):
            with suppress(Refused):
                let_read(incident=incident, document=found, who=world.people[who], by=by, at=at)
