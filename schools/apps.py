"""The schools app: who we are."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate, pre_migrate


class SchoolsConfig(AppConfig):
    """Puts the append-only triggers and the walls between schools back after every migration (S16.11, S8.09).

    On SQLite a table that is rebuilt loses its triggers.
    """

    name = "schools"
    verbose_name = "Schools and offices"

    def ready(self) -> None:
        from schools import checks, row_security, triggers

        register(checks.anchored, deploy=True)
        pre_migrate.connect(triggers.before, dispatch_uid="append-only triggers stand aside")
        post_migrate.connect(triggers.handler, dispatch_uid="append-only triggers")
        post_migrate.connect(row_security.handler, dispatch_uid="row-level security")
