"""`load_hosts`: bring in what this release knows of where posts are reported. Run it after an update."""

from typing import Any

from django.core.management.base import BaseCommand

from policies.hosts import load
from policies.operations.hosts import load_hosts
from schools.history import SET_UP


class Command(BaseCommand):
    """Adds what is missing and leaves alone what the operator has edited. Running it again does no harm."""

    help = "Bring in the list of where to report a post. What the operator has edited or retired stays as it is."

    def handle(self, **options: Any) -> None:
        """Bring it in, and print how much was new."""
        number = load_hosts(entries=load(), by=SET_UP)
        self.stdout.write(f"Entries added or brought up to date: {number}.")
