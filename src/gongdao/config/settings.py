"""Settings of Django. Everything an operator may change comes from the environment; see README.md here."""

import os

from gongdao.config.address import database_settings
from gongdao.config.boxes import boxes_in
from gongdao.config.bucket import bucket
from gongdao.config.home import home
from gongdao.config.log_lines import without_traceback_for_mistakes_of_callers
from gongdao.config.payouts import payout_settings
from gongdao.config.secret import secret_key


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


GONGDAO_HOME = home()
SECRET_KEY = secret_key(GONGDAO_HOME)
DEBUG = _flag("GONGDAO_DEBUG")
ALLOWED_HOSTS = _list("GONGDAO_HOSTS", "localhost,127.0.0.1,[::1]")
# Behind a proxy that ends TLS, GONGDAO_HTTPS=1 makes cookies and redirects safe for it.
HTTPS = _flag("GONGDAO_HTTPS")
CSRF_TRUSTED_ORIGINS = _list("GONGDAO_ORIGINS")

INSTALLED_APPS = [
    # First, so that our templates win over those that allauth brings.
    "gongdao.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Before staticfiles, so that the development server leaves static files to it too.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "gongdao.people",
    "gongdao.policies",
    "gongdao.exhibits",
    "gongdao.ledger",
    "gongdao.letters",
    "gongdao.casework",
    "gongdao.intake",
    "gongdao.insight",
    "gongdao.api",
    "gongdao.jobs",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongdao.config.security.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gongdao.web.shell.language.language_and_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongdao.config.security.sound_addresses",
    "gongdao.web.shell.encoding.SoundTexts",
    "gongdao.web.shell.methods.told_methods",
]

ROOT_URLCONF = "gongdao.config.urls"
WSGI_APPLICATION = "gongdao.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongdao.web.shell.context.shell",
            ],
        },
    },
]

# --- Evidence -----------------------------------------------------------------------------------------

# With these keys identity papers are sealed: one a line, hexadecimal, the newest last.
EXHIBIT_KEYS = os.environ.get("GONGDAO_EXHIBIT_KEYS", "").strip() or str(GONGDAO_HOME / "exhibit_keys")
EXHIBITS_S3 = bucket()

# --- Database -----------------------------------------------------------------------------------------

