"""What one person sent, sent once more by others: nothing is read and nothing changes (S8.07, S8.10, S8.11)."""

import pytest

from incidents.models import Incident
from tests.prove import replay
from tests.structure.world import World

pytestmark = pytest.mark.django_db


def test_nothing_is_got_or_changed_by_sending_what_somebody_else_sent(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = replay.replay_all(world, 100_000)
    said = capsys.readouterr().out
    print(said)
    assert wrong == 0, said
    assert int(said.split()[0]) >= 300


def test_a_page_that_gives_words_away_or_lets_somebody_write_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {(each.name, each.method): each for each in replay.captured(world)}
    secret = replay.words_of_incidents()
    assert len(secret) >= 10
    page = sent["incident", "GET"]
    assert replay.fault_of(world, page, "elsewhere", secret) == ""
    assert "read" in replay.fault_of(world, page, "slt", secret)
    note = sent["note", "POST"]
    assert replay.fault_of(world, note, "governor", secret) == ""
    monkeypatch.setitem(replay.ROUTES["note"].post, "slt", "404")
    assert "changed something" in replay.fault_of(world, note, "slt", secret)
    assert Incident.objects.of(world.incidents["open"].school).exists()
