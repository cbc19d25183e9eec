"""When each line of a scenario happens, and moving a scenario by whole weeks. Pure.

Times are Europe/London. `+2d` counts calendar days, `+3sd` school days, `+4h` hours, all from the line before; a line
without a time comes one minute after the line before.
"""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from incidents.playing.format import BadScenario, Line, Scenario
from schools.calendar import Calendar

LONDON = ZoneInfo("Europe/London")
_RELATIVE = re.compile(r"\+(\d+)(d|sd|h)")


def local(moment: str) -> datetime:
    """A date-time of a file as a moment in London."""
    try:
        found = datetime.fromisoformat(moment)
    except ValueError as error:
        raise BadScenario(f"not a time: {moment}") from error
    return found.replace(tzinfo=LONDON) if found.tzinfo is None else found


def after(moment: datetime, said: str, calendar: Calendar, weeks: int = 0) -> datetime:
    """The moment that `said` means, counted from `moment` where it begins with a plus."""
    found = _RELATIVE.fullmatch(said)
    if not found:
        if said.startswith("+"):
            raise BadScenario(f"not a time: {said}")
        return local(said) + timedelta(weeks=weeks)
    number, unit = int(found[1]), found[2]
    if unit == "h":
        return _elapsed(moment, timedelta(hours=number))
    wall = moment.astimezone(LONDON)
    if unit == "d":
        return wall + timedelta(days=number)
    return datetime.combine(calendar.add_school_days(wall.date(), number), wall.timetz())


def _elapsed(moment: datetime, time: timedelta) -> datetime:
    """The moment so much time later, the clocks going back or not."""
    return (moment.astimezone(UTC) + time).astimezone(LONDON)


def moments(scenario: Scenario, calendar: Calendar, weeks: int = 0) -> list[datetime]:
    """The moment of every line, with the whole scenario moved by so many weeks."""
    found: list[datetime] = []
    for line in scenario.lines:
        if not found:
            before = local(scenario.starts) + timedelta(weeks=weeks)
            found.append(after(before, line["at"], calendar, weeks) if "at" in line else before)
        elif "at" in line:
            found.append(after(found[-1], line["at"], calendar, weeks))
        else:
            found.append(_elapsed(found[-1], timedelta(minutes=1)))
    return found


def report_line(scenario: Scenario) -> int:
    """Which line reports the post: the first report that is not refused."""
    for number, line in enumerate(scenario.lines):
        if line.get("do") == "report" and not line.get("refused"):
            return number
    raise BadScenario(f"{scenario.id}: nothing is reported")


def posted(line: Line, weeks: int) -> date | datetime | None:
    """When the post of a line was made: a moment, a day, or not known."""
    said = line.get("posted")
    if not said:
        return None
    if "T" in said:
        return local(said) + timedelta(weeks=weeks)
    return date.fromisoformat(said) + timedelta(weeks=weeks)
