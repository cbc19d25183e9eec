"""No parameter leads to another site: the experiment at a small size (S3.14)."""

import pytest

from tests.prove.redirects import HOST, PAYLOADS, leads_away, walk
from tests.structure.world import World

pytestmark = pytest.mark.django_db


def test_no_parameter_of_any_page_leads_to_another_site(world: World) -> None:
    assert len(PAYLOADS) >= 60
    assert walk(world, 1_600) == 0


@pytest.mark.parametrize("location", [f"//{HOST}/", f"/\\{HOST}", f"https://{HOST}", f"\t//{HOST}", "javascript:x"])
def test_an_answer_that_leads_away_is_found(location: str) -> None:
    assert leads_away(location)
    assert not leads_away("/accounts/login/?next=//evil.example/")
