"""The addresses of signing in. django-allauth has more pages than these; what is not here cannot be reached.

Nobody signs themselves up, changes their own address, or signs in by a code in a message, so there are no such pages.
Recovery codes are our own (`schools.views.signing_in`): allauth's are kept so that the database alone gives them away.
"""

from allauth.account import views as account
from allauth.mfa.base import views as base
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from schools.views import signing_in

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("password/change/", signing_in.ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", signing_in.Factors.as_view(), name="mfa_index"),
    path("2fa/authenticate/", signing_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", base.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", signing_in.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", signing_in.SwitchOffApp.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", signing_in.recovery_codes, name="mfa_recovery_codes"),
    path("2fa/passkeys/add/", signing_in.AddKey.as_view(), name="mfa_add_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", signing_in.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("2fa/passkeys/login/", signing_in.KeySignIn.as_view(), name="mfa_login_webauthn"),
    path("2fa/passkeys/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]
