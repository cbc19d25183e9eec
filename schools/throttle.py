"""How often somebody may try a password or a code, asked before anything costly is done (S6.06).

The counting is django-allauth's, in the cache that all workers share (S6.07). What is counted is in the settings:
failures of one account, of one address, and of one mail domain, which is a school in all but name. A stranger could
hold an account shut by failing at it again and again; so a browser in which the person has signed in before is known
by a signed cookie and counted by itself: what strangers do does not shut it.
"""

import logging
import secrets
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from schools.models import User

log = logging.getLogger(__name__)

APP = "allauth.account"
SALT = "a browser in which somebody has signed in before"
KNOWN_FOR = 180 * 24 * 60 * 60
STRANGER, DOMAIN, KNOWN, FACTOR = "login_failed", "login_failed_domain", "login_failed_known", "factor_failed"


@dataclass
class Tries:
    """What was counted for one try, so that a success can be taken off again."""

    counted: list[ratelimit.RateLimitUsage]

    def forgive(self) -> None:
        """It was no failure."""
        for each in self.counted:
            each.rollback()


def try_password(request: HttpRequest, email: str) -> Tries | None:
    """Count a try at somebody's password, known here or not. None when it must not be tried now."""
    email = email.strip().lower()
    browser = known_browser(request, email)
    if browser:
        return _count(request, [(KNOWN, browser)])
    return _count(request, [(STRANGER, email), (DOMAIN, email.rpartition("@")[2])])


def try_factor(request: HttpRequest, user: User) -> Tries | None:
    """Count a try at somebody's second factor. None when it must not be tried now."""
    return _count(request, [(FACTOR, str(user.pk))])


def may_try_factor(request: HttpRequest, user: User) -> bool:
    """Whether there is a try left; counts nothing."""
    return _consume(request, FACTOR, str(user.pk), dry_run=True) is not None


def forget_account(request: HttpRequest, email: str) -> None:
    """Forget the failures of one account, once its password was changed through a link; never those of an address."""
    for rate in ratelimit.get_rates(app=APP, action=STRANGER):
        if rate.per == "key":
            cache.delete(ratelimit.get_cache_key(request, app=APP, action=STRANGER, rate=rate, key=email.lower()))


def _count(request: HttpRequest, wanted: list[tuple[str, str]]) -> Tries | None:
    tries = Tries([])
    for action, key in wanted:
        usage = _consume(request, action, key)
        if usage is None:
            log.warning("Too many tries: %s.", action)
            return None
        tries.counted.append(usage)
    return tries


def _consume(request: HttpRequest, action: str, key: str, *, dry_run: bool = False) -> ratelimit.RateLimitUsage | None:
    return ratelimit.consume(request, app=APP, action=action, key=key, dry_run=dry_run, limit_get=True)


def known_browser(request: HttpRequest, email: str) -> str:
    """The mark of a browser in which this address has signed in before; nothing for others."""
    try:
        mark = signing.loads(request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), salt=SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return mark["mark"] if mark["email"] == email else ""


def remember_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Mark the browser after a sign-in, so that strangers who fail at this account do not shut it there."""
    if known_browser(request, user.email):
        return
    mark = signing.dumps({"email": user.email, "mark": secrets.token_urlsafe(16)}, salt=SALT)
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        mark,
        max_age=KNOWN_FOR,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
