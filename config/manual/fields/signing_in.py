"""Signing in, and being invited. Lines of the table only."""

TABLE = """
account_login
    login: E-mail address
    password: Password
account_reauthenticate
    password: Password
account_change_password
    oldpassword: The password you have now
    password1: The new password
    password2: The new password once more
account_reset_password
    email: E-mail address
account_reset_password_from_key @ the-link
    password1: The new password
    password2: The new password once more
    action: Keep this password
sessions
    key: Sign out
mfa_authenticate @ second-step
    credential: (what the passkey answers)
    code: Code
    next: (where one goes afterwards)
mfa_reauthenticate
    code: Code
mfa_activate_totp
    code: The six figures the app shows
mfa_add_webauthn
    name: A name for it
    credential: (what the passkey answers)
    passwordless: Let me sign in with this passkey alone, without my password
mfa_login_webauthn
    credential: (what the passkey answers)
mfa_reauthenticate_webauthn
    credential: (what the passkey answers)
invitation_accept @ invited
    name: Your name
    password1: Choose a password
    password2: The same password again
"""
