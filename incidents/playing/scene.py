"""The `policy` line, which sets the scene before the report: a version adopted, a review date, parents told or not."""

from datetime import date, timedelta

from django.utils import timezone

from incidents.playing.cast import latest_adoption, pass_governors, person
from incidents.playing.format import Line
from incidents.playing.stage import Stage
from policies.models import Notice
from policies.operations.life import adopt, set_review_due
from policies.operations.starting import revise
from policies.operations.telling import record_notice, withdraw_notice


def set_scene(stage: Stage, line: Line) -> None:
    """What the line says of the policy; each through the operation that the school's own pages call."""
    given = {"by": stage.who(line), "at": stage.at}
    if "adopt_version" in line:
        _adopt_next(stage, date.fromisoformat(line["adopt_version"]) + timedelta(weeks=stage.weeks), given)
    if "review_due" in line:
        due = _moved(stage, line["review_due"] or "")
        set_review_due(adoption=latest_adoption(stage.school), review_due=due, **given)
    if "parents_told" in line:
        _tell_parents(stage, line["parents_told"], given)


def _adopt_next(stage: Stage, day: date, given: dict) -> None:
    """The next version of the policy, by the people of the school that keeps it, adopted by whoever the line names."""
    old = latest_adoption(stage.school)
    keeper = old.version.policy.school
    head, chair = person(keeper, "head"), person(keeper, "chair")
    version = revise(version=old.version, by=head, at=stage.at)
    pass_governors(version, head, chair, day.isoformat(), stage.at)
    adopt(school=stage.school, version=version, adopted_on=day, review_due=old.review_due, **given)


def _tell_parents(stage: Stage, told: str | None, given: dict) -> None:
    year = stage.calendar.school_year(timezone.localdate(stage.at))
    for notice in Notice.objects.of(stage.school).filter(withdrawn_on__isnull=True):
        if stage.calendar.school_year(notice.told_on) == year:
            withdraw_notice(notice=notice, reason="It was not sent out this year", **given)
    if told:
        day = date.fromisoformat(told) + timedelta(weeks=stage.weeks)
        record_notice(school=stage.school, told_on=day, way=Notice.Way.OTHER, details="", **given)


def _moved(stage: Stage, review_due: str) -> str:
    """A vague review date, moved along with the scenario: the term in which its last day then falls."""
    last = stage.calendar.review_last_day(review_due)
    if not stage.weeks or last is None:
        return review_due
    day = last + timedelta(weeks=stage.weeks)
    term = stage.calendar.term_of(day) or stage.calendar.term_for_counting(day)
    return term.name if term else f"{day:%B %Y}"
