"""Reporting a post: the draft that its author alone sees, and the one transaction in which it becomes an incident."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from incidents.models import Categorisation, Evidence, Incident, ReportDraft
from incidents.offered import first_of_kind, offered_in, same_in
from incidents.operations.details import When, check_categories, post_of
from incidents.operations.drafts import lock_draft
from incidents.operations.entry import Told, searchable, tell_all
from incidents.operations.keeping import a_capture, a_statement, note_refused_image, told_of
from incidents.operations.knowing import keep_unnamed
from incidents.operations.naming import link_named
from incidents.operations.people import Named
from incidents.operations.reported import Capture, IntimateImage, Item, Reported, Statement
from incidents.ownership import office_in_turn, owner_in_words
from incidents.references import new_reference
from incidents.timeline import EventKind
from incidents.vocabulary import CONFLICTING, RESPONSIBLE
from policies.in_force import adoption_in_force
from policies.models import Category
from schools import record
from schools.access import standing_at
from schools.history import create_all
from schools.models import School, User
from schools.operation import NotFound, Refused, operation
from schools.vocabulary import Permission, Role


class NoSuchCategory(Refused):
    """The version in force when the post was made has no category of a kind that was chosen."""

    def __init__(self) -> None:
        super().__init__(
            "The policy in force on the day of the post has no such category. Choose again, or look at the day."
        )


@operation
def report(*, school: School, reported: Reported, token: UUID | None = None, by: User, at: datetime) -> Incident:
    """Log a post as an incident under the version of the policy in force on the day of the post.

    The owner is settled before anybody else can see it: the head, or whoever is next without a conflict. With a
    `token` that was used already, the incident it made is returned (R.06). Raises NotFound for an office that does
    not report, and Refused with what is missing.
    """
    _check_office(school, by, at)
    record.lock_head(school)  # two presses of the button come one after the other from here
    existing = Incident.objects.of(school).filter(token=token, reported_by=by).first() if token else None
    return existing or _make(school, reported, token, by, at)


def _check_office(school: School, by: User, at: datetime) -> None:
    if not standing_at(by, school, timezone.localdate(at)).may(Permission.REPORT):
        raise NotFound()


def _make(school: School, reported: Reported, token: UUID | None, by: User, at: datetime) -> Incident:
    incident = _new_incident(school, reported, token, by, at)
    categories = _categories(incident, reported)
    incident.owner_role = _owner_role(reported.people, incident, at)
    names, words = [person.name for person in reported.people], [reported.words, reported.url]
    incident.search = searchable(incident, words, names)
    incident.save()
    create_all([Categorisation(incident=incident, category=category) for category in categories])
    _add_people_and_post(incident, reported, by, at)
    _keep_and_tell(incident, reported, by, at)
    return incident


def _new_incident(school: School, reported: Reported, token: UUID | None, by: User, at: datetime) -> Incident:
    if not reported.summary.strip():
        raise Refused("Say in one line what the post is about.")
    day = _day_of(reported.posted) or timezone.localdate(at)
    adoption = adoption_in_force(school, day)
    if adoption is None:
        raise Refused("This school has not adopted a policy yet. Ask the school administrator to record it first.")
    return Incident(
        school=school,
        adoption=adoption,
        token=token,
        reference=new_reference(),
        summary=reported.summary,
        concern=reported.concern,
        channel=reported.channel,
        host=reported.host,
        audience=reported.audience,
        group_size=reported.group_size,
        emergency=reported.emergency,
        reported_at=at,
        reported_by=by,
    )


def _day_of(posted: When) -> date | None:
    return timezone.localdate(posted) if isinstance(posted, datetime) else posted


def _categories(incident: Incident, reported: Reported) -> list[Category]:
    rows = list(reported.categories)
    if reported.category_kinds or any(row.version_id != incident.adoption.version_id for row in rows):
        rows = _under_the_policy(incident, reported)
    if rows:
        check_categories(incident, rows)
    return rows


def _under_the_policy(incident: Incident, reported: Reported) -> list[Category]:
    """What was chosen, as the version that governs the incident has it; no category twice."""
    offered = offered_in(incident.adoption.version_id)
    found = [same_in(offered, row) for row in reported.categories]
    found += [first_of_kind(offered, kind) for kind in reported.category_kinds]
    rows = [each for each in found if each is not None]
    if len(rows) < len(found):
        raise NoSuchCategory()
    return list(dict.fromkeys(rows))


def _owner_role(people: Sequence[Named], incident: Incident, at: datetime) -> Role:
    conflicted = {each.user.pk for each in people if each.user and each.part in CONFLICTING}
    return office_in_turn(incident.school, conflicted, timezone.localdate(at))


def _add_people_and_post(incident: Incident, reported: Reported, by: User, at: datetime) -> None:
    links = link_named(incident, reported.people, by=by, at=at)
    responsible = [link for link in links if link.part in RESPONSIBLE]
    author = responsible[0] if len(responsible) == 1 else None
    post_of(incident, words=reported.words, url=reported.url, posted=reported.posted, by=author, found_at=at)


def _keep_and_tell(incident: Incident, reported: Reported, by: User, at: datetime) -> None:
    kept = [_kept(incident, item, by, at) for item in reported.evidence if not isinstance(item, IntimateImage)]
    create_all(kept)
    tell_all(incident, [*_told(incident, reported), *map(told_of, kept)], by=by, at=at)
    keep_unnamed(incident, reported.unnamed, kept, by=by, at=at)
    for image in reported.evidence:
        if isinstance(image, IntimateImage):
            note_refused_image(incident, source=image.source, by=by, at=at)


def _kept(incident: Incident, item: Capture | Statement, by: User, at: datetime) -> Evidence:
    if isinstance(item, Capture):
        return a_capture(incident, item.received, source=item.source, by=by, at=at)
    return a_statement(incident, words=item.words, source=item.source, by=by, at=at)


def _told(incident: Incident, reported: Reported) -> list[Told]:
    words = {"words": reported.words, "url": reported.url, "other": reported.other, "emergency": reported.emergency}
    told: list[Told] = [(EventKind.REPORTED, {"summary": incident.summary, **words})]
    if incident.owner_role != Role.HEAD:
        told.append((EventKind.OWNER_MOVED, {"owner": owner_in_words(incident)}))
    return told


@operation
def report_draft(*, draft: ReportDraft, reported: Reported, source: str = "", by: User, at: datetime) -> Incident:
    """Turn a draft into an incident, once. The draft is gone in the same transaction; its files stay, as evidence.

    The draft's key is the one-time token: whoever sends it again gets the incident that it made (R.06). `source` says
    where the files came from or, of an intimate image of a child, in words what it shows. Raises NotFound and Refused.
    """
    try:
        mine = lock_draft(draft, by)
    except NotFound:
        return _made_from(draft, by)
    _check_office(mine.school, by, at)
    held = replace(reported, evidence=[*_held(mine, source), *reported.evidence])
    incident = _make(mine.school, held, mine.key, by, at)
    mine.delete()
    return incident


def _made_from(draft: ReportDraft, by: User) -> Incident:
    made = Incident.objects.of(draft.school_id).filter(token=draft.key, reported_by=by)
    incident = made.select_related("school").first()
    if incident is None:
        raise NotFound()
    return incident


def _held(draft: ReportDraft, source: str) -> list[Item]:
    if draft.intimate_image is None:
        raise Refused("Answer first whether what you hold shows a child in an intimate way.")
    if draft.intimate_image:
        return [IntimateImage(source)]
    return [Capture(file, source) for file in draft.files.all()]
