"""The demonstration's own database: knowing it again, its schools, and the scenarios played there once.

A file beside the evidence, and an event in each school's record with the same identity, mark a database as the
demonstration's; no other is ever touched. When each scenario is played is in `demonstration_plan.py`; the commands
`seed_demo` and `demo` call what is here.
"""

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from incidents.demonstration_plan import Move, Plan
from incidents.playing import cast
from incidents.playing.moments import LONDON
from incidents.playing.player import Playing, play
from policies.hosts import load
from policies.operations.hosts import load_hosts
from policies.operations.life import set_review_due
from schools import record
from schools.dates import calendar_of
from schools.history import SET_UP
from schools.models import Event, School, Term, User
from schools.operations import set_terms
from schools.term_dates import terms_of_year

PASSWORD = "demonstration"
MADE, PLAYED = "demonstration-made", "scenario-played"
ABOUT = "demonstration"
REVIEW_IN = 2
"""The policies are due for review in the summer so many years after this school year."""


class NotOurs(Exception):
    """The database was not made by the demonstration. The sentence says what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"This database was not made by the demonstration ({why}), so nothing was changed. "
            "Unset DATABASE_URL, or set FAIRPOST_DATA to a new folder, and run the command again."
        )


@dataclass(frozen=True)
class Marker:
    """What marks a database as the demonstration's: an identity, its address, and the moment it was planned for."""

    identity: str
    database: str
    now: str

    @property
    def moment(self) -> datetime:
        """The moment for which the scenarios were moved: a later run goes on with the same plan."""
        return datetime.fromisoformat(self.now)


def claim(now: datetime) -> Marker:
    """The marker of this database, made when the database is empty. Raises NotOurs."""
    tables, marker = connection.introspection.table_names(), _read_marker()
    if not tables:
        if marker is None and any(Path(settings.EVIDENCE_ROOT).glob("*/*")):
            raise NotOurs("its data folder holds evidence of another one")
        return mark(now)
    if marker is None or marker.database != address():
        raise NotOurs("there is no marker of it in the data folder")
    if School._meta.db_table in tables:
        _refuse_strangers(marker, tables)
    return marker


def address() -> str:
    """Which database this is, without a password; a file in the data folder by its name, so that it can be moved."""
    database = connection.settings_dict
    name = Path(str(database["NAME"]))
    if connection.vendor == "sqlite":
        return name.name if name.parent == Path(settings.DATA_DIR) else str(name)
    return f"{connection.vendor} {database['HOST']}:{database['PORT']}/{name}"


def _marker_file() -> Path:
    return Path(settings.DATA_DIR) / "demonstration.json"


def mark(now: datetime) -> Marker:
    """Mark this database as the demonstration's."""
    marker = Marker(secrets.token_hex(16), address(), now.astimezone(LONDON).isoformat())
    fresh = _marker_file().with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(asdict(marker), indent=2), encoding="utf-8")
    fresh.replace(_marker_file())  # whole or not at all, should the machine stop here
    return marker


def _read_marker() -> Marker | None:
    try:
        return Marker(**json.loads(_marker_file().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _refuse_strangers(marker: Marker, tables: Iterable[str]) -> None:
    schools = list(School.objects.values_list("pk", "demonstration"))
    if not all(demonstration for _, demonstration in schools):
        raise NotOurs("there is a school in it that is not made up")
    if not schools and User._meta.db_table in tables and User.objects.exists():
        raise NotOurs("there are people in it and no school")
    if schools and not any(_identity(pk) == marker.identity for pk, _ in schools):
        raise NotOurs("it is another than the one that the marker in the data folder is of")


def _identity(school: int) -> str:
    told = [each for each in record.story_of(School(pk=school), ABOUT) if each.kind == MADE]
    return (told[0].details or {}).get("identity", "") if told else ""


def make_schools(marker: Marker, plan: Plan) -> None:
    """The fixture schools with the terms, policies and notices that the plan needs, in one transaction."""
    adopted = date(plan.years[0], 9, 1)
    opening = datetime(plan.years[0], 9, 1, 9, tzinfo=LONDON)
    with transaction.atomic():
        cast.make_schools(
            at=opening,
            years=plan.years[:-1],  # parents cannot have been told of the policy in a year to come
            adopted=adopted,
            password_hash=make_password(PASSWORD),
            demonstration=True,
        )
        for school in fixture_schools():
            _look_ahead(school, plan.years[-1], opening)
            set_review_due(
                adoption=cast.latest_adoption(school),
                review_due=f"Summer {plan.years[-1] + REVIEW_IN}",
                by=SET_UP,
                at=opening,
            )
            details = {"actor_name": SET_UP.name, "identity": marker.identity}
            record.write(school=school, kind=MADE, about=ABOUT, actor=SET_UP, at=plan.now, details=details)


def keep_up(now: datetime) -> None:
    """Bring in what is new of hosts, and the terms and notices of a school year that has begun since."""
    load_hosts(entries=load(), by=SET_UP)
    for school in fixture_schools():
        year = calendar_of(school).school_year(now.astimezone(LONDON).date())
        cast.make_years(school, [year], now)
        _look_ahead(school, year + 1, now)


def fixture_schools() -> Sequence[School]:
    """The schools of the cast that are there."""
    return School.objects.filter(slug__in=cast.SCHOOLS).select_related("trust")


def _look_ahead(school: School, year: int, at: datetime) -> None:
    terms = terms_of_year(year)
    if not Term.objects.of(school).filter(name=terms[0].name).exists():
        set_terms(school=school, terms=terms, by=SET_UP, at=at)


def still_to_play(moves: Sequence[Move]) -> list[Move]:
    """The moves that the record does not tell of yet."""
    names = [_about(each.id) for move in moves for each in move.group]
    played = set(Event.objects.of(fixture_schools()).filter(about__in=names).values_list("about", flat=True))
    return [move for move in moves if _about(move.group[0].id) not in played]


def _about(scenario: str) -> str:
    return f"scenario:{scenario}"


def play_moves(moves: Sequence[Move], now: datetime) -> Iterator[Move]:
    """Play each move in a transaction of its own, noted in the record, so that a stopped run can go on."""
    schools = {school.slug: school for school in fixture_schools()}
    for move in moves:
        playing = Playing()
        try:
            with transaction.atomic():
                _play(move, playing, schools, now)
        except BaseException:
            playing.throw_files_away()
            raise
        yield move


def _play(move: Move, playing: Playing, schools: dict[str, School], now: datetime) -> None:
    for scenario in move.group:
        play(scenario, playing, weeks=move.weeks, asserting=False)
        details = {"actor_name": SET_UP.name, "weeks": move.weeks}
        school = schools[scenario.school]
        record.write(school=school, kind=PLAYED, about=_about(scenario.id), actor=SET_UP, at=now, details=details)
