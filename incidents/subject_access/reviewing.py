"""What a person decided of each item, laid beside what is kept now. Writes nothing.

Until somebody decided otherwise an item is kept back for its own reason, or goes out without the names of others. A
decision holds for what was seen: once the incident says something else, it is to be looked at again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from incidents.models import SubjectAccessPart, SubjectAccessRequest, SubjectAccessReview
from incidents.subject_access.clock import Clock, Days
from incidents.subject_access.gathering import gather
from incidents.subject_access.items import Item, Kept, Reason
from incidents.subject_access.redacting import Piece, Redactor
from schools.access import Standing

OFFERED = tuple(each for each in Reason if each not in (Reason.SOURCE, Reason.UNNAMED, Reason.LEGAL))
"""The reasons that a person may choose; the others are set by what the item is."""


@dataclass(frozen=True)
class Decided:
    """An item, and whether it goes out: as somebody decided, or as it stands until then."""

    item: Item
    redactor: Redactor
    out: bool
    why: str
    words: str = ""
    further: Sequence[str] = ()

    @cached_property
    def pieces(self) -> list[Piece]:
        """Its words, each piece with what is shown in its place."""
        return self.redactor.with_further(self.further).pieces(self.item.text)

    @property
    def text(self) -> str:
        """Its words as they leave."""
        return "".join(each.shown for each in self.pieces)

    @property
    def listed(self) -> bool:
        """Whether it is named among what was kept back: not what is not about the person at all."""
        return not self.out and self.why != Reason.NOT_THEIRS

    @property
    def reason(self) -> str:
        """Why it is kept back, as the person reads it. Words of one's own stand beside a reason of the list."""
        return ". ".join(filter(None, [Reason(self.why).label if self.why else "", self.words]))


@dataclass
class Reviewed:
    """One incident of an answer: what is kept, what was decided, and whether that still holds."""

    kept: Kept
    review: SubjectAccessReview | None

    @property
    def done(self) -> bool:
        """Whether somebody looked at all of it as it is now."""
        return self.review is not None and self.review.digest == self.kept.digest

    @property
    def stale(self) -> bool:
        """Whether it was looked at, and says something else since."""
        return self.review is not None and not self.done

    @cached_property
    def items(self) -> list[Decided]:
        """Each item as it was decided; what is new since then as it stands."""
        said = self.review.decisions if self.review else {}
        return [decided(self.kept, each, said.get(each.key)) for each in self.kept.items]

    @property
    def out(self) -> list[Decided]:
        """What goes out."""
        return [each for each in self.items if each.out]

    @property
    def kept_back(self) -> list[Decided]:
        """What is kept back and named as such."""
        return [each for each in self.items if each.listed]


def decided(kept: Kept, item: Item, said: Mapping[str, Any] | None) -> Decided:
    """An item with what was decided of it. What is fixed stays as it is, whatever was said."""
    if item.fixed or said is None:
        return Decided(item, kept.redactor, not item.why, item.why)
    further = tuple(str(each) for each in said.get("further", ()))
    out = bool(said.get("out"))
    return Decided(item, kept.redactor, out, "" if out else said.get("why", ""), said.get("words", ""), further)


def reviewed(part: SubjectAccessPart, standing: Standing, at: datetime) -> list[Reviewed]:
    """Every incident of an answer, with what was decided of it: as many questions however many incidents."""
    reviews = {each.incident_id: each for each in SubjectAccessReview.objects.of(part)}
    return [Reviewed(each, reviews.get(each.facts.incident.pk)) for each in gather(part, standing, at)]


def clock_of(request: SubjectAccessRequest, at: datetime) -> Clock:
    """The clock of a request, today."""
    pauses = [Days(each.since, each.until) for each in request.pauses.all()]
    return Clock(request.received_on, timezone.localdate(at), pauses, bool(request.extended_at))


def part_of(request: SubjectAccessRequest, standing: Standing) -> SubjectAccessPart | None:
    """What this person has answered of it so far."""
    parts = SubjectAccessPart.objects.of(request).filter(by=standing.user)
    return parts.select_related("request__school", "request__logged_by").first()
