"""Ending every session of a person, wherever they are signed in; and forgetting what was typed and not yet sent."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from schools.confirming import KEPT
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


def forget_typed(word: str) -> int:
    """Forget what waits in a session for its page to be confirmed, where the page's address holds this word."""
    forgotten = 0
    for session in Session.objects.iterator():
        kept = session.get_decoded()
        if word in kept.get(KEPT, {}).get("path", ""):
            del kept[KEPT]
            session.session_data = session.get_session_store_class()().encode(kept)
            session.save(update_fields=["session_data"])
            forgotten += 1
    return forgotten
