"""What is looked at when the service starts: whether the database itself still guards the record (S16.11, S16.12).

In production it does not start without its triggers, nor where `readiness` finds something (S13.01): one command puts
each right, and whoever starts it is there to give it. A database that is away is no reason: pages answer 503 until it
is back, and `/health/` goes on asking.
"""

import atexit
import logging
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config.readiness import unready
from schools import triggers

log = logging.getLogger(__name__)
LACKING = "The database lets rows be changed that may only be added: {lacking}. Run `manage.py migrate`."
TOO_MUCH = (
    "DATABASE_URL is the address of somebody who may take the guards of the record down: a superuser, or the owner of "
    "its tables. Let `manage.py create_roles` make an owner and an application that is not."
)


def refuse_unguarded() -> None:
    """Refuse to start in production without the triggers, or not ready. Raises ImproperlyConfigured."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        lacking, warned = triggers.missing(connection), may_disarm(connection)
        found = unready(connection)
    except Error as error:
        log.error("The guards of the record could not be looked at: %s", type(error).__name__)
        return
    finally:
        connection.close()
    if warned and settings.PRODUCTION:
        log.warning(TOO_MUCH)
    if lacking:
        log.error(LACKING.format(lacking=", ".join(lacking)))
        if settings.PRODUCTION:
            raise ImproperlyConfigured(LACKING.format(lacking=f"{len(lacking)} triggers are missing"))
    _refuse_unready(found)
    log.info("Started in the mode %s.", settings.FAIRPOST_MODE)
    atexit.register(log.info, "Stopped.")


def _refuse_unready(found: list[str]) -> None:
    for sentence in found:
        log.error(sentence)
    if found and settings.PRODUCTION:
        raise ImproperlyConfigured("Fairpost will not start in production. " + " ".join(found))


def may_disarm(connection: BaseDatabaseWrapper) -> bool:
    """Whether this role is a superuser, or has the rights of whoever owns the record's table."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT rolsuper OR EXISTS (
                   SELECT 1 FROM pg_tables WHERE tablename = 'schools_event' AND pg_has_role(tableowner, 'MEMBER')
               ) FROM pg_roles WHERE rolname = current_user"""
        )
        return bool(cursor.fetchone()[0])


@register(Tags.database)
def guarded(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """For `check --database default`. A warning, because `migrate` asks too, and it is what puts them in."""
    lacking = [each for alias in databases or () for each in triggers.missing(connections[alias])]
    return [Warning(LACKING.format(lacking=", ".join(lacking)), id="fairpost.W001")] if lacking else []


@register(Tags.database, deploy=True)
def not_the_owner(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """For `check --deploy --database default`."""
    found = [alias for alias in databases or () if may_disarm(connections[alias])]
    return [Warning(TOO_MUCH, id="fairpost.W002")] if found else []
