"""A lost second factor is reset by somebody else; for some offices two others agree; the person is told (S6.15)."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from schools import record
from schools.history import SET_UP, acting
from schools.models import FactorReset, RecoveryCode, School, User
from schools.operation import Refused
from schools.operations import appoint, create_user
from schools.operations.factors import approve_reset, make_recovery_codes, start_reset, withdraw_reset
from schools.vocabulary import Role
from tests.builders import client_of, person
from tests.schools.signing import PASSWORD, factors, half_signed_in, is_in, type_password, with_app, with_password

pytestmark = pytest.mark.django_db
SCHOOL = "larkspur-infant"
WORDS = {"reason": "Their phone was stolen.", "identity": "I saw them in the office."}
ASK = {"do": "ask", **WORDS}


def home() -> School:
    """The school."""
    return School.objects.get(slug=SCHOOL)


def another_admin() -> User:
    """A second administrator of the school."""
    user = create_user(email="second@larkspur.example", name="Sam Second", by=SET_UP, verified=True)
    at = timezone.now()
    appoint(user=user, role=Role.ADMIN, school=home(), starts=at.date(), by=SET_UP, at=at)
    return user


def page_of(user: User) -> str:
    """The page of a person's lost factor."""
    return f"/{SCHOOL}/people/{user.key}/second-factor/"


def asked(user: User, by: User) -> FactorReset:
    """A reset that was asked for."""
    return start_reset(user=user, school=home(), by=by, at=timezone.now(), **WORDS)


def told() -> list[str]:
    """The kinds of what the school's record says of second factors."""
    return [each.kind for each in record.story_of(home(), "school") if each.kind.startswith("second-factor")]


def test_an_administrator_resets_a_leaders_factor_and_every_session_ends() -> None:
    slt, admin = with_password(person(SCHOOL, "slt")), person(SCHOOL, "admin")
    with_app(slt)
    make_recovery_codes(user=slt, by=slt, at=timezone.now())
    inside, half, other = client_of(slt), half_signed_in(slt), client_of(person(SCHOOL, "head"))
    assert client_of(admin).post(page_of(slt), ASK).url == page_of(slt)
    assert factors(slt) == [] and not RecoveryCode.objects.filter(user=slt).exists()
    assert inside.get(f"/{SCHOOL}/").url.startswith("/accounts/login/")
    assert half.post("/accounts/2fa/authenticate/", {"code": "1"}).url == "/accounts/login/"
    assert other.get(f"/{SCHOOL}/").status_code == 200
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([slt.email], "Your second step was reset")
    assert WORDS["reason"] not in mail.outbox[-1].body and home().name in mail.outbox[-1].body
    assert told() == ["second-factor-reset-asked", "second-factor-reset"]
    fresh = Client()
    type_password(fresh, slt.email, PASSWORD)
    assert is_in(fresh) and fresh.get(f"/{SCHOOL}/").url == "/accounts/2fa/"


@pytest.mark.parametrize("office", ["head", "admin", "trust_lead"])
def test_for_a_head_an_administrator_or_a_trust_lead_a_second_person_agrees(office: str) -> None:
    user, admin, chair = person(SCHOOL, office), another_admin(), person(SCHOOL, "chair")
    with_app(user)
    assert client_of(chair).get(page_of(user)).status_code == 404
    client_of(admin).post(page_of(user), ASK)
    assert factors(user) == ["totp"] and mail.outbox[-1].subject == "Somebody asked to reset your second step"
    assert client_of(admin).post(page_of(user), {"do": "agree"}).status_code == 409
    assert factors(user) == ["totp"]
    assert WORDS["identity"] in client_of(chair).get(page_of(user)).content.decode()
    assert client_of(chair).post(page_of(user), {"do": "agree"}).url == page_of(user)
    assert factors(user) == [] and mail.outbox[-1].subject == "Your second step was reset"
    kept = FactorReset._base_manager.get(user=user)
    assert (kept.started_by, kept.approved_by) == (admin, chair)


