"""Whatever leaves as a file is on record before it does, and says by whom, when and for whom, or why not (S14.08)."""

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.core.cache import cache
from django.core.management import get_commands

from schools.models import Event, Look
from tests.structure.handed_out import BY_SEND, COMMANDS, FILES
from tests.structure.routes import ROUTES
from tests.structure.sending import body
from tests.structure.test_looks import show
from tests.structure.test_routes import best
from tests.structure.walking import undone
from tests.structure.world import World

pytestmark = pytest.mark.django_db


def is_file(answer: Any) -> bool:
    """Whether an answer is something to keep, rather than a page or a word for a script."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    return "Content-Disposition" in answer.headers or kind not in ("text/html", "application/json", "")


def answers(world: World, method: str) -> Iterator[tuple[str, str, Any, list[str]]]:
    """What every page answers to somebody whom it is for: its route, who asked, the answer, and what was recorded."""
    for name, route in ROUTES.items():
        who = best(route.get if method == "GET" else route.post, {"200"})
        if who and not name.startswith(("account_", "mfa_")):
            cache.clear()
            client, address = world.client(who), world.address(name, who)
            with undone():
                looks, events = Look.objects.across_schools("test"), Event.objects.across_schools("test")
                seen, told = looks.count(), events.count()
                answer = client.get(address) if method == "GET" else client.post(address, body(world, name, who))
                answer.content_of_it = answer.getvalue()
                user = world.people[who]
                left = [each.kind for each in looks.order_by("pk")[seen:] if user and each.viewer_id == user.pk]
                left += [each.kind for each in events.order_by("pk")[told:] if user and each.actor == user.record_key]
            yield name, who, answer, left


def test_whatever_answers_with_a_file_has_a_row_and_is_on_record_with_the_person(world: World) -> None:
    found = {}
    for method in ("GET", "POST"):
        for name, _, answer, left in answers(world, method):
            if is_file(answer) and name != "health":
                found[name] = method
                wanted = FILES[name].record
                assert wanted in left if wanted else left == [], (name, left)
    assert set(found) == set(FILES)
    assert {name for name, method in found.items() if method == "POST"} == BY_SEND


def test_every_file_that_is_to_bear_a_mark_bears_it_on_every_page(world: World) -> None:
    for name, _, answer, _ in answers(world, "GET"):
        if name in FILES and name.endswith("_pdf"):
            pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.content_of_it)]
            mark = re.compile(r"Printed by [A-Z].+? on \d+ \w+ \d{4} at \d\d:\d\d, for Larkspur")
            found = {bool(mark.search(" ".join(page.split()))) for page in pages}
            assert found == {FILES[name].marked}, name


def test_a_download_is_on_record_with_its_scope_and_how_many_rows_it_has(world: World) -> None:
    for name, scope in (
        ("policy_pdf", "policy-pdf:"),
        ("procedure_pdf", "procedure-pdf:"),
        ("receipt_pdf", "receipt:"),
    ):
        ((kind, about),) = show(world, name, "head").looks
        what, _, rows = about.rpartition(".rows-")
        assert (kind, what.startswith(scope)) == ("download", True)
        assert int(rows) >= 1
    key = world.address("linked_file", "head").split("/")[-3]
    assert show(world, "linked_file", "head").looks == (("download", f"linked:{key}.rows-1"),)


def test_what_cannot_be_written_down_does_not_leave(world: World) -> None:
    for name, file in FILES.items():
        if name not in BY_SEND:
            refused = show(world, name, "head", refusing=True)
            assert refused.status == (503 if file.record else 200), name
            assert b"%PDF" not in refused.content or not file.record


def test_every_page_that_is_printed_says_by_whom_when_and_for_whom(world: World) -> None:
    """It stands on every page of somebody who is signed in, and shows on paper alone."""
    bare = [
        name
        for name, who, answer, _ in answers(world, "GET")
        if not is_file(answer) and who not in ("anonymous", "leaver")
        if b'<p class="printed">Printed by <bdi>' not in answer.content_of_it
    ]
    assert set(bare) <= {"hidden", "public_policy"}, "one shows nothing, the other everybody may read"


def test_every_command_that_writes_files_is_one_of_ours() -> None:
    assert set(COMMANDS) <= set(get_commands())
