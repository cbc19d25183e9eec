"""Links in mail, and what people are told of changes to their account (S6.17 to S6.19)."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as project
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schools.history import SET_UP, acting
from schools.mail import wait_until_handed_over
from schools.models import User
from tests.builders import client_of, person, the_schools
from tests.schools.signing import PASSWORD, code_of, half_signed_in, is_in, type_password, with_app, with_password
from tests.smtp import Mailbox, mail_server

SCHOOL, NEW = "larkspur-infant", "another copper meadow"
SITE = "https://fairpost.example"


@pytest.fixture
def head(db: None, settings: Any) -> User:
    """A head of school with a password."""
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = False
    return with_password(person(SCHOOL, "head"))


def link_for(user: User, **headers: Any) -> str:
    """The link that is sent to somebody who has forgotten their password."""
    Client().post(reverse("account_reset_password"), {"email": user.email}, **headers)
    wait_until_handed_over()
    return re.search(r"https?://\S+", mail.outbox[-1].body)[0]


def follow(link: str, password: str = NEW) -> Any:
    """Follow a link and choose a password; the page's last answer."""
    browser = Client()
    page = browser.get("/" + link.split("/", 3)[3])
    if page.status_code != 302:
        return page
    assert "set-password" in page.url and link.rstrip("/").rpartition("-")[2] not in page.url
    return browser.post(page.url, {"password1": password, "password2": password})


def test_a_link_works_once_and_does_not_sign_in_nor_pass_the_second_step(head: User) -> None:
    """S6.17."""
    secret = with_app(head)
    link = link_for(head)
    assert follow(link).status_code == 302
    head.refresh_from_db()
    assert head.check_password(NEW)
    follow(link, "yet another meadow")
    head.refresh_from_db()
    assert head.check_password(NEW)
    half = Client()
    assert type_password(half, head.email, NEW).url == reverse("mfa_authenticate") and not is_in(half)
    half.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_in(half)


def test_a_link_is_dead_after_half_an_hour_a_change_of_password_or_deactivation(head: User) -> None:
    """S6.17."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        late = link_for(head)
        clock.shift(timedelta(minutes=30, seconds=1))
        assert b"works no more" in follow(late).content
    changed = link_for(head)
    head.set_password("changed in between")
    head.save(update_fields=["password"])
    assert b"works no more" in follow(changed).content
    closed = link_for(head)
    head.is_active = False
    with acting(SET_UP):
        head.save()
    assert b"works no more" in follow(closed).content
    head.refresh_from_db()
    assert not head.check_password(NEW)


def test_a_reset_ends_the_sessions_and_opens_the_account_again(head: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = project.ACCOUNT_RATE_LIMITS or {"login_failed": "5/5m/key"}
    inside = client_of(head)
    assert follow(link_for(head)).status_code == 302
    assert inside.get(f"/{SCHOOL}/").status_code == 302
    assert [each.subject for each in mail.outbox] == ["Choose a new password", "Your password was changed"]


FORGED = [
    *({"HTTP_HOST": host} for host in ("evil.example", "fairpost.example.evil.example", "a b", "[::2]", "l@evil")),
    *({"HTTP_HOST": f"evil{turn}.example:80{turn}"} for turn in range(5)),
    *({"HTTP_X_FORWARDED_HOST": host} for host in ("evil.example", "fairpost.example, evil.example", "\t", "evil:1")),
    *({"HTTP_X_FORWARDED_HOST": f"evil{turn}.example"} for turn in range(6)),
    *({"HTTP_FORWARDED": f"host=evil{turn}.example"} for turn in range(5)),
    *({"HTTP_X_FORWARDED_SERVER": f"evil{turn}.example"} for turn in range(3)),
    *({"SERVER_NAME": "evil.example", "HTTP_HOST": host} for host in ("evil.example", "127.0.0.1.evil.example")),
]


def test_thirty_forged_hosts_do_not_get_into_a_link(head: User, settings: Any) -> None:
    """S6.18."""
    settings.SITE_URL = SITE
    assert len(FORGED) >= 30
    for headers in FORGED:
        mail.outbox.clear()
        answer = Client().post(reverse("account_reset_password"), {"email": head.email}, **headers)
        wait_until_handed_over()
        if answer.status_code == 400:
            assert not mail.outbox
            continue
        body = mail.outbox[-1].body
        assert re.findall(r"https?://[^/\s]+", body) == [SITE] and "evil" not in body, headers


def over(box: Mailbox, settings: Any) -> None:
    """Mail goes to this server."""
    settings.EMAIL_BACKEND = "schools.mail.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def test_whoever_asks_for_a_link_is_answered_before_the_mail_server_is(head: User, settings: Any) -> None:
    """S6.08: how long the server takes over a message tells nobody that there was one."""
    with mail_server() as box:
        over(box, settings)
        box.speaks.clear()
        answer = Client().post(reverse("account_reset_password"), {"email": head.email})
        assert answer.status_code == 302 and not box.taken, "the server has not said a word yet"
        box.speaks.set()
        wait_until_handed_over()
    assert box.readers == [head.email] and "/password/reset/key/" in box.taken[0].get_content()


def test_a_mail_server_that_is_away_is_in_the_log_and_not_in_the_answer(
    head: User, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """S6.08, R.11."""
    with mail_server() as box:
        over(box, settings)
    answers = [Client().post(reverse("account_reset_password"), {"email": each}) for each in (head.email, "no@one.uk")]
    wait_until_handed_over()
    assert {(each.status_code, each.url) for each in answers} == {(302, "/accounts/password/reset/done/")}
    assert [each for each in caplog.messages if "could not be sent" in each] == [
        "Somebody could not be sent what they asked for: ConnectionRefusedError"
    ]


def test_a_change_of_password_or_factor_is_told_by_mail_over_a_real_server(head: User, settings: Any) -> None:
    """S6.19."""
    with mail_server() as box:
        over(box, settings)
        client = client_of(head)
        typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        assert client.post(reverse("account_change_password"), typed).status_code == 302
    assert box.readers == [head.email] and str(box.taken[0]["Subject"]) == "Your password was changed"
    assert NEW not in box.taken[0].get_content() and "administrator" in box.taken[0].get_content()


@pytest.mark.django_db(transaction=True)
def test_setting_up_and_switching_off_an_app_is_told_and_stands_when_the_mail_server_is_away(settings: Any) -> None:
    """S6.19."""
    the_schools()
    cache.clear()
    staff = with_password(person(SCHOOL, "staff"))
    client = Client()
    type_password(client, staff.email)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}).status_code == 302
    assert mail.outbox[-1].subject == "A second step was set up" and secret not in mail.outbox[-1].body
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "schools.mail.EmailBackend", "127.0.0.1", 9
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not staff.authenticator_set.exists()


def test_an_administrator_never_sets_or_sees_a_password(head: User) -> None:
    """S6.19: no page of theirs has a field for one, or shows a hash."""
    with_app(head)
    client = client_of(person(SCHOOL, "admin"))
    for address in (f"/{SCHOOL}/people/", f"/{SCHOOL}/people/{head.key}/second-factor/"):
        page = client.get(address)
        assert page.status_code == 200 and b'type="password"' not in page.content and b"argon2" not in page.content
    assert half_signed_in(head)
