"""Applications, middleware, templates, languages."""

from config import env
from config.settings.paths import BASE_DIR, PRODUCTION, PROFILE

# Tracebacks in the browser, on one's own machine only (a check refuses it elsewhere).
DEBUG = env.flag("DEBUG", default=False)

# Where residents reach this installation: links in mail and on receipts start with it.
PUBLIC_URL = (
    env.text("PUBLIC_URL")
    if PRODUCTION
    else env.text("PUBLIC_URL", f"http://127.0.0.1:{env.number('PORT', 8000, least=1, most=65535)}")
).rstrip("/")

# Who runs this installation and answers for what it keeps (PIPL art. 17): named on the pages about it.
OPERATED_BY = {
    key.lower(): env.text(f"OPERATED_BY_{key}", None if PRODUCTION else example)
    for key, example in (
        ("NAME", "还脸演示 Saveface demonstration"),
        ("ADDRESS", "127.0.0.1"),
        ("EMAIL", "privacy@saveface.example"),
    )
}

# The ground floor first: an app imports only from those before it.
SAVEFACE_APPS = ["accounts", "consents", "biometrics", "requests_app"]

INSTALLED_APPS = [
    "config",
    "unfold.apps.BasicAppConfig",  # without its own site: ours is accounts.kit.admin.site.Desk
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "accounts.kit.admin.site.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "allauth.socialaccount",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "csp",
    *SAVEFACE_APPS,
]

MIDDLEWARE = [
    "accounts.core.client_address.ClientAddressMiddleware",
    "accounts.kit.api.server_errors.UnavailableMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.web.compression.CompressionMiddleware",
    "config.web.middleware.ApiSlashMiddleware",
    "config.web.middleware.ApiTagMiddleware",
    "config.web.middleware.BrowserPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.web.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accounts.kit.parsing_middleware.BudgetMiddleware",  # before anything reads a body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.web.middleware.RequestLogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.KnownDeviceMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.kit.page_limits.PageLimitMiddleware",
    "config.web.middleware.KeptPagesMiddleware",
    "config.web.middleware.WhosePageMiddleware",
    "consents.middleware.UnpublishedMiddleware",
]

if PROFILE is env.Profile.TEST:
    # A view that asks the database once per row fails its test.
    INSTALLED_APPS.append("zeal")
    MIDDLEWARE.append("zeal.middleware.zeal_middleware")

ROOT_URLCONF = "config.web.urls"
WSGI_APPLICATION = "config.web.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "config.web.context.installation",
            ],
        },
    },
]
FORM_RENDERER = "accounts.kit.forms.renderer.FormRenderer"  # label, hint and error tied together
INSTALLED_APPS.append("django.forms")  # its templates, which `templates/` may override

LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
