"""Which names and documents of one incident one person reads. Writes nothing.

Whoever sees an incident does not need all of it. Three things are kept back here, each until somebody says otherwise:
the name of whoever must not be named, from all but the owner and the safeguarding lead; legal advice, from all but the
owner, the head and an adviser; and the names of children, from everybody, until one asks to see them. What people wrote
in their own words is not changed. A page shows a name only as `dress` has set it, so that nothing is shown by default.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, OuterRef, Q

from incidents.access import Sight, Viewer, reads_legal
from incidents.facts import Facts
from incidents.models import Evidence, Incident, Involvement, KeptName, LegalDocument, Letter
from incidents.vocabulary import Part
from schools.models import User
from schools.vocabulary import Role

SOMEBODY = "somebody at the school"
KEPT_FROM_YOU = "A document is kept from you."
TELLING = (Part.WITNESS, Part.REPORTER)
"""Parts of those who tell the school something: their names can be kept back."""

SHOWN_FOR = timedelta(minutes=30)
SESSION_KEY = "names_shown_until"


@dataclass
class Reading:
    """The names and documents of one incident as one person reads them; of nobody in particular, as few as can be.

    `linked` holds the keys of the linked incidents that the person may know of.
    """

    facts: Facts
    viewer: Viewer | None
    kept: list[KeptName]
    documents: list[LegalDocument]
    revealed: bool = False
    linked: Collection[str] = ()

    @cached_property
    def trusted(self) -> bool:
        """Whether this person reads the names that are kept back: the owner, and the safeguarding lead.

        Never somebody who was let in to read: that opens the incident, not what is kept from most who work on it.
        """
        viewer = self.viewer
        if viewer is None or viewer.conflicted or viewer.sight is not Sight.ALL:
            return False
        return viewer.owns or Role.DSL in viewer.roles

    @cached_property
    def _children(self) -> dict[int, str]:
        """What children are called instead, by their place; one unlinked since keeps theirs."""
        children = [each for each in self.facts.all_involvements if each.is_child]
        return {each.pk: f"Pupil {place}" for place, each in enumerate(children, 1)}

    @property
    def has_children(self) -> bool:
        """Whether somebody linked is a child."""
        return any(each.is_child for each in self.facts.involvements)

    def keeps_back(self, link: Involvement) -> bool:
        """Whether the name of somebody linked is kept back, from this person or from others."""
        return any(
            each.involvement_id == link.pk or (each.user_id and each.user_id == link.user_id and link.part in TELLING)
            for each in self.kept
        )

    def _hidden_user(self, user_id: int | None) -> bool:
        mine = self.viewer is not None and self.viewer.user.pk == user_id
        return not self.trusted and not mine and any(each.user_id == user_id for each in self.kept if each.user_id)

    def hides(self, link: Involvement) -> bool:
        """Whether the name of somebody linked is kept from this person."""
        return not self.trusted and self.keeps_back(link)

    def name_of(self, link: Involvement) -> str:
        """Somebody linked, as this person may read their name."""
        if self.hides(link):
            return SOMEBODY
        return link.called if self.revealed or not link.is_child else self._children.get(link.pk, "A pupil")

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names that may be shown: of those linked, by key."""
        return {str(each.key): self.name_of(each) for each in self.facts.involvements}

    def staff(self, user: User | None) -> str:
        """Somebody who signs in, as this person may read their name; nothing of nobody."""
        return "" if user is None else SOMEBODY if self._hidden_user(user.pk) else user.name

    @property
    def reporter(self) -> str:
        """Who reported the incident."""
        return self.staff(self.facts.incident.reported_by)

    @property
    def closer(self) -> str:
        """Who closed it."""
        return self.staff(self.facts.incident.closed_by)

    def hides_actor(self, key: str) -> bool:
        """Whether it is kept from this person who did what an event tells of."""
        return any(each.user.record_key == key for each in self.kept if each.user and self._hidden_user(each.user_id))

    def actor(self, key: str, name: str) -> str:
        """Whoever did what an event tells of, by the name that the record gives them."""
        return SOMEBODY if self.hides_actor(key) else name

    def hides_source(self, key: str) -> bool:
        """Whether it is kept from this person where a piece of evidence came from."""
        return not self.trusted and any(each.evidence and str(each.evidence.key) == key for each in self.kept)

    def may_read(self, *, evidence: str = "", note: int | None = None) -> bool:
        """Whether this person may read a document: any that is not legal advice, or that they are let read."""
        found = [
            each
            for each in self.documents
            if (each.evidence and str(each.evidence.key) == evidence) or (note is not None and each.note == note)
        ]
        return all(self.viewer is not None and reads_legal(self.viewer, each) for each in found)

    def dress(self) -> None:
        """Set on everybody linked and on all evidence what a page may show of them."""
        for link in self.facts.all_involvements:
            link.shown_as = SOMEBODY.capitalize() if self.hides(link) else self.name_of(link)
            link.shown_relation = "" if self.hides(link) else link.relation
        for each in self.facts.evidence:
            self._dress_evidence(each)

    def addressed(self, letters: Iterable[Letter]) -> list[Letter]:
        """Letters, each to somebody whose name is ready to be shown."""
        found = list(letters)
        for each in found:
            each.to.shown_as = self.name_of(each.to)
        return found

    def _dress_evidence(self, each: Evidence) -> None:
        each.may_be_read = self.may_read(evidence=str(each.key))
        each.shown_source = SOMEBODY.capitalize() if self.hides_source(str(each.key)) else each.source
        each.shown_keeper = self.staff(each.kept_by)
        each.is_legal = any(document.evidence_id == each.pk for document in self.documents)


