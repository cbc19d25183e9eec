"""Every scenario of the repository, shared and of our own, played unmoved through the operations."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.models import Incident
from incidents.playing.format import BadScenario, Scenario, read
from incidents.playing.player import FOLDER, Playing, all_scenarios, play_all
from tests.builders import AT

SCENARIOS = all_scenarios()


def _together() -> list[list[Scenario]]:
    """The calls: scenarios that link go together, in order, and every other one by itself."""
    by_id = {each.id: each for each in SCENARIOS}
    linked = {each.id: [by_id[key] for key in sorted(each.links)] + [each] for each in SCENARIOS if each.links}
    taken = {each.id for group in linked.values() for each in group}
    return [*linked.values(), *([each] for each in SCENARIOS if each.id not in taken)]


@pytest.mark.parametrize("group", _together(), ids=lambda group: "+".join(each.id for each in group))
def test_a_scenario_holds_in_every_expectation(db: None, group: list[Scenario]) -> None:
    reports = list(play_all(group, Playing(), AT))
    assert len(reports) == len(group)
    assert all(report.startswith("ok ") for report in reports)


def test_all_sixty_scenarios_are_here() -> None:
    assert len(list((FOLDER / "shared").glob("*.json"))) == 14
    assert len(list((FOLDER / "demo").glob("*.json"))) >= 45


def test_the_command_plays_files_of_one_call_in_order_and_takes_everything_back(db: None) -> None:
    out = StringIO()
    files = [str(FOLDER / "shared" / name) for name in ("s13-1-spelling-lists.json", "s13-2-pupil-blamed.json")]
    call_command("play_scenario", *files, str(FOLDER / "shared" / "s13-third-case.json"), stdout=out)
    assert out.getvalue().splitlines()[-1].startswith("ok s13 · 27 lines · ")
    assert not Incident._base_manager.exists()


def test_the_command_keeps_what_it_played_when_asked_to(db: None) -> None:
    call_command("play_scenario", str(FOLDER / "shared" / "s01-reading-scheme.json"), keep=True, stdout=StringIO())
    assert Incident._base_manager.get().outcome == "RESOLVED_BY_DISCUSSION"


def test_an_expectation_that_does_not_hold_is_named_by_its_line(db: None, tmp_path: Path) -> None:
    text = (FOLDER / "shared" / "s01-reading-scheme.json").read_text()
    changed = tmp_path / "changed.json"
    changed.write_text(text.replace('"first_contact_school_days": 1', '"first_contact_school_days": 2'))
    with pytest.raises(CommandError, match=r"s01 line 19: first_contact_school_days: expected 2, found 1"):
        call_command("play_scenario", str(changed), stdout=StringIO())


def test_a_refusal_that_is_expected_and_does_not_come_is_a_failure(db: None, tmp_path: Path) -> None:
    text = (FOLDER / "shared" / "s01-reading-scheme.json").read_text()
    changed = tmp_path / "changed.json"
    changed.write_text(text.replace('{"do": "note", "as": "slt"', '{"do": "note", "refused": true, "as": "slt"'))
    with pytest.raises(CommandError, match="expected a refusal, and it was done"):
        call_command("play_scenario", str(changed), stdout=StringIO())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"summary":', '"sumary":'),
        ('"COMPLAINT"', '"COMPLAIN"'),
        ('"ask": "sees"', '"ask": "saw"'),
        ('"part": "AUTHOR"', '"part": "WRITER"'),
        ('"expect": {"owner"', '"expect": {"owned"'),
        ('"step": "DISCUSS"', '"step": "TALK"'),
    ],
)
def test_an_unknown_key_or_code_is_an_error_and_never_skipped(tmp_path: Path, old: str, new: str) -> None:
    text = (FOLDER / "shared" / "s01-reading-scheme.json").read_text()
    assert old in text
    changed = tmp_path / "changed.json"
    changed.write_text(text.replace(old, new, 1))
    with pytest.raises(BadScenario, match="unknown"):
        read(changed)
