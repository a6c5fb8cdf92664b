"""Every knob of Homeroom, read from the environment; and what Django wants to be told.

Each knob has the prefix HOMEROOM_ and a default that works in the demo. A secret may be given by
file: HOMEROOM_X_FILE names a file that holds HOMEROOM_X.
"""

import os
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from homeroom.errors import NeedsOperator

PREFIX = "HOMEROOM_"


def knob(name: str, default: str = "") -> str:
    """Return the text of one knob, from its variable or from the file that ..._FILE names."""
    path = os.environ.get(f"{PREFIX}{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise NeedsOperator(
                f"{PREFIX}{name}_FILE names {path}, which cannot be read.",
                fix="Put a text file there that this user may read, or take the variable away.",
            ) from problem
    return os.environ.get(PREFIX + name, default)


def switch(name: str, *, default: bool) -> bool:
    """Return an on/off knob; a word that means neither leaves the default: the safe side."""
    word = knob(name).strip().casefold()
    if word in ("1", "on", "true", "yes"):
        return True
    return False if word in ("0", "off", "false", "no") else default


def home() -> Path:
    """Return the data folder: HOMEROOM_HOME, else /var/lib/homeroom for root, else ~/.homeroom."""
    given = knob("HOME")
    if given:
        return Path(given).absolute()
    return Path("/var/lib/homeroom") if os.geteuid() == 0 else Path.home() / ".homeroom"


def database(url: str) -> dict[str, object]:
    """Return Django's entry for a database URL: postgresql://role:password@host:port/name."""
    parts = urlsplit(url)
    host = unquote(parts.hostname or "")
    if host.startswith("/"):
        # A folder of sockets; urlsplit writes every host in small letters.
        host = unquote(parts.netloc.rpartition("@")[2].partition(":")[0])
    options = dict(one.split("=", 1) for one in parts.query.split("&") if "=" in one)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", "")) or host,
        "PORT": str(parts.port or "") or options.pop("port", ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {key: unquote(value) for key, value in options.items()},
    }


def url_of(alias: str) -> str:
    """Return the URL of a database that was set up; for processes that this one starts."""
    held = DATABASES[alias]
    options = held["OPTIONS"]
    assert isinstance(options, dict)
    name, password = quote(str(held["USER"]), safe=""), quote(str(held["PASSWORD"]), safe="")
    host, port = quote(str(held["HOST"]), safe=""), held["PORT"]
    where = f"?host={host}" + (f"&port={port}" if port else "")
    where += "".join(f"&{key}={quote(str(value), safe='')}" for key, value in options.items())
    return f"postgresql://{name}:{password}@/{quote(str(held['NAME']), safe='')}{where}"


# Whether Grade Sync of an app in Import mode waits for an operator's approval.
GRADE_SYNC_APPROVAL = switch("GRADE_SYNC_APPROVAL", default=True)

# Roles that need a second step at the sign-in in every district, e.g. primary-admin,operator.
SECOND_STEP_FOR = frozenset(filter(None, knob("SECOND_STEP_FOR").replace(" ", "").split(",")))

# Where apps may read files, e.g. a folder per district; empty: wherever this process may.
IMPORT_ROOT = knob("IMPORT_ROOT")

# Whether webhooks may go to addresses within the server's own network, and without https.
WEBHOOKS_INSIDE = switch("WEBHOOKS_INSIDE", default=False)

# How often one app may ask the API for a token, and for anything else, in each web process.
TOKENS_A_MINUTE = int(knob("TOKENS_A_MINUTE", "600"))
REQUESTS_A_MINUTE = int(knob("REQUESTS_A_MINUTE", "60000"))

# How many seconds a question of an app may keep the database busy.
READ_SECONDS = int(knob("READ_SECONDS", "60"))

# Where browsers reach the pages when that is not the address that is served, e.g. behind a proxy:
# https://grades.river.org. With https, cookies travel over https only.
ADDRESS = knob("ADDRESS").rstrip("/")
_SAFE = ADDRESS.startswith("https://")


