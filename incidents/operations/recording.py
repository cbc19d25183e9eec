"""Recording what was found out: answers, checks, the host's and the safeguarding lead's answers, suspected offences."""

from datetime import datetime

from django.utils import timezone

from incidents.access import is_conflicted
from incidents.considering import Question
from incidents.models import Finding, Incident, Involvement
from incidents.operations.entry import Entry, enter_to_act, refresh_due, save_changed, tell
from incidents.timeline import EventKind
from incidents.vocabulary import FindingKind, HostAnswer, ParentAnswer, PostState, SafeguardingAnswer
from policies.vocabulary import StepName
from schools.access import holders
from schools.models import User
from schools.operation import Refused, operation
from schools.vocabulary import Role

EVENTS = {
    FindingKind.PARENT: EventKind.ANSWERED,
    FindingKind.CHECK: EventKind.CHECKED,
    FindingKind.SAFEGUARDING: EventKind.SAFEGUARDING_ANSWERED,
    FindingKind.HOST: EventKind.HOST_ANSWERED,
    FindingKind.OFFENCE: EventKind.OFFENCE_SUSPECTED,
}


def _record(
    entry: Entry, kind: FindingKind, value: str, words: str, of: Involvement | None, *, by: User, at: datetime
) -> Finding:
    found = Finding.objects.create(incident=entry.incident, kind=kind, value=value, words=words, of=of, at=at, by=by)
    refresh_due(entry.incident)
    tell(entry.incident, EVENTS[kind], by=by, at=at, value=value, words=words, to=str(of.key) if of else "")
    save_changed(entry.incident)
    return found


@operation
def record_answer(
    *,
    incident: Incident,
    of: Involvement,
    answer: ParentAnswer,
    words: str = "",
    by: User,
    at: datetime,
    version: int | None = None,
) -> Finding:
    """Record what a parent answered. An answer settles the date that a request for removal set for them."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if of.pk not in {each.pk for each in entry.facts.involvements}:
        raise Refused("This person is not linked to the incident.")
    if answer != ParentAnswer.NO_RESPONSE:
        _settle_removal(entry, at, of)
    return _record(entry, FindingKind.PARENT, answer, words, of, by=by, at=at)


@operation
def record_check(
    *, incident: Incident, state: PostState, words: str = "", by: User, at: datetime, version: int | None = None
) -> Finding:
    """Record whether the post is still up. A check settles the date that a request for removal set."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    _settle_removal(entry, at, None)
    return _record(entry, FindingKind.CHECK, state, words, None, by=by, at=at)


def _settle_removal(entry: Entry, at: datetime, of: Involvement | None) -> None:
    for taken in entry.facts.pending:
        theirs = of is None or taken.to_id in (None, of.pk)
        if taken.step == StepName.ASK_FOR_REMOVAL and theirs:
            taken.done_at = at
            taken.save()


@operation
def record_safeguarding_answer(
    *,
    incident: Incident,
    answer: SafeguardingAnswer,
    words: str = "",
    by: User,
    at: datetime,
    version: int | None = None,
) -> Finding:
    """Record the safeguarding lead's answer; the owner's, where no lead free of conflict is in office."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if not may_answer_safeguarding(entry, at):
        raise Refused("Only the designated safeguarding lead may decide this.")
    return _record(entry, FindingKind.SAFEGUARDING, answer, words, None, by=by, at=at)


def may_answer_safeguarding(entry: Entry, at: datetime) -> bool:
    """The DSL answers; the owner does where no DSL free of conflict is in office."""
    if Role.DSL in entry.viewer.roles:
        return True
    leads = holders(entry.incident.school, Role.DSL, timezone.localdate(at))
    return entry.viewer.owns and all(is_conflicted(user, entry.facts) for user in leads)


@operation
def record_host_answer(
    *, incident: Incident, answer: HostAnswer, words: str = "", by: User, at: datetime, version: int | None = None
) -> Finding:
    """Record what the host answered."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    return _record(entry, FindingKind.HOST, answer, words, None, by=by, at=at)


@operation
def consider(
    *,
    incident: Incident,
    question: Question,
    answer: str,
    words: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Finding:
    """Record what the school considered and decided, and why. It opens and shuts no step."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if answer not in question.answers or not words.strip():
        raise Refused("Choose an answer, and say why.")
    found = Finding.objects.create(incident=incident, kind=question.kind, value=answer, words=words, at=at, by=by)
    details = {"question": question.kind.value, "value": answer, "words": words}
    tell(entry.incident, EventKind.CONSIDERED, by=by, at=at, **details)
    save_changed(entry.incident)
    return found


@operation
def suspect_offence(
    *, incident: Incident, which: str, why: str, by: User, at: datetime, version: int | None = None
) -> Finding:
    """Record which offence somebody suspects, and why (S2-32). It is a suspicion, never a finding."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if not which.strip() or not why.strip():
        raise Refused("Say which offence is suspected, and why.")
    return _record(entry, FindingKind.OFFENCE, which, why, None, by=by, at=at)
