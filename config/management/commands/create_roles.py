"""`create_roles`: makes the owner and the application of a PostgreSQL database, before the first `migrate`."""

import os
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError

from config.roles import NotUsable, login_of, make

NAMES = ("DATABASE_SUPERUSER_URL", "DATABASE_OWNER_URL", "DATABASE_URL")


class Command(BaseCommand):
    """Reads addresses and passwords from the environment, where no list of processes shows them."""

    help = (
        "Make the two roles of a PostgreSQL database, with the passwords in DATABASE_OWNER_URL and DATABASE_URL, as "
        "the superuser of DATABASE_SUPERUSER_URL. Safe to run again."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, and say what to do next. Raises CommandError."""
        superuser, owner, application = (os.environ.get(name, "") for name in NAMES)
        try:
            made = login_of(NAMES[0], superuser), login_of(NAMES[1], owner), login_of(NAMES[2], application)
            make(superuser, made[1], made[2])
        except NotUsable as error:
            raise CommandError(str(error)) from error
        except psycopg2.Error as error:
            raise CommandError(f"The database refused: {str(error).strip().splitlines()[0]}") from error
        self.stdout.write(
            f"{made[1].role} owns the tables, and {made[2].role} may use their rows. Next: `manage.py migrate`, and "
            "then `manage.py check --deploy --database default`. Forget DATABASE_SUPERUSER_URL."
        )
