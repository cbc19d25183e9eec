"""Makes one incident from which somebody is kept, as unlike the next as dice can make it, by real operations alone."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from incidents.models import Incident
from incidents.operations.details import add_further_post, add_note, link_incidents
from incidents.operations.keeping import keep_capture, keep_statement
from incidents.operations.letters import draft_letter
from incidents.operations.ownership import exclude, recuse
from incidents.operations.people import Named, link_person, separate_person
from incidents.operations.recording import record_check, record_safeguarding_answer
from incidents.operations.reporting import Reported, report
from incidents.operations.steps import close, take_step
from incidents.playing.files import made_up
from incidents.vocabulary import (
    EXCLUDING,
    Channel,
    Identity,
    LetterKind,
    Outcome,
    Part,
    PostState,
    SafeguardingAnswer,
)
from policies.vocabulary import CategoryKind, StepName
from schools.files.store import receive
from schools.models import School, User
from schools.operation import Refused
from schools.vocabulary import Role
from tests.prove._looked_at import keeps_back, lets_in, looks
from tests.structure.world import HERE, World, again

WHO = ("head", "slt", "dsl", "target", "head", "reporter", "admin", "chair", "governor", "trust_lead", "colleague")
"""Who is kept out, in turn: the head twice as often as others."""

WORKS = ("head", "slt", "dsl", "target")


@dataclass
class Hidden:
    """The incident that one person is kept from, and every word by which they might look for it."""

    who: str
    incident: Incident
    words: list[str]
    keys: list[str] = field(default_factory=list)
    how: str = ""


def make_hidden(world: World, who: str, dice: random.Random) -> Hidden:
    """Report it, keep this person out of it, and let it live a little."""
    user = _user(world, who)
    modes = ["part", "part", "later", *(["owner", "recuse"] if who in WORKS else [])]
    how = dice.choice(modes)
    named, name = _people(world, user, who, how, dice)
    reported = _reported(named, name, dice)
    by = _user(world, "colleague" if who != "colleague" else "reporter")
    incident = report(school=_here(), reported=reported, by=by, at=world.at + timedelta(minutes=dice.randrange(90)))
    _keep_out(world, incident, user, how)
    for act in dice.sample(ACTS, k=dice.randrange(3, len(ACTS) + 1)):
        with suppress(Refused):
            act(world, again(incident), _owner(world, incident), dice)
    found = again(incident)
    words = [found.reference, name, reported.words, reported.host, reported.url, found.summary]
    return Hidden(who, found, words, list(_keys(found)), f"{who} by {how}")


def _here() -> School:
    return School.objects.select_related("trust").get(slug=HERE)


def _user(world: World, who: str) -> User:
    found = world.people[who]
    assert found is not None
    return found


def _people(world: World, user: User, who: str, how: str, dice: random.Random) -> tuple[list[Named], str]:
    """Somebody responsible, perhaps known from elsewhere; the one who is kept out; and others in conflict."""
    name = dice.choice(["Kerry Lodge", "kerry  lodge", "Kérry Lodge", "Morgan Unheard", "Zoë Nowhere"])
    sure = dice.choice(list(Identity))
    named = [Named(name, Part.AUTHOR, sure, relation="a parent", child=dice.random() < 0.3)]
    if how == "part":
        named.append(Named("Somebody here", dice.choice(EXCLUDING), Identity.CONFIRMED, user=user))
    others = [each for each in ("head", "chair", "trust_lead", "handed") if each != who]
    also = dice.sample(others, k=dice.randrange(4)) if how == "part" else []
    named += [Named(f"Also {each}", Part.TARGET, user=_user(world, each)) for each in also]
    return named, name


def _reported(named: list[Named], name: str, dice: random.Random) -> Reported:
    kinds = dice.sample([kind.value for kind in CategoryKind if kind != CategoryKind.OTHER], k=dice.randrange(1, 4))
    return Reported(
        summary=f"Something that {name.strip()} wrote of the head",
        channel=dice.choice(list(Channel)),
        words=dice.choice(["It was R again.", "An unheard of quarrelsome sentence."]),
        host=dice.choice(["Facebook", "Gab and Gossip of Nowhere"]),
        url=dice.choice(["https://social.example/groups/1/2", "https://nowhere.example/secret/9"]),
        category_kinds=kinds,
        people=named,
        emergency=dice.random() < 0.3,
    )


def _keep_out(world: World, incident: Incident, user: User, how: str) -> None:
    """In the other ways: their part is found out later, the owner keeps them out, or they step aside."""
    owner, at = _owner(world, incident), again(incident).reported_at
    if how == "later":
        named = Named("Somebody here", Part.ACCUSED, Identity.CONFIRMED, user=user)
        link_person(incident=incident, named=named, by=owner, at=at)
    if how == "owner":
        exclude(incident=incident, who=user, reason="A neighbour", by=owner, at=at)
    if how == "recuse":
        recuse(incident=incident, reason="A friend of mine", by=user, at=at)


def _owner(world: World, incident: Incident) -> User:
    """Somebody who may act on it: whoever owns it, or a leader without a conflict."""
    found = again(incident)
    if found.owner:
        return found.owner
    offices = {Role.HEAD: "head", Role.CHAIR: "chair", Role.TRUST_LEAD: "trust_lead"}
    return _user(world, offices.get(Role(found.owner_role), "slt"))


def _keys(incident: Incident) -> Iterator[str]:
    yield str(incident.key)
    kept = (incident.kept_names, incident.legal_documents, incident.accesses)
    for rows in (incident.involvements, incident.evidence, incident.letters, *kept):
        yield from (str(each.key) for each in rows.all())


# What may happen to it. Each does one thing, as its owner; what the ladder refuses is left out.

Act = Callable[[World, Incident, User, random.Random], object]


def _keeps(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    for number in range(dice.randrange(1, 4)):
        received = receive(made_up("png", number), folder=HERE)
        keep_capture(incident=incident, received=received, source="Kerry Lodge", by=by, at=incident.reported_at)
    keep_statement(incident=incident, words="I saw it", source="A witness", by=by, at=incident.reported_at)


def _steps(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    step = dice.choice([StepName.DISCUSS, StepName.SAFEGUARD, StepName.SUPPORT, StepName.HOLD, StepName.LEGAL_ADVICE])
    due = world.at + timedelta(hours=dice.choice([1, 90]))
    more = {"necessity": "It must be", "despite": "It is grave"} if step == StepName.LEGAL_ADVICE else {"due": due}
    take_step(incident=incident, step=step, by=by, at=incident.reported_at, **more)


def _writes(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    author = incident.involvements.all()[0]
    draft_letter(incident=incident, kind=LetterKind.CLOSING, to=author, by=by, at=incident.reported_at)


def _finds(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    record_check(incident=incident, state=dice.choice(list(PostState)), by=by, at=incident.reported_at)
    add_note(incident=incident, words="Known to nobody else", by=by, at=incident.reported_at)
    add_further_post(incident=incident, words="Again", posted=None, by=by, at=incident.reported_at)


def _answers(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    answer = dice.choice(list(SafeguardingAnswer))
    record_safeguarding_answer(incident=incident, answer=answer, by=_user(world, "dsl"), at=incident.reported_at)


def _tells_apart(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    author = incident.involvements.all()[0]
    separate_person(incident=incident, link=author, by=by, at=incident.reported_at)


def _links(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    """From an incident that the person sees, by somebody who sees both; or the other way round."""
    other = again(world.incidents[dice.choice(["open", "closed", "elsewhere"])])
    one, to = (other, incident) if dice.random() < 0.7 else (incident, other)
    for leader in ("head", "slt", "dsl", "elsewhere"):
        with suppress(Refused):
            link_incidents(incident=one, to=to, reason="The same", by=_user(world, leader), at=incident.reported_at)
            return


def _ends(world: World, incident: Incident, by: User, dice: random.Random) -> None:
    outcome = dice.choice([Outcome.RESOLVED_BY_DISCUSSION, Outcome.POLICE_MATTER, Outcome.NOT_A_BREACH])
    close(incident=incident, outcome=outcome, reasons="So it is.", by=by, at=world.at + timedelta(minutes=100))


ACTS: list[Act] = [_keeps, _steps, _writes, _finds, _answers, _tells_apart, _links, _ends, lets_in, looks, keeps_back]
