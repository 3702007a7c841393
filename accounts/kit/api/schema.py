"""What the OpenAPI description says beyond views and serializers: tokens, problems, keys."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

from accounts.kit.api.idempotency import HEADER
from accounts.kit.api.problems import MEDIA_TYPE

UNSAFE = ("post", "put", "patch", "delete")
# Bodies whose shape others define.
OPEN = ("SubscriptionInRequest", "KeysInRequest")


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.kit.api.authentication.ApiTokenAuthentication"
    name = "apiToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API token of an organisation, made in its administration.",
        }


class AppTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "allauth.headless.contrib.rest_framework.authentication.JWTTokenAuthentication"
    name = "appToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access token of a native app (see /_allauth/).",
        }


class AppSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = (
        "allauth.headless.contrib.rest_framework.authentication.XSessionTokenAuthentication"
    )
    name = "appSession"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-Session-Token",
            "description": "The session token of a native app (see /_allauth/).",
        }


PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details. “detail” is in the caller's language.",
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer into the body (RFC 6901), such as #/rights/0",
                    },
                    "parameter": {
                        "type": "string",
                        "description": "Instead, where the address is wrong: which parameter",
                    },
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "description": "Chosen by the client; the same call under the same key is done once a day.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!#-~]+$"},
}


def describe(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Give every operation the problem as its default answer, and unsafe ones their key.

    A body takes the values that are named and no others (`accounts.kit.api.views.unread_values`).
    """
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in schemas.items():
        if name.endswith("InRequest") and name not in OPEN:
            schema["additionalProperties"] = False
    schemas["Problem"] = PROBLEM
    answer = {
        "description": "A problem (RFC 9457)",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result["paths"].values():
        for method, operation in path.items():
            operation["responses"].setdefault("default", answer)
            if method in UNSAFE:
                operation.setdefault("parameters", []).append(KEY_PARAMETER)
    return result


_writing = Lock()


class SchemaView(SpectacularAPIView):
    """The description, written once a process for each language and form: it takes seconds."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang") or translation.get_language()
        language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        form: Any = request.accepted_renderer
        with _writing:  # of many who ask at once, one writes
            text = _written(language, form.__class__)
        return HttpResponse(
            text,
            content_type=form.media_type,
            headers={"Content-Disposition": f'inline; filename="Saveface.{form.format}"'},
        )


@cache
def _written(language: str, form: Any) -> bytes:
    generator: Any = SchemaGenerator
    with translation.override(language):
        written: bytes = form().render(generator().get_schema(public=True), form.media_type, {})
    return written