def issuers() -> list[dict[str, object]]:
    """Return who may vouch for people at the sign-in (OpenID Connect), as allauth wants it told.

    An issuer's word on an address counts when it says that it has verified it. Microsoft says that
    of no address: of the tenant that is named here, which is the district's own, all count.
    """
    tenant = knob("MICROSOFT_TENANT")
    known = (
        ("google", "Google", "https://accounts.google.com", knob("GOOGLE_CLIENT_ID"),
         knob("GOOGLE_CLIENT_SECRET")),
        ("microsoft", "Microsoft", f"https://login.microsoftonline.com/{tenant}/v2.0",
         knob("MICROSOFT_CLIENT_ID") if tenant else "", knob("MICROSOFT_CLIENT_SECRET")),
        ("school", knob("OIDC_NAME", "your school account"), knob("OIDC_ISSUER"),
         knob("OIDC_CLIENT_ID"), knob("OIDC_CLIENT_SECRET")),
    )  # fmt: skip
    return [
        {
            "provider_id": id_,
            "name": name,
            "client_id": client,
            "secret": secret,
            "settings": {"server_url": url, "verified_email": id_ == "microsoft"},
        }
        for id_, name, url, client, secret in known
        if url and client
    ]


# --- Django ---------------------------------------------------------------------------------------
# The command line starts or finds the database before Django is set up, and sets DATABASE_URL.
# The web server signs with a key made from the secrets key (console/wsgi.py) unless one is given.
SECRET_KEY = knob("SECRET_KEY", "only-for-tools-that-never-sign-anything")
DEBUG = False
ALLOWED_HOSTS = [host for host in knob("HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
# `owner` is used for migrations alone; everything else works as `default`, which owns nothing.
DATABASES = {
    "default": database(knob("DATABASE_URL", "postgresql:///homeroom")),
    "owner": database(knob("DATABASE_OWNER_URL", knob("DATABASE_URL", "postgresql:///homeroom"))),
}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "homeroom.access",
    "homeroom.store",
    "homeroom.console",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]
# What stands before the pages. Requests of apps (API_PREFIXES) pass only API_MIDDLEWARE: neither
# sessions nor the sign-in of people (console/wsgi.py).
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
API_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "homeroom.serve.gate.Gate",
]
API_PREFIXES = ("/ims/", "/oauth/", "/homeroom/")
_CONSOLE = Path(__file__).parent / "console"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours come first: they take the place of allauth's.
        "DIRS": [_CONSOLE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "homeroom.console.frame.frame",
            ],
        },
    }
]
ROOT_URLCONF = "homeroom.console.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
# In which language the pages are: English, or one whose catalogue lies in the folder below, such as
# de in de/LC_MESSAGES/django.mo.
LANGUAGE_CODE = knob("LANGUAGE", "en")
LOCALE_PATHS = [Path(knob("LOCALE")) if knob("LOCALE") else home() / "locale"]
PROCRASTINATE_IMPORT_PATHS = ["homeroom.runs.jobs", "homeroom.runs.ids.id_jobs"]
CSRF_FAILURE_VIEW = "homeroom.console.views.answers.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
LOGGING_CONFIG = None

# --- Files of the pages ---------------------------------------------------------------------------
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 600

# --- What a page may load: nothing that does not come from here -----------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"

# --- Sign-in --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SAFE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [ADDRESS] if ADDRESS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SAFE else None
SECURE_HSTS_SECONDS = 31_536_000 if _SAFE else 0
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_ADAPTER = "homeroom.access.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "homeroom.access.adapters.IssuerAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": issuers(), "OAUTH_PKCE_ENABLED": True}}
# Who is known here by the address that the issuer has verified is that person.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# A link, not a form: the policy of our pages lets forms go nowhere but here.
SOCIALACCOUNT_LOGIN_ON_GET = True
MFA_ADAPTER = "homeroom.access.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers make passkeys over http for localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SAFE
MFA_TOTP_ISSUER = "Homeroom"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s that a telephone's clock may be off
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_USERNAME_CALLABLE = "homeroom.access.adapters.who_tried"
# Guessing is what axes stops, in words; a whole school may come from one address.
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": False}
ACCOUNT_FORMS = {"login": "homeroom.access.forms.SignIn"}

# --- E-mail ---------------------------------------------------------------------------------------
# Without a server for it, what would be sent is written into the log of the web process.
EMAIL_HOST = knob("EMAIL_HOST")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = int(knob("EMAIL_PORT", "587"))
EMAIL_HOST_USER = knob("EMAIL_USER")
EMAIL_HOST_PASSWORD = knob("EMAIL_PASSWORD")
EMAIL_USE_TLS = switch("EMAIL_TLS", default=True)
DEFAULT_FROM_EMAIL = knob("EMAIL_FROM", "homeroom@localhost")
