"""One function for each act of a scenario; each calls the operation that the pages call."""

from collections.abc import Callable

from incidents.models import Letter
from incidents.offered import first_of_kind, offered_in
from incidents.operations import details, keeping, letters, ownership, people, recording, reporting, steps
from incidents.playing.cast import person
from incidents.playing.format import Line
from incidents.playing.moments import posted
from incidents.playing.scene import set_scene
from incidents.playing.stage import Stage
from incidents.vocabulary import (
    Channel,
    EvidenceKind,
    HostAnswer,
    Identity,
    LetterKind,
    ParentAnswer,
    Part,
    PostState,
    SafeguardingAnswer,
    SentHow,
)
from policies.vocabulary import StepName
from schools.operation import Refused
from schools.vocabulary import Role


def _report(stage: Stage, line: Line) -> None:
    reported = reporting.Reported(
        summary=line.get("summary", ""),
        channel=line.get("channel", Channel.OTHER),
        words=line.get("words", ""),
        host=line.get("host", ""),
        url=line.get("url", ""),
        posted=posted(line, stage.weeks),
        audience=line.get("audience", ""),
        group_size=line.get("group_size"),
        category_kinds=line.get("categories", ()),
        people=[_named(stage, each) for each in line.get("people", ())],
        concern=line.get("concern", ""),
        emergency=line.get("emergency", False),
        evidence=[_item(stage, each) for each in line.get("evidence", ())],
    )
    incident = reporting.report(school=stage.school, reported=reported, by=stage.who(line), at=stage.at)
    stage.played[stage.scenario.id] = incident


def _named(stage: Stage, said: Line) -> people.Named:
    user = person(stage.school, said["is"]) if said.get("is") else None
    identity = Identity(said.get("identity", Identity.UNKNOWN))
    return people.Named(said["name"], Part(said.get("part", Part.NAMED)), identity, said.get("relation", ""), user)


def _item(stage: Stage, said: Line) -> reporting.Capture | reporting.Statement | reporting.IntimateImage:
    source = said.get("source", "")
    if said.get("intimate_child_image"):
        return reporting.IntimateImage(source)
    if said["kind"] == EvidenceKind.STATEMENT:
        return reporting.Statement(said.get("words", ""), source)
    return reporting.Capture(stage.file(said.get("file", "png")), source)


def _keep(stage: Stage, line: Line) -> None:
    given = {"incident": stage.incident, "source": line.get("source", ""), "by": stage.who(line), "at": stage.at}
    if line.get("intimate_child_image"):
        keeping.refuse_intimate_image(**given)
    elif line["kind"] == EvidenceKind.STATEMENT:
        keeping.keep_statement(words=line.get("words", ""), **given)
    else:
        keeping.keep_capture(received=stage.file(line.get("file", "png")), **given)


def _person(stage: Stage, line: Line) -> None:
    given = {"incident": stage.incident, "by": stage.who(line), "at": stage.at}
    if line.get("unlink"):
        people.unlink_person(link=stage.link_to(line["name"]), reason=line.get("reason", ""), **given)
        return
    known = next((each for each in stage.facts.involvements if each.person.name == line["name"]), None)
    part = Part(line.get("part") or (known.part if known else Part.NAMED))
    identity = Identity(line.get("identity") or (known.identity if known else Identity.UNKNOWN))
    user = person(stage.school, line["is"]) if line.get("is") else None
    named = people.Named(line["name"], part, identity, line.get("relation", ""), user)
    people.link_person(named=named, **given)


def _categorise(stage: Stage, line: Line) -> None:
    offered = offered_in(stage.incident.adoption.version_id)
    chosen = [row for kind in line["categories"] if (row := first_of_kind(offered, kind))]
    details.categorise(
        incident=stage.incident,
        categories=chosen,
        reason=line.get("reason", ""),
        by=stage.who(line),
        at=stage.at,
    )


def _answer(stage: Stage, line: Line) -> None:
    recording.record_answer(
        incident=stage.incident,
        of=stage.link_to(line["from"]),
        answer=ParentAnswer(line["answer"]),
        words=line.get("words", ""),
        by=stage.who(line),
        at=stage.at,
    )


def _further_post(stage: Stage, line: Line) -> None:
    details.add_further_post(
        incident=stage.incident,
        words=line.get("words", ""),
        posted=posted(line, stage.weeks),
        url=line.get("url", ""),
        of=stage.link_to(line["by"]) if line.get("by") else None,
        by=stage.who(line),
        at=stage.at,
    )


def _appoint(stage: Stage, line: Line) -> None:
    who, by = stage.who(line, "who"), stage.who(line)
    ownership.appoint_owner(incident=stage.incident, who=who, by=by, at=stage.at)


def _check(stage: Stage, line: Line) -> None:
    given = {"incident": stage.incident, "by": stage.who(line), "at": stage.at}
    recording.record_check(state=PostState(line["state"]), words=line.get("words", ""), **given)
    if line.get("file"):
        keeping.keep_capture(received=stage.file(line["file"]), source="Kept when the post was checked", **given)


