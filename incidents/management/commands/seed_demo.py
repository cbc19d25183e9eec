"""`seed_demo`: the demonstration's database, made and filled, or carried on with where a run was stopped.

`demo` calls it and then serves. It refuses any mode but the demonstration's and any database it did not make.
"""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from incidents import demonstration
from incidents.demonstration_plan import Move, plan
from incidents.operations.figures import keep_all_figures
from incidents.playing.cast import SCHOOLS
from incidents.playing.player import all_scenarios
from schools.history import SET_UP
from schools.reach import across_schools


class Command(BaseCommand):
    """Check that the database is the demonstration's, bring its tables up to date, and play what is not played yet."""

    help = "Make the demonstration's schools and play every scenario once, moved into the last four terms."
    requires_system_checks: list[str] = []

    @across_schools("The demonstration has made-up schools alone.")
    def handle(self, **options: Any) -> None:
        """Do what is left to do; nothing where all is done."""
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration runs with FAIRPOST_MODE=demonstration alone: use `manage.py demo`.")
        try:
            marker = demonstration.claim(timezone.now())
        except demonstration.NotOurs as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(f"The database cannot be reached: {error}".strip()) from error
        self._migrate()
        if self._done():
            demonstration.keep_up(timezone.now())
        else:
            self._fill(marker)
        keep_all_figures(by=SET_UP, at=timezone.now())

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        self.stdout.write("Making the tables.")
        self.stdout.flush()
        if os.environ.get("DATABASE_OWNER_URL"):  # tables belong to another role (S13.03): settings look at the command
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity=0", "--no-input"]
            subprocess.run(command, check=True)
        else:
            call_command("migrate", verbosity=0, interactive=False)

    def _done(self) -> bool:
        moves = [Move((each,), 0, ()) for each in all_scenarios()]
        return not demonstration.still_to_play(moves)

    def _fill(self, marker: demonstration.Marker) -> None:
        scenarios = all_scenarios()
        planned = plan(scenarios, marker.moment)
        if not demonstration.fixture_schools():
            self.stdout.write(f"Making {len(SCHOOLS)} schools and their people, all made up.")
            demonstration.make_schools(marker, planned)
        left = demonstration.still_to_play(planned.moves)
        number = len(scenarios) - sum(len(move.group) for move in left)
        self.stdout.write("Playing the scenarios, each through the steps that people take on the pages:")
        for move in demonstration.play_moves(left, marker.moment):
            for scenario, at in zip(move.group, move.reports, strict=True):
                number += 1
                where = f"{number:>3} of {len(scenarios)}  {at:%d %b %Y}  {SCHOOLS[scenario.school][0]:<24}"
                self.stdout.write(f"{where} {scenario.title}")
                self.stdout.flush()
