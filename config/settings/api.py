"""The REST API and its description."""

from typing import Any

from config import env
from config.settings.paths import VERSION

REST_FRAMEWORK: dict[str, Any] = {
    # API tokens of organisations, tokens of native apps, and the browser's own session.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.kit.api.authentication.ApiTokenAuthentication",
        "allauth.headless.contrib.rest_framework.authentication.JWTTokenAuthentication",
        "allauth.headless.contrib.rest_framework.authentication.XSessionTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.kit.api.permissions.PersonOrToken"],
    "DEFAULT_PARSER_CLASSES": ["accounts.kit.api.parsers.JsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_PAGINATION_CLASS": "accounts.kit.api.paging.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "accounts.kit.api.throttling.CallerThrottle",
        "accounts.kit.api.throttling.UnsafeThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "token": env.rate("API_RATE_TOKEN", "600/min"),
        "account": env.rate("API_RATE_ACCOUNT", "240/min"),
        "address": env.rate("API_RATE_ADDRESS", "120/min"),
        "token_unsafe": env.rate("API_RATE_TOKEN_UNSAFE", "300/min"),
        "account_unsafe": env.rate("API_RATE_ACCOUNT_UNSAFE", "60/min"),
        "address_unsafe": env.rate("API_RATE_ADDRESS_UNSAFE", "30/min"),
    },
    # Who calls is known by `accounts.core.client_address`, before any of this.
    "NUM_PROXIES": 0,
    "EXCEPTION_HANDLER": "accounts.kit.api.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# Public figures and exported rows are about at least so many residents who look alike.
K_ANONYMITY = env.number("K_ANONYMITY", 5)
if K_ANONYMITY < 3:
    env.wrong("K_ANONYMITY", "K_ANONYMITY is below 3, which protects nobody. Set it to 5.")
# A request without an answer is exported when its month has been over for so many months.
EXPORT_WAIT_MONTHS = env.number("EXPORT_WAIT_MONTHS", 3)

SPECTACULAR_SETTINGS = {
    "TITLE": "Saveface",
    "DESCRIPTION": "Register who holds your face, get it out, and prove it.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "AgeBand": "accounts.models.user.BirthBand",
        "ChildAgeBand": "accounts.api.people.CHILD_BANDS",
        "VenueKind": "consents.kind_names.choices",
        "ClockEntryKind": "requests_app.models.ClockEntryKind",
        "RequestOutcome": "requests_app.api.outputs.REQUEST_OUTCOMES",
        "VerificationOutcome": "biometrics.models.verification.OUTCOMES",
        "Right": "requests_app.choices.rights",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.kit.api.schema.describe",
    ],
    # The page and its scripts come from this server.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
