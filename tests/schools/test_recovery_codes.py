"""Recovery codes: ten, shown once, kept as hashes, each used once; the person is told (S6.12)."""

import re
from typing import Any

import pytest
from django.core import mail, serializers
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schools import record
from schools.factors import digest_of
from schools.models import Event, RecoveryCode, School, User
from schools.operation import Refused
from schools.operations.factors import make_recovery_codes, use_recovery_code
from tests.builders import client_of, person, the_schools
from tests.schools.signing import at_once, half_signed_in, is_in, with_app, with_password

SCHOOL, STEP = "larkspur-infant", "/accounts/2fa/authenticate/"
A_CODE = re.compile(r"<code>((?:[A-HJ-NP-Z2-9]{4}-){5}[A-HJ-NP-Z2-9]{4})</code>")


@pytest.fixture
def head(db: None) -> User:
    """A head of school with a password and an app."""
    cache.clear()
    user = with_password(person(SCHOOL, "head"))
    with_app(user)
    return user


def made(user: User) -> list[str]:
    """Recovery codes of theirs."""
    return make_recovery_codes(user=user, by=user, at=timezone.now())


def kinds(user: User) -> list[str]:
    """What the record of the school tells of, the newest last."""
    school = School.objects.get(slug=SCHOOL)
    return [told.kind for told in record.story_of(school, "school") if told.actor == user.record_key]


def test_ten_codes_of_more_than_112_bits_are_shown_once_and_kept_as_hashes(head: User) -> None:
    client, address = client_of(head), reverse("mfa_recovery_codes")
    assert not A_CODE.findall(client.get(address).content.decode())
    codes = A_CODE.findall(client.post(address).content.decode())
    assert len(set(codes)) == 10 and 24 * 5 >= 112
    assert not A_CODE.findall(client.get(address).content.decode())
    rows = serializers.serialize("json", RecoveryCode.objects.all())
    assert all(code not in rows and code.replace("-", "") not in rows for code in codes)
    assert {each.digest for each in RecoveryCode.objects.filter(user=head)} == {digest_of(code) for code in codes}
    assert "New recovery codes were made" in mail.outbox[-1].subject
    assert not any(code in mail.outbox[-1].body for code in codes)


def test_a_code_signs_in_once_however_it_is_typed_and_the_person_is_told(head: User) -> None:
    code = made(head)[3]
    half = half_signed_in(head)
    assert half.post(STEP, {"code": "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ"}).status_code == 200
    assert half.post(STEP, {"code": f" {code.lower().replace('-', ' ')} "}).status_code == 302 and is_in(half)
    assert half.get(f"/{SCHOOL}/").status_code == 200
    assert mail.outbox[-1].to == [head.email] and "recovery code was used" in mail.outbox[-1].subject
    assert kinds(head)[-1] == "recovery-code-used"
    again = half_signed_in(head)
    assert again.post(STEP, {"code": code}).status_code == 200 and not is_in(again)


def test_another_persons_code_is_refused(head: User) -> None:
    dsl = person(SCHOOL, "dsl")
    with_app(dsl)
    theirs = made(dsl)[0]
    assert not use_recovery_code(user=head, code=theirs, by=head, at=timezone.now())
    assert use_recovery_code(user=dsl, code=theirs, by=dsl, at=timezone.now())


def test_new_codes_end_the_old_ones_and_need_a_factor(head: User) -> None:
    old, new = made(head), made(head)
    assert not use_recovery_code(user=head, code=old[0], by=head, at=timezone.now())
    assert use_recovery_code(user=head, code=new[0], by=head, at=timezone.now())
    with pytest.raises(Refused, match="Set up an authenticator app"):
        made(person(SCHOOL, "slt"))
    assert client_of(person(SCHOOL, "slt")).post(reverse("mfa_recovery_codes")).url == reverse("mfa_index")


@pytest.mark.django_db(transaction=True)
def test_of_fifty_uses_of_one_code_at_once_one_succeeds() -> None:
    """S6.12, on both databases."""
    the_schools()
    user = person(SCHOOL, "head")
    with_app(user)
    code = made(user)[0]
    found = at_once(50, lambda _: use_recovery_code(user=user, code=code, by=user, at=timezone.now()))
    assert sorted(found, key=str) == [False] * 49 + [True]
    assert Event.objects.across_schools("test").filter(kind="recovery-code-used").count() == 1
    assert RecoveryCode.objects.filter(user=user, used_at__isnull=False).count() == 1


def test_the_index_says_how_many_are_left(head: User, settings: Any) -> None:
    codes = made(head)
    use_recovery_code(user=head, code=codes[0], by=head, at=timezone.now())
    client: Client = client_of(head)
    assert "9 left" in client.get(reverse("mfa_index")).content.decode()
    assert not any(code in client.get(reverse("mfa_index")).content.decode() for code in codes)
