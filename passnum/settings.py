"""Settings: one file; environments differ by variables only (see docs/deploiement.md)."""

from pathlib import Path
from typing import Any

import environ
import structlog
from django.core.exceptions import ImproperlyConfigured

from accounts import enums, provider_client
from passnum import environment, error_reports

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# A missing one of these stops the start with a sentence that names it.
SECRET_KEY = env.str("SECRET_KEY")
DATABASES = {"default": env.db_url("DATABASE_URL")}
BROKER_URL = env.str("BROKER_URL")
# "1:<base64 of 32 bytes>,2:..." : the master keys of the codes, by key id; the last one is current.
PASSNUM_MASTER_KEYS = environment.keys("PASSNUM_MASTER_KEYS", env.list("PASSNUM_MASTER_KEYS"))
# The same form: they seal the secrets of second factors, which the database alone does not open.
PASSNUM_FACTOR_KEYS = environment.keys("PASSNUM_FACTOR_KEYS", env.list("PASSNUM_FACTOR_KEYS"))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")

DEBUG = env.bool("DEBUG", default=False)
if not DEBUG:
    environment.secret_key(SECRET_KEY)
PASSNUM_DEMO = env.bool("PASSNUM_DEMO", default=False)
# "<real instant>/<demo instant>", both ISO 8601 with a zone; refused outside the demonstration.
PASSNUM_CLOCK = env.str("PASSNUM_CLOCK", default="")
if PASSNUM_CLOCK and not PASSNUM_DEMO:
    raise ImproperlyConfigured("PASSNUM_CLOCK is for the demonstration only (PASSNUM_DEMO=1).")
PASSNUM_HTTPS = env.bool("PASSNUM_HTTPS", default=not (DEBUG or PASSNUM_DEMO))
# The roles that ask for a second factor at sign-in; `-` for none.
PASSNUM_FACTOR_ROLES = enums.roles_named(
    "PASSNUM_FACTOR_ROLES",
    env.list("PASSNUM_FACTOR_ROLES", default=[])
    or (["-"] if DEBUG or PASSNUM_DEMO else enums.OF_OFFICE),
)
# Where letters point to: they are read away from the site.
_first_host = (ALLOWED_HOSTS or ["*"])[0].lstrip(".").replace("*", "localhost")
PASSNUM_BASE_URL = env.str(
    "PASSNUM_BASE_URL", default=f"http{'s' if PASSNUM_HTTPS else ''}://{_first_host}"
).rstrip("/")
# The proxies in front: the address of a client, and whether it is encrypted, are taken from them.
PASSNUM_TRUSTED_PROXIES = environment.networks(env.list("PASSNUM_TRUSTED_PROXIES", default=[]))
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_tables2",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "common",
    "audit",
    "accounts",
    "programmes",
    "events",
    "files",
    "deliberations",
    "budget",
    "conventions",
    "deadlines",
    "financing",
    "findings",
    "corrections",
    "dossiers",
    "places",
    "beneficiaries",
    "distribution",
    "movements",
    "counts",
    "incidents",
    "stock_accounts",
    "printing",
    "ordering",
    "regies",
    "mediation",
    "allocation",
    "circulation",
    "hand_outs",
    "sampling",
    "retention",
    "finance",
    "expiry",
    "reporting",
    "invariants",
    "passnum",
]

MIDDLEWARE = [
    "passnum.middleware.HeadersMiddleware",
    "common.middleware.ProxyMiddleware",
    "passnum.middleware.AccessMiddleware",
    "mediation.middleware.ProgramsInTheClearMiddleware",
    "passnum.middleware.TextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInMiddleware",
    "accounts.middleware.MembershipMiddleware",
    "programmes.middleware.ProgrammeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "passnum.urls"
WSGI_APPLICATION = "passnum.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["common.templatetags.formats"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "passnum.context_processors.frame",
            ],
        },
    }
]
FORM_RENDERER = "common.forms.Renderer"

# What follows `?` in the address: `sslmode=verify-full`.
DATABASE_OPTIONS = DATABASES["default"].get("OPTIONS", {})
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": False,
    "CONN_MAX_AGE": 0,
    "OPTIONS": DATABASE_OPTIONS
    | {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=16)}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": BROKER_URL}
}

