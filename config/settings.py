"""Settings for all three modes, in one file; secrets and switches come from the environment.

FAIRPOST_MODE is `production` when unset, `demonstration` (set by `manage.py demo`) or `test` (set by
`manage.py verify`). DEBUG is off in all three and WhiteNoise serves static files in all three, so that what
is measured is what is served. Only production asks for HTTPS, a shared cache and a real mail server, and
refuses to start when a secret, `DEBUG` or `ALLOWED_HOSTS` is unsafe (S13.01): see `config/checks.py`.
"""

import os
import sys
from pathlib import Path

from config.checks import made_up_anchor_key, made_up_key, refuse_unsafe_production, refuse_unsafe_sign_in
from config.databases import default_database
from config.logs import logging_of
from config.openid import providers_from

BASE_DIR = Path(__file__).resolve().parent.parent
FAIRPOST_MODE = os.environ.get("FAIRPOST_MODE", "production")
PRODUCTION = FAIRPOST_MODE == "production"
DEMONSTRATION = FAIRPOST_MODE == "demonstration"
DATA_DIR = Path(os.environ.get("FAIRPOST_DATA", BASE_DIR / "var"))
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o750)

DEBUG = os.environ.get("DEBUG", "") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "" if PRODUCTION else "not-a-secret: demonstration and tests only")
SITE_URL = os.environ.get("SITE_URL", "")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
refuse_unsafe_production(FAIRPOST_MODE, SECRET_KEY, DEBUG, ALLOWED_HOSTS)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "simple_history",
    "config",
    "schools",
    "policies",
    "incidents",
]

MIDDLEWARE = [
    "config.headers.SecurityHeaders",
    "config.logs.Noted",
    "django.middleware.security.SecurityMiddleware",
    "config.methods.AnsweredMethods",
    "config.arriving.FromElsewhere",
    "config.unavailable.Unavailable",
    "config.reaching.Reaching",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.sessions.SignedIn",
    "config.kept_typing.KeepTyped",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.second_factor.SecondFactorRequired",
    "config.kept_typing.HandBackTyped",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.taken_before.TakenBefore",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.frame",
            ],
            "builtins": ["schools.templatetags.once"],
        },
    },
]

# While whoever runs the service is at work on it: pages can be read, and the database refuses every write (R.12).
READ_ONLY = os.environ.get("FAIRPOST_READ_ONLY", "") == "1"

