"""Invitations: a link of one use, what it tells to whom, and what becomes of it (S6.08, S6.09, S6.18)."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection

from schools.history import INVITING, OPERATING
from schools.invitations import Stands, find_by_token, find_here, stands
from schools.links import invitation_path, token_of
from schools.models import Invitation, Membership, Outgoing, School, User
from schools.operation import Refused
from schools.operations import (
    Office,
    accept,
    accept_as_new,
    confirm_invitation,
    end_membership,
    invite_again,
    withdraw_invitation,
)
from schools.outbox import message
from schools.person import person_page_of
from schools.verification import verify
from schools.vocabulary import Role
from tests.builders import AT, person, the_schools
from tests.schools.at_the_people import ELSEWHERE, HERE, PASSWORD, TODAY, admin, invited, link_in, offices, second_admin
from tests.schools.at_the_people import box as box
from tests.schools.at_the_people import school as school
from tests.smtp import Mailbox


def taken(invitation: Invitation, name: str = "Nell New", **changes: Any) -> User:
    given = {"password_hash": make_password(PASSWORD), "by": INVITING, "at": AT, **changes}
    return accept_as_new(invitation=invitation, name=name, **given)


def test_whoever_accepts_has_an_account_a_confirmed_address_and_the_office(school: School) -> None:
    user = taken(invited(school, email="New@Coldwell.example ", office=Office(Role.DSL, date(2027, 1, 4))))
    assert (user.email, user.name, user.check_password(PASSWORD)) == ("new@coldwell.example", "Nell New", True)
    assert EmailAddress.objects.get(user=user).verified
    held = Membership.objects.get(user=user)
    assert (held.role, held.starts, held.history.get().history_user_id) == ("DSL", date(2027, 1, 4), user.pk)
    assert User.history.get(id=user.pk).history_user_id == INVITING.id
    [entry] = person_page_of(school, user, TODAY).story
    words = (
        "They accepted the office of Designated safeguarding lead, from 4 January 2027. Sandra Holt had invited them."
    )
    assert entry.sentence == words
    assert verify(school).sound


def test_a_link_works_once_for_seven_days_and_not_once_it_was_withdrawn_or_sent_again(school: School) -> None:
    old, gone = invited(school), invited(school, email="gone@coldwell.example")
    new = invite_again(invitation=old, by=admin(), at=AT)
    withdraw_invitation(invitation=gone, by=admin(), at=AT)
    for dead in (old, gone):
        with pytest.raises(Refused, match="meanwhile"):
            taken(dead)
    with pytest.raises(Refused, match="no more"):
        taken(new, at=AT + timedelta(days=7))
    assert taken(new, at=AT + timedelta(days=7, seconds=-1)).pk
    with pytest.raises(Refused, match="meanwhile"):
        taken(new)
    assert User.objects.filter(name="Nell New").count() == 1


def test_inviting_the_same_address_to_the_same_office_again_makes_the_old_link_dead(school: School) -> None:
    old, other = invited(school), invited(school, role=Role.DSL)
    new = invited(school, name="Nell Newer")
    stand = [stands(Invitation._base_manager.get(pk=each.pk), AT) for each in (old, other, new)]
    assert stand == [Stands.WITHDRAWN, Stands.OPEN, Stands.OPEN]


def test_the_database_holds_no_token_and_no_link(school: School) -> None:
    """S6.09: not in the invitation, its history, the outbox or the record."""
    made = invited(school)
    token = token_of(made.key)
    assert find_by_token(token) == made and len(token) == 43
    assert find_by_token(str(made.key)) is find_by_token("") is find_by_token("x" * 9000) is None
    rows = [*Invitation._base_manager.values(), *Invitation.history.values(), *Outgoing.objects.values()]
    assert rows and not any(token in str(row) for row in rows)


def test_the_link_is_mailed_to_the_address_alone_and_says_who_nobody_is(school: School, box: Mailbox) -> None:
    """S14.05, S6.18."""
    made = invited(school, name="Click https://evil.example\u202e")
    row = Outgoing.objects.get()
    assert (row.to, row.person) == ("new@coldwell.example", None)
    mail = message(row)
    assert f"https://fairpost.example{invitation_path(made.key)}" in mail.body
    assert not any(name in mail.body + mail.subject for name in ("evil", admin().name, "Nell"))


def test_inviting_says_the_same_whether_or_not_the_address_has_an_account(school: School) -> None:
    """S6.08: the rows, the mail and the record differ in nothing but the address."""
    known, unknown = invited(school, email=person(ELSEWHERE, "dsl").email), invited(school)
    seen = [
        {
            name: value
            for name, value in vars(each).items()
            if name not in ("_state", "id", "key", "email", "token_hash")
        }
        for each in (known, unknown)
    ]
    assert seen[0] == seen[1]
    assert set(Outgoing.objects.values_list("template", "person")) == {("invitation", None)}


def test_somebody_with_an_account_accepts_as_themselves_and_nobody_else_does(school: School) -> None:
    there = person(ELSEWHERE, "dsl")
    made = invited(school, email=there.email)
    with pytest.raises(Refused, match="Somebody signs in with this address already"):
        taken(made)
    for other in (person(HERE, "slt"), admin()):
        with pytest.raises(Refused, match="for somebody else"):
            accept(invitation=made, by=other, at=AT)
    accept(invitation=made, by=there, at=AT)
    assert offices(there) == ["DSL", "STAFF"]
    with pytest.raises(Refused, match="meanwhile"):
        accept(invitation=made, by=there, at=AT)


def test_an_administrator_invites_neither_themselves_nor_somebody_to_what_they_hold(school: School) -> None:
    """S8.25."""
    for address in (admin().email, admin().email.upper()):
        with pytest.raises(Refused, match="Nobody gives themselves"):
            invited(school, email=address)
    EmailAddress.objects.create(user=admin(), email="mine@home.example", verified=True)
    with pytest.raises(Refused, match="Nobody gives themselves"):
        invited(school, email="mine@home.example")
    with pytest.raises(Refused, match="already"):
        invited(school, email=person(HERE, "staff").email)
    for by in (person(HERE, "head"), person(ELSEWHERE, "admin")):
        with pytest.raises(Refused, match="Your office"):
            invited(school, by=by)
    assert not Invitation._base_manager.exists()


def test_a_head_invited_gets_no_link_until_a_second_person_confirmed(school: School) -> None:
    """S2.04."""
    made, second = invited(school, role=Role.HEAD), second_admin(school)
    assert find_by_token(token_of(made.key)) is None
    with pytest.raises(Refused, match="no more"):
        taken(made)
    with pytest.raises(Refused, match="second person"):
        invite_again(invitation=made, by=second, at=AT)
    later = AT + timedelta(days=9)
    confirm_invitation(invitation=made, by=second, at=later)
    assert find_by_token(token_of(made.key)) is not None
    again = invite_again(invitation=made, by=admin(), at=later)
    assert stands(again, later) is Stands.OPEN, "what was confirmed stays confirmed"
    assert offices(taken(again, at=later)) == ["HEAD"]


def test_an_invitation_of_another_school_is_not_there(school: School) -> None:
    made = invited(school)
    assert find_here(the_schools()[ELSEWHERE], made.key) is None
    with pytest.raises(Refused, match="Your office"):
        withdraw_invitation(invitation=made, by=person(ELSEWHERE, "admin"), at=AT)


@pytest.mark.django_db(transaction=True)
def test_the_operator_invites_an_administrator_and_the_link_is_printed_and_sent(school: School, box: Mailbox) -> None:
    """S6.09."""
    said = StringIO()
    call_command("invite_administrator", "--school=coldwell", "--email=new@coldwell.example", stdout=said)
    path = link_in(box.taken[0])
    assert f"https://fairpost.example{path}" in said.getvalue()
    made = Invitation._base_manager.get()
    assert path == invitation_path(made.key) and made.made_by is None and made.role == Role.ADMIN
    assert made.history.latest().history_user_id == OPERATING.id
    assert offices(taken(made)) == ["ADMIN"]


def at_once(ways: list[Callable[[], object]]) -> list[str]:
    """Run all of these at the same time; what each was refused with."""
    barrier, refusals = threading.Barrier(len(ways)), []

    def job(way: Callable[[], object]) -> None:
        try:
            barrier.wait()
            way()
        except Refused as refused:
            refusals.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=job, args=[way]) for way in ways]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return refusals


@pytest.mark.django_db(transaction=True)
def test_one_link_accepted_six_times_at_once_makes_one_account_and_one_office() -> None:
    with time_machine.travel(AT, tick=True):
        made = invited(the_schools()[HERE])
        refusals = at_once([lambda: taken(Invitation._base_manager.get(pk=made.pk))] * 6)
    user = User.objects.get(email="new@coldwell.example")
    assert len(refusals) == 5 and offices(user) == ["STAFF"]


@pytest.mark.django_db(transaction=True)
def test_two_schools_links_accepted_at_once_make_one_account() -> None:
    with time_machine.travel(AT, tick=True):
        schools = the_schools()
        one = invited(schools[HERE])
        two = invited(schools[ELSEWHERE], by=person(ELSEWHERE, "admin"))
        refusals = at_once([lambda: taken(one), lambda: taken(two)])
    assert len(refusals) == 1 and "Sign in as them" in refusals[0]
    assert Membership.objects.filter(user__email="new@coldwell.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_others_office_at_once_leave_one() -> None:
    with time_machine.travel(AT, tick=True):
        school = the_schools()[HERE]
        pair = [admin(), second_admin(school)]
        rows = [Membership.objects.get(user=each) for each in pair]
        refusals = at_once(
            [
                lambda: end_membership(membership=rows[1], ends=TODAY - timedelta(days=1), by=pair[0], at=AT),
                lambda: end_membership(membership=rows[0], ends=TODAY - timedelta(days=1), by=pair[1], at=AT),
            ]
        )
    assert len(refusals) == 1
    assert Membership.objects.filter(role=Role.ADMIN, school__slug=HERE, ends__isnull=True).count() == 1
