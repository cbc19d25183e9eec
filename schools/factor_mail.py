"""The message to somebody whose second factor is being reset: so that they can say if it was not them who asked."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from schools.models import FactorReset


def tell_of_reset(request: HttpRequest, reset: FactorReset) -> None:
    """Write to the person that it was asked for, or done; without the reason, and from whichever school it was."""
    template = "mfa/email/reset_done" if reset.done_at else "mfa/email/reset_asked"
    get_adapter(request).send_notification_mail(template, reset.user, {"school": reset.school})
