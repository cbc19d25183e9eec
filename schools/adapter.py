"""How django-allauth signs people in here: nobody signs themselves up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from schools.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a school's administrator, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password, as the person's own act."""
        user.set_password(password)
        user.save(update_fields=["password"])
