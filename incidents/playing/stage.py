"""What a scenario carries from line to line while it is played: the school, the incident, the moment, files kept."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from incidents.facts import Facts, facts_of
from incidents.models import Incident, Involvement
from incidents.playing.cast import person
from incidents.playing.files import made_up
from incidents.playing.format import BadScenario, Line, Scenario
from incidents.playing.moments import after
from incidents.text import fold
from schools.calendar import Calendar
from schools.files.store import Received, receive
from schools.models import School, User


@dataclass
class Stage:
    """A scenario being played. `played` holds the incidents of this call by scenario id."""

    scenario: Scenario
    school: School
    calendar: Calendar
    weeks: int = 0
    played: dict[str, Incident] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    at: datetime = datetime.min.replace(tzinfo=UTC)

    @property
    def incident(self) -> Incident:
        """The incident as it is now in the database."""
        if self.scenario.id not in self.played:
            raise BadScenario(f"{self.scenario.id}: nothing has been reported yet")
        known = self.played[self.scenario.id]
        query = Incident.objects.of(known.school_id).select_related(
            "school__trust", "adoption__version__policy", "owner"
        )
        return query.get(pk=known.pk)

    @property
    def facts(self) -> Facts:
        """What is known of the incident at this moment."""
        return facts_of(self.incident, self.at)

    def who(self, line: Line, key: str = "as") -> User:
        """The person a line names by office."""
        return person(self.school, line[key])

    def link_to(self, name: str) -> Involvement:
        """The person of that name on this incident; the latest link, even when it was undone since."""
        found = [each for each in self.facts.all_involvements if each.person.folded == fold(name)]
        if not found:
            raise BadScenario(f"{self.scenario.id}: nobody is called {name}")
        return found[-1]

    def due(self, line: Line) -> datetime | None:
        """The date that a line sets, counted from its own moment."""
        return after(self.at, line["due"], self.calendar, self.weeks) if line.get("due") else None

    def file(self, kind: str) -> Received:
        """A made-up file of this kind, taken through the real gate."""
        received = receive(made_up(kind, len(self.files)), folder=self.school.slug)
        self.files.append(received.path)
        return received
