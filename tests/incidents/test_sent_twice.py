"""Notes, files and statements that are sent twice, one after the other and at once, are kept once (R.06)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from incidents.models import Evidence, Finding, Incident
from incidents.timeline import EventKind
from schools.models import Event, SentForm
from schools.sent import KEPT_FOR, new_token
from schools.verification import verify
from schools.views.taking import AGAIN
from tests.builders import a_reported_post, person, the_schools
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, errors, url, words
from tests.incidents.test_together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def incident() -> Iterator[Incident]:
    """A post reported on the Monday, met on the Tuesday."""
    with time_machine.travel(NOW, tick=True):
        the_schools()
        yield a_reported_post()


def picture(colour: str = "red") -> bytes:
    """A small PNG."""
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


def sending(incident: Incident, name: str, token: str, **fields: Any) -> Callable[[], Any]:
    """One press: the head's browser sends the form of a page, a copy of its files each time."""
    client, address = browser(), url(incident, name)

    def press() -> Any:
        files = [SimpleUploadedFile(f"{n}.png", each, "image/png") for n, each in enumerate(fields.get("files", ()))]
        given = {key: value for key, value in fields.items() if key != "files"} | ({"file": files} if files else {})
        return client.post(address, {"once": token, **given})

    return press


def notes() -> int:
    """How many notes are on record."""
    return Event.objects.across_schools("test").filter(kind=EventKind.NOTED).count()


def kept(root: Path) -> int:
    """How many files lie in the folder of evidence."""
    return len([each for each in root.rglob("*") if each.is_file()])


@pytest.mark.parametrize("many", [2, 6, 10])
def test_a_note_sent_many_times_at_once_is_kept_once_and_all_are_led_to_it(incident: Incident, many: int) -> None:
    token = new_token()
    answers: list[Any] = all_at_once(*(sending(incident, "note", token, words="Rang at 9.") for _ in range(many)))
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, url(incident))] * many
    assert (notes(), SentForm.objects.of(incident.school).count()) == (1, 1)
    assert verify(incident.school).sound


@pytest.mark.parametrize("many", [2, 6])
def test_files_sent_many_times_at_once_are_kept_once_each_and_leave_no_other(
    incident: Incident, many: int, evidence_root: Path
) -> None:
    files, token = [picture(), picture("blue"), picture()], new_token()
    form = {"shows": "no", "source": "A neighbour", "files": files}
    answers: list[Any] = all_at_once(*(sending(incident, "keep_evidence", token, **form) for _ in range(many)))
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, url(incident))] * many
    assert Evidence.objects.of(incident).count() == kept(evidence_root) == 3
    assert Event.objects.across_schools("test").filter(kind=EventKind.KEPT, about=incident.about).count() == 3


def test_a_note_sent_again_says_so_and_with_other_words_loses_none_of_them(incident: Incident) -> None:
    """A reload says the same again; Back and other words say others, and both may be wanted."""
    client, token = browser(), new_token()
    first = {"once": token, "words": "Rang at 9."}
    assert AGAIN not in words(client.post(url(incident, "note"), first, follow=True))
    assert AGAIN in words(client.post(url(incident, "note"), first, follow=True))
    other = client.post(url(incident, "note"), first | {"words": "Rang at 10."})
    assert (other.status_code, notes()) == (409, 1)
    assert "You sent this page before, with other words" in errors(other)
    assert "Rang at 10." in other.content.decode() and token not in other.content.decode()


def test_a_token_is_good_for_its_own_sender_alone_for_a_week_and_then_swept(incident: Incident) -> None:
    token = new_token()
    for office in ("head", "slt"):
        assert browser(office).post(url(incident, "note"), {"once": token, "words": "x"}).status_code == 302
    assert (notes(), SentForm.objects.of(incident.school).count()) == (2, 2)
    with time_machine.travel(NOW + KEPT_FOR - timedelta(minutes=1), tick=True):
        call_command("sweep", verbosity=0)
        assert SentForm.objects.of(incident.school).count() == 2
    with time_machine.travel(NOW + KEPT_FOR + timedelta(minutes=1), tick=True):
        call_command("sweep", verbosity=0)
        assert SentForm.objects.of(incident.school).count() == 0
        late = browser().post(url(incident, "note"), {"once": token, "words": "My words"})
        assert (late.status_code, notes()) == (409, 2)
        assert "This page was opened too long ago." in errors(late) and "My words" in late.content.decode()


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c", "x" * 5_000, "\x00", "’"])
def test_what_is_no_token_of_ours_is_passed_over(incident: Incident, token: str) -> None:
    assert sending(incident, "note", token, words="Rang at 9.")().status_code == 302
    assert (notes(), SentForm.objects.of(incident.school).count()) == (1, 0)


def test_what_was_refused_uses_no_token_up(incident: Incident) -> None:
    client, form = browser(), {"once": new_token(), "version": "0", "summary": "Another line"}
    assert client.post(url(incident, "enrich"), form).status_code == 409
    assert SentForm.objects.of(incident.school).count() == 0


def test_a_picture_that_is_never_held_is_noted_once_and_refused_as_often_as_it_is_sent(incident: Incident) -> None:
    press = sending(incident, "keep_evidence", new_token(), shows="yes")
    assert [press().status_code for _ in range(3)] == [409] * 3
    assert Finding.objects.of(incident).count() == 1


def test_whoever_stepped_aside_is_led_home_again_and_nobody_else_is(incident: Incident) -> None:
    client, form = browser(), {"once": new_token(), "version": str(incident.version), "reason": "A neighbour."}
    for _ in range(2):
        assert client.post(url(incident, "recuse"), form)["Location"] == f"/{SCHOOL}/"
    assert client.get(url(incident)).status_code == 404
    assert client.post(url(incident, "recuse"), form | {"reason": "Other"}).status_code == 404
    assert browser("staff").post(url(incident, "recuse"), form).status_code == 404


def test_what_is_kept_of_a_form_holds_none_of_its_words(incident: Incident) -> None:
    sending(incident, "note", new_token(), words="Kerry Lodge rang.")()
    row = SentForm.objects.of(incident.school).get()
    assert (row.person, row.to, row.at <= timezone.now()) == (person(SCHOOL, "head"), url(incident), True)
    assert len(row.token) == len(row.words) == 64 and "Kerry" not in f"{row.token}{row.words}{row.to}"
