"""The schools app: who we are."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SchoolsConfig(AppConfig):
    """Re-installs the append-only triggers after every migration: on SQLite a rebuilt table loses them (S16.11)."""

    name = "schools"
    verbose_name = "Schools and offices"

    def ready(self) -> None:
        from schools import triggers

        post_migrate.connect(triggers.handler, dispatch_uid="append-only triggers")
