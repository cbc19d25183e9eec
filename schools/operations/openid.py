"""Binding somebody's account here to their school's account elsewhere."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from schools import record
from schools.access import schools_of
from schools.models import User
from schools.operation import operation
from schools.reach import within


@operation
def bind(*, provider: str, uid: str, by: User, at: datetime) -> bool:
    """Remember which account at a provider is this person's. Told once in the record of each of their schools.

    Says whether it was new. Nothing but the provider's key of the account is kept of it.
    """
    _, new = SocialAccount.objects.get_or_create(provider=provider, uid=uid, defaults={"user": by, "extra_data": {}})
    for school in schools_of(by, timezone.localdate(at)) if new else ():
        details = {"actor_name": by.name, "provider": provider}
        with within(school):
            record.write(school=school, kind="account-bound", about="school", actor=by, at=at, details=details)
    return new
