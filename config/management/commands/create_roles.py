"""`create_roles`: makes the owner, the application and a reader of a PostgreSQL database, before `migrate`."""

import os
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError

from config.roles import Login, NotUsable, login_of, make

SUPERUSER, READER = "DATABASE_SUPERUSER_URL", "DATABASE_READER_URL"
NAMES = ("DATABASE_OWNER_URL", "DATABASE_URL")


class Command(BaseCommand):
    """Reads addresses and passwords from the environment, where no list of processes shows them."""

    help = (
        "Make the roles of a PostgreSQL database, with the passwords in DATABASE_OWNER_URL and DATABASE_URL, as the "
        "superuser of DATABASE_SUPERUSER_URL; and one that only reads, if DATABASE_READER_URL is given. Safe to run "
        "again."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, and say what to do next. Raises CommandError."""
        try:
            made = self.make()
        except NotUsable as error:
            raise CommandError(str(error)) from error
        except psycopg2.Error as error:
            raise CommandError(f"The database refused: {str(error).strip().splitlines()[0]}") from error
        reads = f", and {made[2].role} may read them" if len(made) > 2 else ""
        self.stdout.write(
            f"{made[0].role} owns the tables, {made[1].role} may use their rows{reads}. Next: `manage.py migrate`, and "
            "then `manage.py check --deploy --database default`. Forget DATABASE_SUPERUSER_URL."
        )

    def make(self) -> list[Login]:
        """Make the roles of the addresses in the environment. Raises NotUsable."""
        superuser = os.environ.get(SUPERUSER, "")
        login_of(SUPERUSER, superuser)
        names = [*NAMES, *([READER] if os.environ.get(READER) else [])]
        made = [login_of(name, os.environ.get(name, "")) for name in names]
        make(superuser, *made)
        return made