def reading_of(facts: Facts, viewer: Viewer | None, *, revealed: bool = False, linked: Collection[str] = ()) -> Reading:
    """How this person reads the incident: two questions, and one more where there is a legal document.

    None where the door has just seen that nothing is kept back in it.
    """
    if not getattr(facts.incident, "keeps_back", True):
        return Reading(facts, viewer, [], [], revealed, linked)
    kept = KeptName.objects.of(facts.incident).filter(ended_at__isnull=True).select_related("user", "evidence")
    documents = LegalDocument.objects.of(facts.incident).filter(ended_at__isnull=True)
    documents = documents.select_related("evidence").prefetch_related("advisers__user")
    return Reading(facts, viewer, list(kept), list(documents), revealed, linked)


def is_unnamed(facts: Facts, who: User | Involvement) -> bool:
    """Whether the name of somebody is kept back in this incident, from whomever."""
    reading = reading_of(facts, None)
    if isinstance(who, Involvement):
        return reading.keeps_back(who)
    return any(each.user_id == who.pk for each in reading.kept)


def dressed(facts: Facts, viewer: Viewer, *, revealed: bool, linked: Collection[str] = ()) -> Reading:
    """The same, with everybody linked and all evidence ready to be shown."""
    shown = reading_of(facts, viewer, revealed=revealed, linked=linked)
    shown.dress()
    return shown


def name_kept_back() -> Q:
    """The rule as a filter on people linked: no search finds somebody by a name that is kept back."""
    in_force = KeptName.objects.of(OuterRef("incident")).filter(ended_at__isnull=True)
    by_account = in_force.filter(user=OuterRef("user"))
    return Q(Exists(in_force.filter(involvement=OuterRef("pk")))) | Q(Exists(by_account), part__in=TELLING)


# For how long names are shown, once somebody asked for them


def show_until(session: SessionBase, incident: Incident, at: datetime) -> None:
    """Remember in a session that this person asked to see the names of children in this incident."""
    kept = dict(session.get(SESSION_KEY, {}))
    session[SESSION_KEY] = kept | {str(incident.key): (at + SHOWN_FOR).isoformat()}


def is_revealed(session: SessionBase, incident: Incident, at: datetime) -> bool:
    """Whether they asked within the last half hour."""
    until = dict(session.get(SESSION_KEY, {})).get(str(incident.key))
    return until is not None and at < datetime.fromisoformat(until)