DATABASES = {"default": database_settings(GONGDAO_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People signing in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "gongdao.config.signing_in.AccountAdapter"
ACCOUNT_FORMS = {"login": "gongdao.web.shell.signing_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = None
# Limits count by the address of a caller; behind proxies it is what the last of them wrote down.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("GONGDAO_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "公道"

SESSION_ENGINE = "gongdao.config.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "gongdao.web.shell.errors.csrf_failure"

# --- Headers ------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
# Pages carry no inline script or style; data: is for the pictures of QR codes.
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
FORBIDDEN_BROWSER_FEATURES = ["geolocation", "microphone", "payment", "usb"]

# --- Language and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
# Instants are UTC everywhere; pages show them in LOCAL_ZONE.
TIME_ZONE = "UTC"
LOCAL_ZONE = os.environ.get("GONGDAO_LOCAL_ZONE", "Asia/Shanghai")

# --- Files --------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = GONGDAO_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "gongdao.config.static.StaticFiles"},
}
MEDIA_ROOT = GONGDAO_HOME / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# What this machine can take, whatever policies allow: the largest file of evidence, and how many files of one
# person may be on their way at a time.
EVIDENCE_MB = int(os.environ.get("GONGDAO_EVIDENCE_MB", "50"))
EVIDENCE_UPLOADS = int(os.environ.get("GONGDAO_EVIDENCE_UPLOADS", "24"))

# --- Mail ---------------------------------------------------------------------------------------------

# Without a mail server every mail is a file in OUTBOX.
OUTBOX = GONGDAO_HOME / "outbox"
TRIAGE_WEIGHTS = GONGDAO_HOME / "triage.json"  # learned from own cases by `gongdao triage train`
EMAIL_HOST = os.environ.get("GONGDAO_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("GONGDAO_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("GONGDAO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GONGDAO_SMTP_PASSWORD", "")
# starttls (usual with port 587), tls (usual with port 465) or none.
_SMTP_SECURITY = os.environ.get("GONGDAO_SMTP_SECURITY", "starttls").strip().lower()
EMAIL_USE_TLS = _SMTP_SECURITY == "starttls"
EMAIL_USE_SSL = _SMTP_SECURITY == "tls"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "gongdao.letters.outbox.OutboxBackend"
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("GONGDAO_MAIL_FROM", "gongdao@localhost")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"  # of Message-IDs
# To which mailbox letters of appeal go, by policy; empty: they are filed and not mailed.
APPEAL_BOXES = boxes_in(os.environ.get("GONGDAO_APPEAL_BOX", ""))
# How large such a mail may be: letter and exhibits together, before they are encoded for the way.
APPEAL_MAIL_BYTES = round(float(os.environ.get("GONGDAO_APPEAL_MAIL_MB", "10")) * 1_000_000)
# Chat-bots by staff number and department (see docs/operating.md); empty: none.
CHATS_FILE = os.environ.get("GONGDAO_CHATS", "")
# Where people reach the pages, as https://complaints.example.com; links in mails need it.
SITE_URL = os.environ.get("GONGDAO_URL", "")

# --- Time stamps of an authority ----------------------------------------------------------------------

# RFC 3161: where stamps for case files are asked for; empty: none. TSA_ROOT: file of its root certificates.
TSA_URL = os.environ.get("GONGDAO_TSA_URL", "")
TSA_ROOT = os.environ.get("GONGDAO_TSA_ROOT", "")

# --- A language model -----------------------------------------------------------------------------------

# Polishes the wording of appeals: a server that speaks as OpenAI's does; empty: none.
MODEL_URL = os.environ.get("GONGDAO_MODEL_URL", "")
MODEL_NAME = os.environ.get("GONGDAO_MODEL_NAME", "default")
MODEL_KEY = os.environ.get("GONGDAO_MODEL_KEY", "")
MODEL_SECONDS = float(os.environ.get("GONGDAO_MODEL_SECONDS", "20"))

# --- Orders -------------------------------------------------------------------------------------------

# Where orders are looked up: `sandbox`, a file, or an address with {number} in it; empty: by hand.
ORDERS = os.environ.get("GONGDAO_ORDERS", "")
ORDERS_TOKEN = os.environ.get("GONGDAO_ORDERS_TOKEN", "")

# --- Speech -------------------------------------------------------------------------------------------

# Where recordings are sent to be written down, as http://127.0.0.1:9000/v1/audio/transcriptions; empty:
# nowhere.
SPEECH = os.environ.get("GONGDAO_SPEECH", "")
SPEECH_TOKEN = os.environ.get("GONGDAO_SPEECH_TOKEN", "")
SPEECH_MODEL = os.environ.get("GONGDAO_SPEECH_MODEL", "whisper-1")

# --- Paying out ---------------------------------------------------------------------------------------

# Which gateway pays: the dotted name of a function that makes one (`gongdao.ledger.payout.Gateway`); else
# the one at an address, over signed HTTP; else the sandbox, which moves no money and writes down what it
# would pay.
PAYOUT_GATEWAY = os.environ.get("GONGDAO_PAYOUT_GATEWAY", "")
PAYOUT_HTTP = payout_settings()
PAYOUT_SANDBOX = os.environ.get("GONGDAO_PAYOUT_SANDBOX", "") or str(GONGDAO_HOME / "sandbox")
# What the sandbox does with the first payouts of each program, as "slow,lost,unavailable,refuse,double"; then
# all goes well.
PAYOUT_SANDBOX_BEHAVIOURS = _list("GONGDAO_PAYOUT_BEHAVIOURS")

# --- Work in the background ---------------------------------------------------------------------------

PROCRASTINATE_IMPORT_PATHS: list[str] = []
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# --- What is written down -----------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"mistakes": {"()": lambda: without_traceback_for_mistakes_of_callers}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mistakes"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("GONGDAO_LOG_LEVEL", "WARNING").upper()},
}
