"""Links in mail: they begin with SITE_URL, and those that hold a secret are made at the last moment (S6.18).

The outbox keeps rows for days, and backups longer; a link that lets somebody in must not lie in them. So a row says
only which link it wants, by a name of `MADE_LATE` and a key, and the secret is worked out again when the mail is
written. What works it out needs SECRET_KEY, which is not in the database.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from schools.models import User
from schools.tokens import ResetTokens


class NoSite(RuntimeError):
    """SITE_URL is not set, so no mail can say where to go."""


def token_of(key: object) -> str:
    """The token of an invitation: 256 bits that nobody can work out without SECRET_KEY."""
    made = salted_hmac("schools.links.invitation", str(key), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def invitation_path(key: object) -> str:
    """The way to accept an invitation. It lets somebody in: give it to nobody but the one invited."""
    return reverse("invitation_link", args=[token_of(key)])


def reset_path(key: object) -> str:
    """The way for somebody to choose a new password, once, within PASSWORD_RESET_TIMEOUT."""
    user = User.objects.get(key=key)
    words = {"uidb36": user_pk_to_url_str(user), "key": ResetTokens().make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=words)


MADE_LATE: dict[str, Callable[[str], str]] = {"invitation": invitation_path, "reset": reset_path}
"""From the name of a fact of a mail to what makes a path from its value."""


def absolute(path: str) -> str:
    """A path of this site as a whole address. Raises NoSite."""
    if not settings.SITE_URL:
        raise NoSite("SITE_URL is not set: a mail could not say where to go.")
    return settings.SITE_URL.rstrip("/") + path


def link_of(data: Mapping[str, str]) -> str:
    """The link of a mail: the one its facts give, or the one with a secret that they ask for. Raises NoSite."""
    for name, make in MADE_LATE.items():
        if name in data:
            return absolute(make(data[name]))
    return absolute(data["link"]) if "link" in data else ""
