"""What a pack says that comes from incidents: counts alone, small ones hidden (S8.20, S14.19). Reads only."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from incidents.evidence_pack.parts import SMALL, Part, Period, counted
from incidents.looks import HARMLESS, known_of, offices_of
from incidents.models import Access, Incident, LegalHold
from incidents.retention import due_in
from incidents.unusual_looks import Seen, Sign, unusual
from schools.dates import calendar_of
from schools.erasure import Ground, receipts_of
from schools.models import Look, School, User

KINDS = {
    "incident": "an incident",
    "evidence": "a file of evidence",
    "letter": "a letter",
    "list": "a list",
    "person": "what is held on a person",
    "export": "an export",
    "reveal": "a child’s name",
    "break-glass": "an incident, let in to read it",
}


def parts_of_incidents(school: School, period: Period) -> Iterator[Part]:
    """Every part that comes from incidents."""
    yield _looks(school, period)
    yield _unusual(school, period)
    yield _disposals(school, period)
    yield _let_in(school, period)


def _looks(school: School, period: Period) -> Part:
    first, end = period.moments
    grouped = (
        Look.objects.of(school)
        .filter(at__gte=first, at__lt=end)
        .annotate(month=TruncMonth("at"))
        .values_list("month", "kind", "viewer")
        .annotate(times=Count("pk"))
        .order_by("month", "kind", "viewer")
    )
    found = list(grouped)
    offices = offices_of(User.objects.in_bulk({viewer for _, _, viewer, _ in found}), school)
    sums: Counter[tuple[str, str, str]] = Counter()
    for month, kind, viewer, times in found:
        sums[
            f"{timezone.localtime(month):%Y-%m}", offices.get(viewer, "No office here"), KINDS.get(kind, "another page")
        ] += times
    rows = [(*each, counted(times)) for each, times in sorted(sums.items())]
    shows = f"Every look at something of an incident is on record, and what is unusual is reviewed each week. {SMALL}"
    return Part("looks", "Who looked", shows, ("Month", "Office", "At", "How often"), rows)


def _unusual(school: School, period: Period) -> Part:
    first, end = period.moments
    incidents = list(Incident.objects.of(school).select_related("school"))
    by_about = {each.about: each.pk for each in incidents}
    looks = Look.objects.of(school).filter(at__gte=first, at__lt=end, about__startswith="incident:")
    rows = looks.exclude(kind__in=HARMLESS).values_list("viewer", "kind", "about", "at")
    seen = [
        Seen(who, by_about[about], timezone.localtime(at), kind) for who, kind, about, at in rows if about in by_about
    ]
    signs: Counter[Sign] = Counter()
    for found in unusual(seen, known_of(incidents), calendar_of(school)):
        signs[found.sign] += len(found.looks)
    table = [(str(sign.label), counted(signs[sign])) for sign in Sign if sign is not Sign.ONE_PERSON]
    shows = f"Unusual is not wrong: it is a reason to ask. {SMALL}"
    return Part("unusual", "Looks that were unusual", shows, ("What", "How often"), table)


def _disposals(school: School, period: Period) -> Part:
    first, end = period.moments
    receipts = [each for each in receipts_of(school) if first <= each.at < end]
    by_two = all(each.details["agreed_by"] != each.details["confirmed_by"] for each in receipts)
    grounds = Counter(each.ground for each in receipts)
    holds = LegalHold.objects.of(school)
    rows = [(f"Erased: {ground.label.lower()}", counted(grounds[ground])) for ground in Ground if grounds[ground]]
    rows += [
        ("Every one of them has a receipt, agreed to by two different people", "yes" if by_two else "NO"),
        ("Due, and not decided yet", counted(sum(1 for _ in due_in(school, period.until)))),
        ("Under a legal hold at the end", counted(holds.filter(placed_at__lt=end, lifted_at__isnull=True).count())),
    ]
    shows = f"Nothing is erased by itself, and nothing under a legal hold. {SMALL}"
    return Part("disposals", "What was erased, and what was held", shows, ("What", "How many"), rows)


def _let_in(school: School, period: Period) -> Part:
    first, end = period.moments
    asked = list(Access.objects.of(school).filter(asked_at__gte=first, asked_at__lt=end))
    given = [each for each in asked if each.given]
    by_another = all(each.decided_by_id != each.asked_by_id for each in given)  # type: ignore[attr-defined]
    longest = max((_hours(each) for each in given), default=0)
    rows = [
        ("Asked to read an incident that they do not see", counted(len(asked))),
        ("Let in", counted(len(given))),
        ("Always by somebody else, with a reason written down", "yes" if by_another else "NO"),
        ("For at most", f"{longest:g} hours"),
    ]
    shows = f"Whoever sees no incidents may be let in to one for some hours; each look is on record. {SMALL}"
    return Part("let-in", "Let in to read", shows, ("What", "How it stands"), rows)


def _hours(access: Access) -> float:
    assert access.until is not None and access.decided_at is not None
    return (access.until - access.decided_at).total_seconds() / 3600
