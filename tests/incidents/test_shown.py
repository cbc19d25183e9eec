"""What of an incident each office is shown is what the printed table says, datum by datum (S8.08)."""

import pytest

from config.manual.shown import DATA, PEOPLE, cells
from tests.incidents.at_the_pages import NOW
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.full_of_marks import Marked, admitted, exported, make_marked, read_by


@pytest.fixture
def marked(schools: None) -> Marked:
    """Two incidents full of marks."""
    return make_marked()


def test_each_is_shown_what_the_table_says_and_nothing_else(marked: Marked) -> None:
    found = {}
    for who in PEOPLE:
        if who == "let_in":
            continue
        read = exported(marked) if who == "export" else read_by(marked, who)
        found.update({(name, who): cell for name, cell in read.items()})
    admitted(marked, NOW)
    found.update({(name, "let_in"): cell for name, cell in read_by(marked, "let_in").items()})
    for name in DATA:
        print(f"{name:9} " + " ".join(f"{found[name, who]:3}" for who in PEOPLE))
    assert found == cells()
