"""Which incidents count as a breach, and the earlier breaches of the people responsible (procedure, section 3).

Nothing else counts as an earlier breach of a person: a complaint, however often, never does. Writes nothing.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.facts import Facts
from incidents.models import Categorisation, Incident, Involvement
from incidents.vocabulary import CRITICISM_KINDS, NO_BREACH_OUTCOMES, RESPONSIBLE

_MORE_THAN_CRITICISM = Exists(Categorisation.objects.of(OuterRef("pk")).exclude(category__kind__in=CRITICISM_KINDS))
BREACH = Q(_MORE_THAN_CRITICISM, closed_at__isnull=False) & ~Q(outcome__in=NO_BREACH_OUTCOMES)
"""The rule as a filter on incidents."""


def is_breach(facts: Facts) -> bool:
    """Whether this incident counts as a breach: closed, found to be one, and more than complaint or criticism."""
    incident = facts.incident
    return not incident.is_open and incident.outcome not in NO_BREACH_OUTCOMES and not facts.kinds <= CRITICISM_KINDS


def earlier_breaches(facts: Facts) -> QuerySet[Incident]:
    """Breaches at the same school, reported earlier, that share somebody responsible with this incident."""
    people = [each.person_id for each in facts.responsible]
    theirs = Involvement.objects.of(OuterRef("pk")).filter(
        person__in=people, part__in=RESPONSIBLE, unlinked_at__isnull=True
    )
    before = Incident.objects.of(facts.incident.school_id).filter(reported_at__lt=facts.incident.reported_at)
    return before.filter(BREACH, Exists(theirs)).order_by("-reported_at")