DATABASES = {"default": default_database(sys.argv, os.environ, DATA_DIR, read_only=READ_ONLY)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A shared cache in production: sign-in throttles count in it (S6.07). It holds many entries, because Django's 300 would
# let somebody push out what is counted by trying many addresses.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
    if PRODUCTION
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# People and sign-in
AUTH_USER_MODEL = "schools.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "schools.passwords.StretchedCommon"},
    {"NAME": "schools.passwords.SoonGuessed"},
    {"NAME": "schools.passwords.OwnWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front_door"
ACCOUNT_ADAPTER = "schools.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is told that they have no account, for nobody signs themselves up
ACCOUNT_FORMS = {
    "login": "schools.forms.passwords.SignInForm",
    "change_password": "schools.forms.passwords.ChangeForm",
    "reset_password_from_key": "schools.forms.passwords.FromLinkForm",
    "reset_password": "schools.forms.passwords.AskForm",
}
ACCOUNT_RATE_LIMITS = {  # S6.06; "key" is the account, the mail domain, the known browser, the person
    "login": "60/m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    "login_failed_domain": "100/5m/key",
    "login_failed_known": "5/5m/key",
    "factor_failed": "20/5m/ip,5/5m/key",
    "reset_password": "20/5m/ip,3/5m/key",
}
KNOWN_COOKIE_NAME = "__Host-known" if PRODUCTION else "known"
SECOND_FACTOR_REQUIRED = not DEMONSTRATION
FAIRPOST_KEYS = [each for each in os.environ.get("FAIRPOST_KEYS", "").split(",") if each]
if not PRODUCTION:
    FAIRPOST_KEYS = FAIRPOST_KEYS or [made_up_key(SECRET_KEY)]
# Who can open backups (public keys), and where the secret key lies on the machine that restores: config/backup/keys.py.
BACKUP_KEYS = [each.strip() for each in os.environ.get("FAIRPOST_BACKUP_KEY", "").split(",") if each.strip()]
BACKUP_KEY_FILE = os.environ.get("FAIRPOST_BACKUP_KEY_FILE", "")
# What signs where the records stood, and the file elsewhere that keeps it (S16.20). The key is read when it is used.
ANCHOR_KEY = os.environ.get("FAIRPOST_ANCHOR_KEY", "" if PRODUCTION else made_up_anchor_key(SECRET_KEY))
ANCHOR_FILE = os.environ.get("FAIRPOST_ANCHOR_FILE", "")
TIMESTAMP_URL = os.environ.get("FAIRPOST_TIMESTAMP_URL", "")  # an authority's (RFC 3161); nobody is asked without it
TIMESTAMP_CERTIFICATE = os.environ.get("FAIRPOST_TIMESTAMP_CERTIFICATE", "")
MFA_ADAPTER = "schools.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = "Fairpost"
MFA_TRUST_ENABLED = False
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
MFA_FORMS = {
    "authenticate": "schools.forms.signing_in.CodeForm",
    "reauthenticate": "schools.forms.signing_in.CodeAgainForm",
    "activate_totp": "schools.forms.signing_in.SetUpAppForm",
    "add_webauthn": "schools.forms.signing_in.AddKeyForm",
    "authenticate_webauthn": "schools.forms.signing_in.KeyForm",
    "reauthenticate_webauthn": "schools.forms.signing_in.KeyAgainForm",
    "login_webauthn": "schools.forms.signing_in.KeyAloneForm",
}
SOCIALACCOUNT_ADAPTER = "schools.openid.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": providers_from(os.environ.get("OIDC_PROVIDERS", ""), production=PRODUCTION)}
}
# How long a session lasts while nothing is opened, and at most; how long "it is still you" counts (S7.01, S7.03).
SESSION_IDLE_MINUTES = int(os.environ.get("SESSION_IDLE_MINUTES", "30"))
SESSION_HOURS = int(os.environ.get("SESSION_HOURS", "10"))
CONFIRM_MINUTES = int(os.environ.get("CONFIRM_MINUTES", "5"))
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = CONFIRM_MINUTES * 60
PASSWORD_RESET_TIMEOUT = 30 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "schools.tokens.ResetTokens"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.finders.BootstrapFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Evidence lives outside static and media and is served only through the door (S5.04).
EVIDENCE_ROOT = DATA_DIR / "evidence"
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "schools.files.arriving.ArrivingHandler",
]
EVIDENCE_MAX_BYTES, EVIDENCE_MAX_FILES = 25 * 1024 * 1024, 20
BACKUP_DAYS, ERASURE_LOG = int(os.environ.get("BACKUP_DAYS", "35")), DATA_DIR / "erasures.jsonl"  # S14.16: at most 35
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# How long at most somebody who does not see an incident may be let in to read it (S8.24). Never more than 8.
BREAK_GLASS_HOURS = 8

# Our own backend is Django's, and knows afterwards whether a message was handed over: see schools/mail.py.
EMAIL_BACKEND = "schools.mail.EmailBackend" if PRODUCTION else "django.core.mail.backends.console.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587" if PRODUCTION else "1025"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = PRODUCTION and EMAIL_PORT == 465  # encrypted from the first byte; on other ports by STARTTLS
EMAIL_USE_TLS = PRODUCTION and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20  # seconds; without it a silent server holds a page or a nightly job for ever
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "fairpost@localhost")

# Headers and cookies. Referrer-Policy stays same-origin: no-referrer makes browsers send "Origin: null",
# which breaks every form over HTTPS (measured).
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.handlers.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # not a cookie of its own, which tells names
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # W021 asks for HSTS preload, a promise that binds the school's whole domain and is theirs to make.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY") else None
    ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

LOGGING = logging_of(production=PRODUCTION)

refuse_unsafe_sign_in(FAIRPOST_MODE, globals())
