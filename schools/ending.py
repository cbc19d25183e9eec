"""Ending every session of a person, wherever they are signed in."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from schools.models import User


def end_sessions(user: User) -> int:
    """Sign a person out everywhere, half-finished sign-ins included; how many sessions that ended."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        kept = session.get_decoded()
        if str(user.pk) in (kept.get("_auth_user_id"), kept.get("account_authentication_methods_user")):
            session.delete()
            ended += 1
    return ended
