"""The fixture schools and their people, made where they are missing: four schools, two trusts, an office each.

Everything here is made up. The names are for the demonstration; scenarios name people by office.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from policies.hosts import load as load_reference
from policies.life import status_of
from policies.models import Adoption, Notice, PolicyVersion
from policies.operations.hosts import load_hosts
from policies.operations.issuing import issue
from policies.operations.life import adopt, approve, send_to_governors
from policies.operations.starting import load_starter
from policies.operations.telling import record_notice
from policies.starters import load
from policies.vocabulary import Status
from schools.history import SET_UP, Actor
from schools.models import Membership, School, Term, Trust, User
from schools.operations import appoint, create_school, create_trust, create_user, set_terms
from schools.term_dates import terms_of_year
from schools.vocabulary import Role

TRUSTS = {"larkspur": "Larkspur Trust", "coldwell-trust": "Coldwell Trust"}
SHARED = {"larkspur-junior": "larkspur-infant"}
"""Whose policy is kept by another school, which issued it to them (S1-01, S1-10)."""
SCHOOLS = {
    "larkspur-infant": ("Larkspur Infant Academy", "joint-academy", "larkspur"),
    "larkspur-junior": ("Larkspur Junior Academy", "joint-academy", "larkspur"),
    "tregarth": ("Tregarth Primary School", "primary", None),
    "coldwell": ("Coldwell Academy", "full-academy", "coldwell-trust"),
}
OFFICES = ("head", "slt", "dsl", "chair", "governor", "staff", "admin")
PEOPLE = {
    "larkspur-infant": "Amara Okafor, Simon Peel, Ruth Calder, Geoffrey Lunt, Parveen Sadiq, Tom Lister, Jean Moss",
    "larkspur-junior": "Helen Strand, Marcus Bell, Ines Ferrer, Colin Hartley, Bridget Noon, Jo Penny, Wendy Ash",
    "tregarth": "Loveday Carne, Piran Veal, Kate Trewhella, Ann Bolitho, Denzil Pascoe, Rory Hosking, Mary Tonkin",
    "coldwell": "Nasreen Malik, Owen Pritchard, Dawn Fisk, Peter Arkwright, Lucy Chan, Callum Reid, Sandra Holt",
}
TRUST_LEADS = {"larkspur": "Fiona Garside", "coldwell-trust": "Desmond Clarke"}
PASSWORD = "demonstration"
"""Of everybody in the demonstration, and nowhere else."""

LONG_AGO = date(2020, 9, 1)
ADOPTED = date(2025, 9, 1)
REVIEW_DUE = "Summer 2029"


def email_of(place: str, office: str) -> str:
    """The e-mail address of a fixture person."""
    return f"{office}@{place}.example"


def sign_in_list() -> list[dict[str, str]]:
    """Who to sign in as in the demonstration, school by school. Asks the database nothing."""
    found = []
    for slug, (name, _, trust) in SCHOOLS.items():
        people = dict(zip(OFFICES, PEOPLE[slug].split(", "), strict=True))
        rows = [(office, Role(office.upper()).label, person, slug) for office, person in people.items()]
        if trust:
            rows.append(("trust_lead", Role.TRUST_LEAD.label, TRUST_LEADS[trust], trust))
        for office, label, person, place in rows:
            email = email_of(place, office)
            found.append({"school": name, "office": label, "name": person, "email": email, "password": PASSWORD})
    return found


def make_schools(
    *,
    at: datetime,
    years: Collection[int],
    adopted: date = ADOPTED,
    password_hash: str = "",
    demonstration: bool = False,
) -> None:
    """Make the fixture schools with people, terms, policy and notices, or what is missing of them."""
    load_hosts(entries=load_reference(), by=SET_UP)
    for slug, name in TRUSTS.items():
        _make_trust(slug, name, at, password_hash)
    for slug in SCHOOLS:
        if not School.objects.filter(slug=slug).exists():
            _make_school(slug, at, adopted, password_hash, demonstration)
    for school in School.objects.filter(slug__in=SCHOOLS):
        make_years(school, years, at)


def _make_trust(slug: str, name: str, at: datetime, password_hash: str) -> None:
    trust = create_trust(slug=slug, name=name, by=SET_UP)
    if not Membership.objects.filter(trust=trust).exists():
        lead = _make_user(email_of(slug, "trust_lead"), TRUST_LEADS[slug], password_hash)
        appoint(user=lead, role=Role.TRUST_LEAD, trust=trust, starts=LONG_AGO, by=SET_UP, at=at)


def _make_user(email: str, name: str, password_hash: str) -> User:
    return create_user(email=email, name=name, by=SET_UP, password_hash=password_hash, verified=True)


def _make_school(slug: str, at: datetime, adopted: date, password_hash: str, demonstration: bool) -> None:
    name, starter, trust_slug = SCHOOLS[slug]
    trust = Trust.objects.filter(slug=trust_slug).first()
    school = create_school(slug=slug, name=name, trust=trust, demonstration=demonstration, by=SET_UP, at=at)
    for office, person in zip(OFFICES, PEOPLE[slug].split(", "), strict=True):
        user = _make_user(email_of(slug, office), person, password_hash)
        appoint(user=user, role=Role(office.upper()), school=school, starts=LONG_AGO, by=SET_UP, at=at)
    version = _policy_of(school, starter, adopted, at)
    adopt(school=school, version=version, adopted_on=adopted, review_due=REVIEW_DUE, by=SET_UP, at=at)


def _policy_of(school: School, starter: str, adopted: date, at: datetime) -> PolicyVersion:
    """The starter as the school that keeps it published it, approved by governors and issued where it is shared."""
    keeper = School.objects.get(slug=SHARED.get(school.slug, school.slug))
    version = load_starter(starter=load(starter), school=keeper, by=SET_UP, at=at)
    if status_of(version, at.date()) == Status.DRAFT:
        pass_governors(version, SET_UP, SET_UP, adopted.isoformat(), at)
    if keeper != school:
        issue(version=version, school=school, issued_on=adopted.isoformat(), by=SET_UP, at=at)
    return version


def pass_governors(version: PolicyVersion, keeper: Actor, governor: Actor, meeting: str, at: datetime) -> None:
    """Send a version to the governors, who approve it at a meeting."""
    send_to_governors(version=version, note="", by=keeper, at=at)
    approve(version=version, body="The governors", meeting=meeting, note="", by=governor, at=at)


def make_years(school: School, years: Collection[int], at: datetime) -> None:
    """Make the terms of these school years, and the notice to parents at the start of each, where missing."""
    for year in sorted(years):
        terms = terms_of_year(year)
        if not Term.objects.of(school).filter(name=terms[0].name).exists():
            set_terms(school=school, terms=terms, by=SET_UP, at=at)
        told_on = date(year, 9, 1)
        if not Notice.objects.of(school).filter(told_on__range=(told_on, told_on + timedelta(days=364))).exists():
            way, details = Notice.Way.NEWSLETTER, "Start-of-year newsletter"
            then = max(at, timezone.make_aware(datetime.combine(told_on, time(9))))  # nothing is recorded beforehand
            record_notice(school=school, told_on=told_on, way=way, details=details, by=SET_UP, at=then)


def person(school: School, said: str) -> User:
    """The person that a scenario means: an office of its school or trust, or "school/office" of another school."""
    place, _, office = said.rpartition("/")
    home = School.objects.select_related("trust").get(slug=place) if place else school
    if office == "trust_lead":
        return User.objects.get(email=email_of(home.trust.slug if home.trust else "nowhere", office))
    return User.objects.get(email=email_of(home.slug, office))


def latest_adoption(school: School) -> Adoption:
    """The school's newest adoption."""
    return Adoption.objects.filter(school=school).select_related("version__policy").latest("adopted_on")
