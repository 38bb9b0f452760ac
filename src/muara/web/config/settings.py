"""Every setting of Muara, read from ``MUARA_*`` variables. docs/reference/configuration.md explains each."""

from __future__ import annotations

import os
from importlib.metadata import distribution

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from muara.web.config import environment as env

django_stubs_ext.monkeypatch()

DEVELOPMENT_SECRET = "development-only-and-known-to-everybody-muara-2018"  # noqa: S105 (refused in production)

# The database and the media live here, and nowhere else.
HOME = env.folder("MUARA_HOME", "var")
PRODUCTION = env.boolean("MUARA_PRODUCTION", False)
DEBUG = env.boolean("MUARA_DEBUG", False)
SECRET_KEY = env.text("MUARA_SECRET_KEY", DEVELOPMENT_SECRET)
PORT = env.integer("MUARA_PORT", 8000, low=1, high=65535)
HOST = env.text("MUARA_HOST", "127.0.0.1")
WEB_WORKERS = env.integer("MUARA_WEB_WORKERS", min(8, os.cpu_count() or 1), low=1, high=64)
WEB_THREADS = env.integer("MUARA_WEB_THREADS", 4, low=1, high=16)
BASE_URL = env.address("MUARA_BASE_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = env.words("MUARA_ALLOWED_HOSTS", [] if PRODUCTION else ["*"])
BEHIND_PROXY = env.boolean("MUARA_BEHIND_PROXY", False)

if PRODUCTION:
    if SECRET_KEY == DEVELOPMENT_SECRET or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("Production needs its own MUARA_SECRET_KEY of 50 characters or more.")
    if DEBUG:
        raise ImproperlyConfigured("Production does not start with MUARA_DEBUG. Leave it out.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("Production needs MUARA_ALLOWED_HOSTS, the names of this server, without *.")
    if not BASE_URL.startswith("https://"):
        raise ImproperlyConfigured("Production needs MUARA_BASE_URL with https://.")

INSTALLED_APPS = [
    "muara.web.config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "muara.web.accounts",  # before allauth: its templates and words stand before theirs
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "muara.web.ui",
    "muara.web.tasks",
    "muara.web.cities",
    "muara.web.search",
    "muara.web.forum",
    "muara.web.concerns",
    "muara.web.common_ground",
    "muara.web.network",
    "muara.web.governance",
    "muara.web.assets",
    "muara.web.products",
    "muara.web.initiatives",
    "muara.web.cooperatives",
    "muara.web.brand",
    "muara.web.home",
    "muara.web.opendata",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "muara.web.cities.middleware.CityMiddleware",
    "muara.web.accounts.middleware.ParticipantMiddleware",
]

ROOT_URLCONF = "muara.web.config.urls"
WSGI_APPLICATION = "muara.web.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "muara.web.accounts.context.surroundings",
            ],
            "builtins": ["muara.web.ui.templatetags.muara"],
        },
    },
]

