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

# Where apps may read files, e.g. a folder per district; empty: wherever this process may.
IMPORT_ROOT = knob("IMPORT_ROOT")

# --- Django ---------------------------------------------------------------------------------------
# The command line starts or finds the database before Django is set up, and sets DATABASE_URL.
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
    "homeroom.access",
    "homeroom.store",
    "procrastinate.contrib.django",
]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "console" / "templates"],
    }
]
ROOT_URLCONF = "homeroom.console.urls"
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
PROCRASTINATE_IMPORT_PATHS = ["homeroom.runs.jobs"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
SECURE_CONTENT_TYPE_NOSNIFF = True
LOGGING_CONFIG = None
