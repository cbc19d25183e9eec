"""`demo`: the whole product with made-up schools on this machine, at one address, until Ctrl-C.

`config/setup.py` has made the environment and set the mode before this is called; `seed_demo` fills the database. Run
again, it keeps what is there and serves.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import serving, setup
from incidents.demonstration import PASSWORD
from incidents.playing import cast
from schools.vocabulary import Role

PORT = 8000
ROW = "  {office:<32} {name:<18} {email}"


class Command(BaseCommand):
    """Fill, serve, and say where and as whom one can sign in."""

    help = "Serve a demonstration with four made-up schools. The first run takes about a minute, later ones seconds."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to serve."""
        parser.add_argument("--port", type=int, default=PORT, help=f"{PORT} unless said; taken, the next free one")

    def handle(self, *, port: int, **options: Any) -> None:
        """Never returns by itself: Ctrl-C ends it."""
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration is started by `python3 manage.py demo` and runs in no other mode.")
        try:
            self._prepare()
            free = serving.free_port(port)
            serving.serve(free, ready=lambda: self._welcome(free))
        except serving.NoPort as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            sys.exit("\nFairpost: stopped. Run the same command to go on from here.")

    def _prepare(self) -> None:
        with setup.only_one():
            call_command("seed_demo", stdout=self.stdout, stderr=self.stderr)
            serving.collect_static()

    def _welcome(self, port: int) -> None:
        self.stdout.write("\n".join(welcome(f"http://{serving.HOST}:{port}/")))
        self.stdout.flush()


def welcome(address: str) -> Iterator[str]:
    """The address, and who one can sign in as."""
    yield f"\nFairpost is at {address}  (Ctrl-C ends it)\n"
    yield f"Everybody here is made up. The password of each is: {PASSWORD}"
    for slug, (school, _, trust) in cast.SCHOOLS.items():
        yield f"\n{school}"
        for office, name in zip(cast.OFFICES, cast.PEOPLE[slug].split(", "), strict=True):
            yield ROW.format(office=Role(office.upper()).label, name=name, email=cast.email_of(slug, office))
        if trust:
            label = f"{Role.TRUST_LEAD.label} ({cast.TRUSTS[trust]})"
            yield ROW.format(office=label, name=cast.TRUST_LEADS[trust], email=cast.email_of(trust, "trust_lead"))
    yield ""