def test_nobody_resets_or_agrees_for_themselves_nor_twice() -> None:
    head, admin, second = person(SCHOOL, "head"), person(SCHOOL, "admin"), another_admin()
    with_app(head), with_app(admin)
    with pytest.raises(Refused, match="your own"):
        asked(admin, by=admin)
    reset = asked(admin, by=second)
    for by, why in ((admin, "your own"), (second, "You asked"), (person(SCHOOL, "slt"), "office")):
        with pytest.raises(Refused, match=why):
            approve_reset(reset=reset, by=by, at=timezone.now())
    with pytest.raises(Refused, match="waits"):
        asked(admin, by=second)
    with pytest.raises(Refused, match="office"):
        withdraw_reset(reset=reset, by=admin, at=timezone.now())
    assert factors(admin) == ["totp"]
    approve_reset(reset=reset, by=head, at=timezone.now())
    with pytest.raises(Refused, match="settled"):
        approve_reset(reset=reset, by=head, at=timezone.now())
    with pytest.raises(Refused, match="settled"):
        withdraw_reset(reset=reset, by=head, at=timezone.now())


def test_a_reset_that_waits_can_be_taken_back() -> None:
    head, admin = person(SCHOOL, "head"), person(SCHOOL, "admin")
    with_app(head)
    client = client_of(admin)
    client.post(page_of(head), ASK)
    assert client.post(page_of(head), {"do": "withdraw"}).url == page_of(head)
    assert factors(head) == ["totp"] and told()[-1] == "second-factor-reset-withdrawn"
    assert client.post(page_of(head), {"do": "agree"}).status_code == 409
    assert client.post(page_of(head), ASK).status_code == 302


def test_only_who_keeps_the_schools_people_starts_one_and_only_for_its_people() -> None:
    slt, elsewhere = person(SCHOOL, "slt"), person("larkspur-junior", "slt")
    with_app(slt), with_app(elsewhere)
    for office in ("staff", "slt", "dsl", "governor", "trust_lead", "head", "chair"):
        assert client_of(person(SCHOOL, office)).get(page_of(slt)).status_code == 404, office
        assert client_of(person(SCHOOL, office)).post(page_of(slt), ASK).status_code == 404, office
        with pytest.raises(Refused):
            asked(slt, by=person(SCHOOL, office))
    admin = person(SCHOOL, "admin")
    assert client_of(admin).get(page_of(elsewhere)).status_code == 404
    with pytest.raises(Refused, match="no office at this school"):
        asked(elsewhere, by=admin)
    assert Authenticator.objects.count() == 2


def test_a_reason_and_how_it_was_made_sure_are_needed_and_what_was_typed_stays() -> None:
    slt = person(SCHOOL, "slt")
    client = client_of(person(SCHOOL, "admin"))
    assert "no second step to reset" in client.get(page_of(slt)).content.decode()
    late = client.post(page_of(slt), ASK)
    assert late.status_code == 409 and WORDS["reason"] in late.content.decode()
    with_app(slt)
    half = ({"reason": "Lost"}, {"identity": "Seen"})
    for typed in (*half, {**WORDS, "reason": "a\0b"}, {**WORDS, "identity": "x" * 9999}):
        answer = client.post(page_of(slt), {"do": "ask", **typed})
        assert answer.status_code == 200 and "Please look at this again" in answer.content.decode()
    assert client.post(page_of(slt), {"do": "nonsense"}).status_code == 200
    assert factors(slt) == ["totp"]


def test_the_database_refuses_a_reset_by_oneself_and_two_that_wait() -> None:
    slt, admin, at = person(SCHOOL, "slt"), person(SCHOOL, "admin"), timezone.now()
    given = {"school": home(), "user": slt, "started_at": at, **WORDS}
    with acting(SET_UP):
        FactorReset.objects.create(started_by=admin, **given)
        for by in (slt, admin):
            with pytest.raises(IntegrityError), transaction.atomic():
                FactorReset.objects.create(started_by=by, **given)


def test_the_operator_helps_a_school_with_one_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    admin = person(SCHOOL, "admin")
    said = {"reason": "Lost", "identity": "A video call"}
    with pytest.raises(CommandError, match="no second step"):
        call_command("reset_second_factor", admin.email, **said)
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("reset_second_factor", "nobody@larkspur.example", **said)
    with_app(admin)
    inside = client_of(admin)
    call_command("reset_second_factor", admin.email, **said)
    assert "Sessions ended: 1" in capsys.readouterr().out
    assert factors(admin) == [] and inside.get(f"/{SCHOOL}/").status_code == 302
    assert told() == ["second-factor-reset"]
