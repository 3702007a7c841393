"""The REST API and its description."""

from typing import Any

from config.settings.paths import BASE_DIR

REST_FRAMEWORK: dict[str, Any] = {
    # API tokens of organisations, tokens of native apps, and the browser's own session.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ApiTokenAuthentication",
        "allauth.headless.contrib.rest_framework.authentication.JWTTokenAuthentication",
        "allauth.headless.contrib.rest_framework.authentication.XSessionTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "accounts.api.paging.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "accounts.api.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Saveface",
    "DESCRIPTION": "Register who holds your face, get it out, and prove it.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # The page and its scripts come from this server.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Until accounts/api/ is written.
for _key, _default in {
    "DEFAULT_PAGINATION_CLASS": None,
    "EXCEPTION_HANDLER": "rest_framework.views.exception_handler",
}.items():
    if not (
        BASE_DIR / (str(REST_FRAMEWORK[_key]).rpartition(".")[0].replace(".", "/") + ".py")
    ).exists():
        REST_FRAMEWORK[_key] = _default
if not (BASE_DIR / "accounts/api/authentication.py").exists():
    del REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"][0]
