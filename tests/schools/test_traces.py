"""What SQLite keeps of erased rows outside its tables (S14.02)."""

import pytest
from django.conf import settings
from django.db import connection, transaction

from schools import traces
from tests.schools.protected import ON_SQLITE
from tests.schools.recording import a_school, note

CANARY = "zqtrace was written here"

if ON_SQLITE:

    @pytest.mark.django_db
    def test_freed_pages_are_overwritten_and_commits_reach_the_disk() -> None:
        with connection.cursor() as cursor:
            found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("secure_delete", "journal_mode")}
        assert found == {"secure_delete": 1, "journal_mode": "wal"}

    @pytest.mark.django_db(transaction=True)
    def test_the_write_ahead_log_is_folded_away_and_cut_off() -> None:
        note(a_school(), details={"text": CANARY})
        log = f"{settings.DATABASES['default']['TEST']['NAME']}-wal"
        with open(log, "rb") as file:
            assert CANARY.encode() in file.read()
        assert traces.fold_away()
        with open(log, "rb") as file:
            assert file.read() == b""

    @pytest.mark.django_db(transaction=True)
    def test_within_a_transaction_nothing_is_folded() -> None:
        with transaction.atomic():
            assert not traces.fold_away()