# --- Sign-in -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.allauth_adapter.Backend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    # Those that were stolen elsewhere, as they are; then what they are made of.
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "programmes.readings.GuessedPasswords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.allauth_adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# Passwords and codes are counted in the database (accounts.sign_in_limits).
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # the codes of allauth can be read back: ours are hashed
MFA_ADAPTER = "accounts.allauth_adapter.FactorAdapter"
MFA_TOTP_ISSUER = "Pass numérique"
MFA_TOTP_TOLERANCE = 1
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = "accounts.sign_in_limits.delay"
AXES_LOCKOUT_CALLABLE = "accounts.sign_in_limits.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_CLIENT_IP_CALLABLE = "accounts.sign_in_limits.counted_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "accounts.sign_in_limits.typed_email"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the journal has it
SESSION_ENGINE = "accounts.session_store"
# From the sign-in, whatever is done; then without a request, by role.
SESSION_COOKIE_AGE = env.int("PASSNUM_SESSION_HOURS", default=12) * 3600
PASSNUM_IDLE_MINUTES = enums.minutes_by_role(
    "PASSNUM_IDLE_MINUTES",
    env.list("PASSNUM_IDLE_MINUTES", default=[])
    or (["720"] if DEBUG or PASSNUM_DEMO else ["30", "mediator=120"]),
)
# Sign-in by an OpenID Connect provider, where the first three are set.
PASSNUM_OIDC = provider_client.client_named(
    env.str("PASSNUM_OIDC_ISSUER", default=""),
    env.str("PASSNUM_OIDC_CLIENT_ID", default=""),
    env.str("PASSNUM_OIDC_CLIENT_SECRET", default=""),
    env.list("PASSNUM_OIDC_FACTOR_ACR", default=[])
    or ["eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3"],
)

# --- Security ----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PASSNUM_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PASSNUM_HTTPS
# No other site of the domain, nor the same in the clear, writes a cookie of such a name.
COOKIE_PREFIX = "__Host-" if PASSNUM_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 31_536_000 if PASSNUM_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PASSNUM_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PASSNUM_HTTPS else None
# The browsers' preload list is the domain's choice; frames are refused by HeadersMiddleware.
SILENCED_SYSTEM_CHECKS = ["security.W021", "security.W002"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# Who reads /metrics; without it, nobody.
PASSNUM_METRICS_TOKEN = env.str("PASSNUM_METRICS_TOKEN", default="")

# --- Language, time, files ---------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "images")]
# Those of the libraries are not used.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="passnum@localhost")

# --- API ---------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["mediation.api.authentication.DeviceAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["mediation.api.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "mediation.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "ALLOWED_VERSIONS": ["1"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "passnum",
    "DESCRIPTION": "Vérifier et encaisser des pass numériques.",
    "VERSION": "1",
    "SERVERS": [{"url": PASSNUM_BASE_URL}],
    "SERVE_INCLUDE_SCHEMA": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
}
# What a file may weigh: streamed in memory up to it, then dropped (see `common.uploads`).
PASSNUM_UPLOAD_MB = env.int("PASSNUM_UPLOAD_MB", default=20)
PASSNUM_UPLOAD_BYTES = PASSNUM_UPLOAD_MB * 1_000_000
# The longest form: 200 obligations of some thirty fields each (see `common.line_forms`).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8_000
FILE_UPLOAD_HANDLERS = ["common.uploads.BoundedUpload"]
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# --- Background work ---------------------------------------------------------------------------
# The record of work is a row with a lease; Celery rings the bell (ADR 0005).
CELERY = {
    "broker_url": BROKER_URL,
    "broker_connection_retry_on_startup": True,
    "broker_transport_options": {
        "visibility_timeout": 1800,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    },
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_ignore_result": True,
    "task_time_limit": 900,
    "worker_prefetch_multiplier": 1,
    "worker_hijack_root_logger": False,
    "task_serializer": "json",
    "accept_content": ["json"],
    "timezone": TIME_ZONE,
    "beat_schedule_filename": env.str("CELERY_BEAT_FILE", default="var/beat"),
    "beat_schedule": {
        "produce-due-reports": {"task": "reporting.tasks.produce_due", "schedule": 60.0},
        "forget-past-day": {"task": "accounts.tasks.forget_past_day", "schedule": 3600.0},
        "erase-due-people": {"task": "retention.tasks.erase_due", "schedule": 3600.0},
        "forget-wrong-codes": {"task": "mediation.tasks.forget_past_day", "schedule": 3600.0},
        "check-rows": {"task": "invariants.tasks.sweep", "schedule": 60.0},
        "reach-milestones": {"task": "expiry.tasks.sweep", "schedule": 600.0},
        "watch": {"task": "reporting.tasks.watch", "schedule": 20.0},
        "write-letters": {"task": "accounts.tasks.write_letters", "schedule": 20.0},
        "stop-years-of-regies": {"task": "regies.tasks.stop_years", "schedule": 3600.0},
        "remind-of-due-days": {"task": "deadlines.tasks.remind", "schedule": 600.0},
    },
}

if sentry := env.str("SENTRY_DSN", default=""):
    error_reports.start(sentry)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.ExtraAdder(["method", "path", "view", "status", "ms", "address"]),
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
            ],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "filters": {"secrets": {"()": "passnum.log_redaction.HideSecrets"}},
    "loggers": {
        "django.request": {"filters": ["secrets"]},
        "django.security.csrf": {"filters": ["secrets"]},
        "pypdf": {"level": "ERROR"},  # it tells each oddity of a file that somebody sends
        "passnum.access": {"level": "INFO" if env.bool("PASSNUM_ACCESS_LOG", True) else "ERROR"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
