"""Django's settings, made from the options (options.py), the catalogue (catalogue.toml) and nothing else."""

import secrets
from pathlib import Path

from apps.core.catalogue import Catalogue, CatalogueError
from apps.core.catalogue_reader import read_catalogue
from apps.core.crypto import BlindIndex
from portal import env, keys
from portal.databases import databases
from portal.options import OPTIONS

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()
CONFIG = env.read(OPTIONS)
DEMO = CONFIG.flag("LOUPE_DEMO")
DEBUG = False
VERSION = "0.1.0"
VERSION = "0.1.0"

# --- what checks.py reports: mistakes are kept, so that one start names them all ---
STARTUP_ERRORS: list[str] = [str(error) for error in CONFIG.errors]
BUILT_IN_CATALOGUE = ROOT / "portal" / "catalogue.toml"
DEMO_CATALOGUE = ROOT / "portal" / "catalogue_demo.toml"
CATALOGUE_FILE = CONFIG.text("LOUPE_CATALOGUE") or (str(DEMO_CATALOGUE) if DEMO else "")
CATALOGUE: Catalogue
try:
    CATALOGUE = read_catalogue(BUILT_IN_CATALOGUE, CATALOGUE_FILE)
except CatalogueError as error:
    STARTUP_ERRORS.append(str(error))
    CATALOGUE = read_catalogue(BUILT_IN_CATALOGUE, "")

SECRET_KEY = CONFIG.text("LOUPE_SECRET_KEY")
KEY_TEXT = CONFIG.text("LOUPE_KEY")
if DEMO:
    SECRET_KEY = SECRET_KEY or keys.made_once(DATA_DIR / "secret.key", secrets.token_urlsafe(48))
    KEY_TEXT = KEY_TEXT or keys.made_once(DATA_DIR / "loupe.key", keys.new_ring_text())
SECRETS_MISSING = [name for name, text in (("LOUPE_SECRET_KEY", SECRET_KEY), ("LOUPE_KEY", KEY_TEXT)) if not text]
SECRET_KEY = SECRET_KEY or secrets.token_urlsafe(48)
try:
    KEY_RING = keys.parse_ring(KEY_TEXT or keys.new_ring_text())
except ValueError as error:
    STARTUP_ERRORS.append(f"LOUPE_KEY {error}. Example: LOUPE_KEY_FILE=/run/secrets/loupe-keys, made by `manage.py new_key`")
    KEY_RING = keys.parse_ring(keys.new_ring_text())
BLIND_INDEX = BlindIndex(KEY_RING.subkey("blind-index"))

ALLOWED_HOSTS = CONFIG.items("LOUPE_HOSTS")
TRUSTED_PROXIES = CONFIG.number("LOUPE_TRUSTED_PROXIES")
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_prometheus",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "apps.core",
    "apps.audit",
    "apps.accounts",
    "apps.orders",
    "portal",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "portal.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.middleware.ErrorPageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.DirectoryRecheckMiddleware",
    "portal.middleware.ActorMiddleware",
    "portal.middleware.LoginRequiredMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "portal.context.everywhere",
            ],
            "builtins": ["apps.core.templatetags.wording"],
        },
    }
]

# --- databases, cache, sessions ---
DATABASES = databases(CONFIG.text("DATABASE_URL"), DATA_DIR)
DATABASE_ROUTERS = ["portal.routers.AuditRouter"]
TELEMETRY_STORE = DATA_DIR / "telemetry.sqlite3"
CACHE_URL = CONFIG.text("LOUPE_CACHE_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "loupe_cache"}
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60
SESSION_ABSOLUTE_AGE_S = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEMO
SESSION_COOKIE_NAME = "sessionid" if DEMO else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if DEMO else "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"

# --- people ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.accounts.ldap.DirectoryBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
ERROR_PAGE = "portal.errors.error_page"  # for refusals that happen before any view
DIRECTORY_PORT = CONFIG.number("LOUPE_DIRECTORY_PORT")
DIRECTORY_RECHECK_S = CONFIG.number("LOUPE_DIRECTORY_RECHECK_S")

# --- languages and times ---
USE_I18N = USE_TZ = True
LANGUAGE_CODE = CONFIG.text("LOUPE_LANGUAGE")
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [ROOT / "locale", ROOT / "apps" / "telemetry" / "locale"]
TIME_ZONE = "UTC"
DEFAULT_ZONE = CONFIG.text("LOUPE_ZONE")
USE_THOUSAND_SEPARATOR = False

# --- static files ---
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "portal.static.ModuleManifestStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- web safety (security.md, "Web") ---
NONCE_FREE_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "connect-src": ["'self'"],
    "font-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": NONCE_FREE_POLICY}
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 86_400
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",
    "security.W003",
    "security.W008",
]  # CSP's frame-ancestors; our own csrf place; TLS ends at the proxy
DATA_UPLOAD_MAX_MEMORY_SIZE = 17 * 1024 * 1024  # each door has its own, smaller cap
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- API ---
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.authentication.BearerAuthentication",
        "apps.accounts.authentication.PersonAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["apps.core.gates.ApiGate"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "portal.negotiation.OwnFormAnyway",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.api_errors.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Loupe",
    "VERSION": VERSION,
    "DESCRIPTION": "What happened to an order.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["apps.core.gates.AnyPerson"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "AUTHENTICATION_WHITELIST": [],  # both are described here, for all operations
    "SECURITY": [{"bearer": []}, {"session": []}],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "`__Host-sessionid` but in the demo. A write also needs X-CSRFToken.",
            },
        }
    },
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "portal.api_schema.require_bodies"],
}

# --- jobs ---
BROKER_FOLDER = DATA_DIR / "broker"
BROKER_URL = CONFIG.text("LOUPE_BROKER_URL")
CELERY_BROKER_URL = BROKER_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {}
    if BROKER_URL
    else {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
    }
)
CELERY_BROKER_CONNECTION_TIMEOUT = 1.0  # a page never waits long for a broker that is away: the sweep does the work
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- logs: ECS JSON on standard error ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "portal.logs.RequestIdFilter"}},
    "formatters": {"ecs": {"()": "portal.logs.EcsFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ecs", "filters": ["request_id"]}},
    "loggers": {
        "django_auth_ldap": {"level": "WARNING"},  # it tells of every re-read of a person
        "kombu.connection": {"level": "ERROR"},  # it warns that folders have no host name
    },
    "root": {"handlers": ["stderr"], "level": CONFIG.text("LOUPE_LOG_LEVEL")},
}

PROMETHEUS_EXPORT_MIGRATIONS = False
