"""A person's own account, and what the history keeps of it."""

import pytest
from django.db import transaction

from schools.history import SET_UP, NobodyActing
from schools.models import User
from schools.operation import Refused
from schools.operations import create_school
from tests.builders import AT, person, the_schools


@pytest.fixture
def head(db: None) -> User:
    the_schools()
    return person("tregarth", "head")


def test_a_new_password_or_address_is_the_persons_own_act(head: User) -> None:
    head.email = "new@tregarth.example"
    head.save(update_fields=["email"])
    head.set_password("another long password")
    head.save(update_fields=["password"])
    newest = User.history.filter(id=head.pk).first()
    assert newest.history_user_id == head.pk
    assert newest.email == "new@tregarth.example"


def test_anything_else_needs_an_operation_that_names_who_acts(head: User) -> None:
    head.is_active = False
    with pytest.raises(NobodyActing), transaction.atomic():
        head.save()
    assert User.objects.get(pk=head.pk).is_active


def test_the_history_holds_no_password(head: User) -> None:
    assert "password" not in {field.name for field in User.history.model._meta.get_fields()}


def test_an_address_is_kept_in_lower_case_and_found_in_any(head: User) -> None:
    assert User.objects.get_by_natural_key("HEAD@Tregarth.Example ") == head


def test_an_operator_can_be_made_from_the_command_line_and_is_named_in_the_history(db: None) -> None:
    operator = User.objects.create_superuser("operator@fairpost.example", "a long password", name="Operator")
    assert operator.is_superuser
    assert User.history.get(id=operator.pk).history_user_id < 0


def test_a_school_cannot_take_an_address_that_is_not_a_schools(db: None) -> None:
    given = {"name": "School", "by": SET_UP, "at": AT}
    with pytest.raises(Refused):
        create_school(slug="accounts", **given)
    assert create_school(slug="accounts-school", **given).pk
