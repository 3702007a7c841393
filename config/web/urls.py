"""Every address of the site. Each app brings its own; the API's are under /api/v1/."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularSwaggerSplitView

from accounts.api import headless
from accounts.kit.api.schema import SchemaView
from accounts.views import codes
from config.web import health, pwa, sitemaps


def _of_apps(module: str) -> list[URLPattern | URLResolver]:
    """Return an include for every app that has this module."""
    names = [f"{app}.{module}" for app in settings.SAVEFACE_APPS]
    return [path("", include(name)) for name in names if _exists(name)]


def _exists(name: str) -> bool:
    parent = name.rpartition(".")[0]
    return find_spec(parent) is not None and find_spec(name) is not None


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include((pwa.patterns, "pwa"))),
    *sitemaps.patterns,
    path("admin/", admin.site.urls),
    # Signing in and making an account are one page: who has an account need not be known before.
    path("accounts/signup/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    # Nobody has a password, or can get one.
    path("accounts/password/<path:_rest>", RedirectView.as_view(url=reverse_lazy("account_login"))),
    # Another main address, what is recorded of it and word to the old one: all or nothing.
    path(
        "accounts/email/",
        transaction.atomic(codes.AddressesView.as_view()),
        name="account_email",
    ),
    path("accounts/", include(codes.patterns)),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include(headless.patterns)),
    path("_allauth/", include("allauth.headless.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(template_name="api_docs.html"),
        name="api-docs",
    ),
    path("api/v1/", include((_of_apps("api.urls"), "api"))),
    *_of_apps("urls"),
]
handler500 = "accounts.kit.api.server_errors.server_error"
if settings.DEMO:
    # A way in for every demo person, and everybody's mail: never outside the demo profile.
    urlpatterns += _of_apps("demo.urls")
