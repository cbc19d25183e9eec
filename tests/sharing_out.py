"""What one database shows as well as the other, and takes minutes: where both are tested, each takes its share.

These look at pages as a browser does, or ask the whole site for a thing that no database has a part in; the widths of
the pages and the journeys are divided. Whoever tests one database alone runs them all, and so does whoever names one.
"""

from collections.abc import Iterable

import pytest

BROWSER, STRUCTURE = "tests/browser/", "tests/structure/"
EVERY_PAGE = BROWSER + "test_every_page.py::test_no_page_has_a_violation_or_scrolls_sideways"
SIGNING_IN = BROWSER + "test_sign_in.py::test_every_page_of_signing_in_is_sound"

SHARES = {
    "sqlite": (
        EVERY_PAGE + "[phone]",
        SIGNING_IN + "[phone]",
        BROWSER + "test_policy_journey.py::test_the_joint",
        "tests/incidents/test_canaries.py::test_no_canary_gets_out",  # no wall stands there behind the application's
        "tests/incidents/test_shown.py::test_each_is_shown",
        STRUCTURE + "test_setup.py",
        STRUCTURE + "test_production_start.py",  # has a database of its own
        STRUCTURE + "test_patterns.py",
        STRUCTURE + "test_roles.py",  # has a PostgreSQL of its own
        STRUCTURE + "test_guarding.py::test_every_migration_from_nothing",  # names its own database
    ),
    "postgresql": (
        EVERY_PAGE + "[desk]",
        SIGNING_IN + "[desk]",
        BROWSER + "test_policy_journey.py::test_the_statement",
        BROWSER + "test_leaves_nothing.py::test_no_page",
        "tests/incidents/test_exclusion.py::test_the_site_is_the_same_byte_for_byte",
        "tests/schools/test_sign_in_throttle.py::test_many_wrong_guesses",
        STRUCTURE + "test_redirects.py::test_no_parameter",
        STRUCTURE + "test_answers.py",
        STRUCTURE + "test_matrix.py::test_the_whole_matrix",
        STRUCTURE + "test_serving.py",
        STRUCTURE + "test_secrets.py",
        "tests/config/test_moving.py",  # has a PostgreSQL and files of its own
    ),
}


def of_others(items: Iterable[pytest.Item], vendor: str) -> list[pytest.Item]:
    """The tests that another database takes."""
    others = tuple(place for name, places in SHARES.items() if name != vendor for place in places)
    return [item for item in items if item.nodeid.startswith(others)]
