"""Settings, read from the environment (docs/operations.md lists every variable).

Nothing here starts a service: `portal.embedded` does that for demo and tests and hands the addresses over
in DATABASE_URL and REDIS_URL.
"""

from pathlib import Path

import environ

from portal.lib.brand import load_brand

from .csp import CONTENT_SECURITY_POLICY, PERMISSIONS_POLICY  # noqa: F401
from .logs import LOGGING  # noqa: F401
from .schedule import CELERY_BEAT_SCHEDULE  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

DEBUG = False
DEMO_MODE = env.bool("DEMO_MODE", default=False)
DEMO_SIZE = env("DEMO_SIZE", default="full")  # or "small": what `manage.py demo` makes
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # former keys that still open seals
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var" / "data")))

INSTALLED_APPS = [
    "portal.demo",
    "portal.home",
    "support",
    "referrals",
    "billing",
    "mobile",
    "terminals",
    "contracts",
    "accounts",
    "portal.shell",
    "portal.carrier",
    "portal.outbox",
    "portal.documents",
    "portal.access",
    "portal.audit",
    "portal.shell.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "two_factor",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.access.middleware.AccessMiddleware",
    "portal.shell.middleware.LanguageMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.shell.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgresql://127.0.0.1/kundencenter"),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {"BACKEND": "portal.lib.cache.ForgivingRedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "kc"},
}

# Sessions stay in PostgreSQL: a page must keep working while Redis is away, and an ended session must
# never come back with it (docs/adr/0004).
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 24 * 60 * 60  # outlives the stay itself, so that a late form still knows whose it is
SESSION_COOKIE_NAME = "sitzung"
CSRF_COOKIE_NAME = "schutz"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = False  # Caddy redirects; the container speaks HTTP inside
SECURE_HSTS_SECONDS = 31_536_000 if SITE_URL.startswith("https://") else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE_URL.startswith("https://") else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.shell.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie (L2)
# Addresses of proxies whose X-Forwarded-For is believed; empty: the peer is the customer.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

AUTH_USER_MODEL = "accounts.Login"
AUTHENTICATION_BACKENDS = ["accounts.backends.StaffBackend", "accounts.backends.CustomerSessionBackend"]
ACCESS_LOADER = "accounts.access.load_access"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "admin:index"
TWO_FACTOR_PATCH_ADMIN = False
OTP_TOTP_ISSUER = "Kundencenter"
OTP_TOTP_THROTTLE_FACTOR = 0  # portal.access.throttle counts every door
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # identifiers are unique per kind of login; both backends know that
    "security.W005",  # the operator's other names are not ours to decide about
    "security.W008",  # Caddy redirects
    "security.W021",  # nor is the browsers' preload list
]
PASSWORD_HASHERS = ["portal.lib.hashing.PortalArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = []  # accounts.rules.password decides (requirements A5)
BREACHED_PASSWORDS_FILE = env("BREACHED_PASSWORDS_FILE", default="")

# Requirement A1: the carrier's pattern; the seed shows 9 and 10 digits.
CUSTOMER_NUMBER_PATTERN = env("CUSTOMER_NUMBER_PATTERN", default=r"[0-9]{9,10}")
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=25 * 60)
SESSION_WARNING_SECONDS = env.int("SESSION_WARNING_SECONDS", default=2 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 60 * 60)
FRESH_PROOF_SECONDS = env.int("FRESH_PROOF_SECONDS", default=5 * 60)

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.shell.static_layers.LayersFinder",
]
STORAGES = {
    "default": {"BACKEND": "portal.documents.files.DurableStorage", "OPTIONS": {"location": DATA_DIR}},
    "staticfiles": {
        "BACKEND": env(
            "STATICFILES_BACKEND", default="whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_MAX_AGE = 31_536_000

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="dummymail://" if DEMO_MODE else "consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="kundencenter@example.org")
EMAIL_TIMEOUT = 30
# E5: what was dispatched earlier is announced to nobody, so that an archive can be taken in quietly.
INVOICE_MAIL_DAYS = env.int("INVOICE_MAIL_DAYS", default=14)
# L6: how many days before its end the mail about a minimum term is written; notice takes a month.
TERM_REMINDER_DAYS = env.int("TERM_REMINDER_DAYS", default=45)
# L6, § 4 TKTransparenzV: where the Federal Network Agency explains how to change the provider.
PROVIDER_CHANGE_URL = env("PROVIDER_CHANGE_URL", default="https://www.bundesnetzagentur.de/anbieterwechsel")
MAIL_CONNECTIONS = env.int("MAIL_CONNECTIONS", default=2)  # how many the mail server grants us at once

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 2,  # the longest a page waits, once in half a minute (portal.lib.jobs)
    "socket_connect_timeout": 1,
    "max_retries": 0,  # of one connect; a worker's own loop goes on trying
}
CELERY_TASK_PUBLISH_RETRY = False  # the sweep delivers what a dead broker missed; pages never wait for it

# The carrier's ordering system (docs/carrier.md).
CARRIER_GATEWAY = env("CARRIER_GATEWAY", default="portal.carrier.simulator.Simulator")
CARRIER_URL = env("CARRIER_URL", default="")
CARRIER_TOKEN = env("CARRIER_TOKEN", default="")
CARRIER_EVENT_SECRET = env("CARRIER_EVENT_SECRET", default="")  # empty: no door for events
CARRIER_TIMEOUT = env.float("CARRIER_TIMEOUT", default=20.0)  # seconds without a byte of the answer

MAIL_DOMAIN = env("MAIL_DOMAIN", default="nordwerk.example")  # of the e-mail addresses the operator gives

# White label: operator, colours, hotline, legal pages (docs/operations.md, "Brand").
BRAND = load_brand(Path(env("BRAND_FILE", default=str(BASE_DIR / "portal" / "shell" / "brand.toml"))))
FEDERAL_STATE = env("FEDERAL_STATE", default="NI")  # whose public holidays count
# Where new lines can be had: beginnings of postcodes; empty: everywhere.
SUPPLY_POSTCODES = tuple(env.list("SUPPLY_POSTCODES", default=[]))