DATABASES = {"default": env.database("MUARA_DATABASE_URL", HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "home:start"
ACCOUNT_ADAPTER = "muara.web.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# One page for signing in and up, with one field: our own form opens the account (accounts/forms/entrance.py).
ACCOUNT_SIGNUP_FIELDS = ["phone", "email*"]
ACCOUNT_FORMS = {
    "login": "muara.web.accounts.forms.EnterForm",
    "confirm_login_code": "muara.web.accounts.forms.LoginCodeForm",
    "verify_phone": "muara.web.accounts.forms.PhoneCodeForm",
    "confirm_email_verification_code": "muara.web.accounts.forms.EmailCodeForm",
    "confirm_password_reset_code": "muara.web.accounts.forms.ResetCodeForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Muara: "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# For each account and device, never for an address: a whole hall may sit behind one (reliability T2, T14).
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "signup": None,
    "login_failed": "5/5m/key",
    "request_login_code": "3/m/key,12/h/key",
    "verify_phone": "3/m/key,12/h/key",
    "confirm_email": "3/m/key,12/h/key",
    "reset_password": "3/m/key,12/h/key",
    "reset_password_from_key": None,
}
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody can sign in with an address that no code was sent to
MFA_TOTP_ISSUER = "Muara"
MFA_TOTP_TOLERANCE = 1  # cheap phones have bad clocks
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Called in one transaction when a guest turns out to be somebody who already takes part in this city:
# each room downstream of accounts moves its own records. A list of paths keeps accounts upstream.
MUARA_CLAIM_STEPS = [
    "muara.web.forum.actions.move_attendance",
    "muara.web.forum.actions.move_registrations",
    "muara.web.concerns.actions.move_votes",
    "muara.web.governance.actions.claims.move_places",
]
# Called in the transaction in which somebody is forgotten: what a room holds about them beside its relations.
MUARA_FORGET_STEPS = [
    "muara.web.forum.actions.forget_registrations",
    "muara.web.governance.actions.forgetting.forget_elector",
]

EMAIL_BACKEND = env.text("MUARA_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("MUARA_EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("MUARA_EMAIL_PORT", 25, low=1, high=65535)
EMAIL_HOST_USER = env.text("MUARA_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("MUARA_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.boolean("MUARA_EMAIL_TLS", False)
EMAIL_TIMEOUT = 20  # seconds; without it a mail server that does not answer would hold a worker for ever
DEFAULT_FROM_EMAIL = env.text("MUARA_EMAIL_FROM", "Muara <muara@localhost>")

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "media/"
# Leaflet comes out of a package of files (ADR 0016).
STATICFILES_DIRS = [("leaflet", str(distribution("XStatic-Leaflet").locate_file("xstatic/pkg/leaflet/data")))]
# Pictures under the map of places: whose server, and whose work. Only that page lets them in.
MAP_TILES = env.tiles("MUARA_MAP_TILES")
MAP_CREDIT = env.text("MUARA_MAP_CREDIT")
if MAP_TILES and not MAP_CREDIT:
    raise ImproperlyConfigured("MUARA_MAP_TILES needs MUARA_MAP_CREDIT, the words that its makers ask for.")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MANIFEST_STRICT = False

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
# What the worker enqueues again and again: name → (task, seconds).
MUARA_CRON = {
    "forget-old-tasks": ("muara.web.tasks.housekeeping.forget_old_tasks", 24 * 3600),
    "forget-unfinished-accounts": ("muara.web.accounts.housekeeping.forget_the_unfinished", 24 * 3600),
    "forget-old-logins": ("muara.web.tasks.housekeeping.forget_old_logins", 24 * 3600),
    "forget-the-registered": ("muara.web.forum.housekeeping.forget_the_registered", 24 * 3600),
    "look-after-minutes": ("muara.web.forum.clock.look_after_minutes", 3600),
    "remind-of-follow-ups": ("muara.web.forum.clock.remind_of_follow_ups", 24 * 3600),
    "keep-the-network-maps": ("muara.web.network.housekeeping.keep_the_maps", 600),
    "remind-stale-actors": ("muara.web.network.reminders.remind_the_stale", 24 * 3600),
    "look-after-surveys": ("muara.web.network.housekeeping.look_after_surveys", 3600),
    "remind-of-ending-terms": ("muara.web.governance.running_out.remind_of_ends", 24 * 3600),
    "ask-stop-rules": ("muara.web.initiatives.clock.ask_stop_rules", 24 * 3600),
    "keep-the-search-fresh": ("muara.web.home.indexing.keep_the_index", 60),
    "keep-decisions-going": ("muara.web.governance.clock.keep_decisions_going", 60),
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sehat$", r"^siap$"]  # asked by monitors on the machine itself
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sesi", "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [BASE_URL]
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "muara.web.accounts.logs.WithoutSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_secrets"]}
    },
    "root": {"handlers": ["console"], "level": env.choice("MUARA_LOG_LEVEL", "WARNING", LOG_LEVELS)},
    "loggers": {
        "muara": {"level": "INFO"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # every scanner of the internet asks so
    },
}