def _safeguarding(stage: Stage, line: Line) -> None:
    answer, words = SafeguardingAnswer(line["answer"]), line.get("words", "")
    recording.record_safeguarding_answer(
        incident=stage.incident, answer=answer, words=words, by=stage.who(line), at=stage.at
    )


def _host(stage: Stage, line: Line) -> None:
    answer, words = HostAnswer(line["answer"]), line.get("words", "")
    recording.record_host_answer(incident=stage.incident, answer=answer, words=words, by=stage.who(line), at=stage.at)


def _suspect(stage: Stage, line: Line) -> None:
    which, why = line.get("which", ""), line.get("why", "")
    recording.suspect_offence(incident=stage.incident, which=which, why=why, by=stage.who(line), at=stage.at)


def _take(stage: Stage, line: Line) -> None:
    step = StepName(line["step"])
    if step == StepName.HAND_OVER:
        return _hand_over(stage, line)
    if step == StepName.REOPEN:
        return _reopen(stage, {**line, "reason": line.get("note", "")})
    if step == StepName.CLOSE:
        return _close(stage, line)
    steps.take_step(
        incident=stage.incident,
        step=step,
        to=stage.link_to(line["to"]) if line.get("to") else None,
        note=line.get("note", ""),
        necessity=line.get("necessity", ""),
        despite=line.get("despite", ""),
        due=stage.due(line),
        emergency=line.get("emergency", False),
        by=stage.who(line),
        at=stage.at,
    )
    return None


def _hand_over(stage: Stage, line: Line) -> None:
    role = Role(line["to"].upper())
    ownership.hand_over(
        incident=stage.incident,
        to=person(stage.school, role.lower()),
        role=role,
        note=line.get("note", ""),
        by=stage.who(line),
        at=stage.at,
    )


def _exclude(stage: Stage, line: Line) -> None:
    who, reason = stage.who(line, "who"), line.get("reason", "")
    ownership.exclude(incident=stage.incident, who=who, reason=reason, by=stage.who(line), at=stage.at)


def _readmit(stage: Stage, line: Line) -> None:
    who, reason = stage.who(line, "who"), line.get("reason", "")
    ownership.readmit(incident=stage.incident, who=who, reason=reason, by=stage.who(line), at=stage.at)


def _letter(stage: Stage, line: Line) -> None:
    kind, to = LetterKind(line["kind"]), stage.link_to(line["to"])
    letters.draft_letter(incident=stage.incident, kind=kind, to=to, by=stage.who(line), at=stage.at)


def _latest_letter(stage: Stage) -> Letter:
    letter = Letter.objects.of(stage.incident).select_related("incident", "to").last()
    if letter is None:
        raise Refused("There is no letter.")
    return letter


def _approve(stage: Stage, line: Line) -> None:
    letters.approve_letter(letter=_latest_letter(stage), by=stage.who(line), at=stage.at)


def _send(stage: Stage, line: Line) -> None:
    how = SentHow(line.get("how", SentHow.POST))
    letter = _latest_letter(stage)
    letters.send_letter(letter=letter, to=letter.to, how=how, by=stage.who(line), at=stage.at)


def _done(stage: Stage, line: Line) -> None:
    steps.mark_done(incident=stage.incident, step=StepName(line["step"]), by=stage.who(line), at=stage.at)


def _close(stage: Stage, line: Line) -> None:
    outcome, reasons = line.get("outcome", ""), line.get("reasons", "")
    steps.close(incident=stage.incident, outcome=outcome, reasons=reasons, by=stage.who(line), at=stage.at)


def _reopen(stage: Stage, line: Line) -> None:
    steps.reopen(incident=stage.incident, reason=line.get("reason", ""), by=stage.who(line), at=stage.at)


def _note(stage: Stage, line: Line) -> None:
    details.add_note(incident=stage.incident, words=line.get("words", ""), by=stage.who(line), at=stage.at)


def _link(stage: Stage, line: Line) -> None:
    to, reason = stage.played[line["to"]], line.get("reason", "")
    details.link_incidents(incident=stage.incident, to=to, reason=reason, by=stage.who(line), at=stage.at)


ACTS: dict[str, Callable[[Stage, Line], None]] = {
    "report": _report,
    "keep": _keep,
    "person": _person,
    "categorise": _categorise,
    "answer": _answer,
    "further_post": _further_post,
    "appoint": _appoint,
    "check": _check,
    "safeguarding_answer": _safeguarding,
    "host_answer": _host,
    "suspect_offence": _suspect,
    "take": _take,
    "exclude": _exclude,
    "readmit": _readmit,
    "letter": _letter,
    "approve_letter": _approve,
    "send_letter": _send,
    "done": _done,
    "close": _close,
    "reopen": _reopen,
    "note": _note,
    "link": _link,
    "policy": set_scene,
}
