"""Tokens of the links with which somebody chooses a new password. allauth makes and checks them with this."""

from allauth.account.models import EmailAddress
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from schools.models import User


class ResetTokens(PasswordResetTokenGenerator):
    """Dead once the password or an address changes, and once somebody's sessions were ended (S6.17, S7.07)."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:  # type: ignore[override]
        addresses = EmailAddress.objects.filter(user=user).order_by("email").values_list("email", flat=True)
        base = super()._make_hash_value(user, timestamp)
        return "|".join([base, *addresses, user.sessions_from, str(user.is_active)])
