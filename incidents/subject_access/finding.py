"""What a page of answering looks for: who could be the person, and one incident of an answer. Writes nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from incidents.models import SubjectAccessRequest, SubjectAccessReview
from incidents.subject_access.gathering import Found, chosen_in, found, gather
from incidents.subject_access.reviewing import Reviewed, part_of
from incidents.subject_access.who import incidents_in
from schools.access import Standing


def found_for(
    asked: SubjectAccessRequest, standing: Standing, at: datetime, words: str
) -> tuple[list[str], Sequence[Found]]:
    """Who is chosen already, by key; and everybody to choose from: those, then whoever the words find."""
    incidents, part = incidents_in(asked, standing, timezone.localdate(at)), part_of(asked, standing)
    chosen = {each.key: each for each in chosen_in(part, incidents, standing)} if part else {}
    everybody = chosen | {each.key: each for each in found(incidents, standing, words)}
    return list(chosen), list(everybody.values())


def one_incident(asked: SubjectAccessRequest, standing: Standing, at: datetime, reference: str) -> Reviewed | None:
    """One incident of what this person answers; nothing where it is not theirs to answer, or not about the person."""
    part = part_of(asked, standing)
    incident = incidents_in(asked, standing, timezone.localdate(at)).filter(reference=reference).first()
    if part is None or incident is None:
        return None
    kept = gather(part, standing, at, incident)
    review = SubjectAccessReview.objects.of(part).filter(incident=incident).first()
    return Reviewed(kept[0], review) if kept else None
