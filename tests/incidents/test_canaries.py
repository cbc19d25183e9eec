"""No text of one school reaches another, nor anybody who sees no incident (S8.05, S8.06, S8.22, S16.03)."""

import re

import pytest

from tests.prove import canaries
from tests.prove._marked import Marked

pytestmark = pytest.mark.django_db


def test_no_canary_gets_out_of_its_school(capsys: pytest.CaptureFixture[str]) -> None:
    left = canaries.run(60)
    said = capsys.readouterr().out
    assert left == 0, said
    met, *_, lines = [int(number) for number in re.findall(r"(\d+) (?:met|leaks|lines)", said)]
    assert met >= 50, "those who may see them came across hardly any, so the walk proves nothing"
    assert lines >= 10_000, "the log was not listened to down to its SQL (S14.03, S16.03)"


def test_a_leak_is_found_whoever_is_given_it() -> None:
    marked = Marked(dice=None, canaries={"Cqaaaaaaaaaaaa": "tregarth"})  # type: ignore[arg-type]
    for who, slug, wrong in (("head", "coldwell", 1), ("governor", "tregarth", 1), ("head", "tregarth", 0)):
        walk = canaries.Walk(who, slug)
        walk.take("/somewhere/", b"It says cqaaaaaaaaaaaa here")
        assert len(list(canaries.leaks_of(marked, walk))) == wrong, (who, slug)


def test_a_canary_in_a_log_or_a_mail_is_found_however_it_is_written() -> None:
    marked = Marked(dice=None, canaries={"Cqaaaaaaaaaaaa": "tregarth"})  # type: ignore[arg-type]
    assert canaries.known(marked, "GET https://cqaaaaaaaaaaaa.example/Cqbbbbbbbbbbbb") == {"cqaaaaaaaaaaaa"}
    assert canaries.known(marked, "Dear Cqaaaaaaaaaaaa") == {"Cqaaaaaaaaaaaa"}
