"""What each request passes that Django and its packages do not do by themselves."""

from collections.abc import Callable
from http import HTTPStatus

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars

from accounts.kit.web import NOBODY, WHOSE, account_tag
from accounts.models import User

# The camera is for the selfie, on our own pages alone; the rest no page of ours needs.
PERMISSIONS_POLICY = (
    "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), "
    "geolocation=(), microphone=(), payment=(), usb=(), display-capture=(), browsing-topics=()"
)


class ApiSlashMiddleware:
    """An address of the API with a slash at its end is the same address: half of all clients add one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/v1/"):
            request.path_info = request.path_info.rstrip("/")
        return self.get_response(request)


class ApiTagMiddleware:
    """A tag on what the API lets read, so that an app that asks again under `If-None-Match` gets 304.

    RFC 9110, 8.8.3 and 13.1.2. The tag is keyed: it tells nobody else what the answer was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        read = request.method == "GET" and request.path_info.startswith("/api/v1/")
        if not read or response.streaming or response.status_code != HTTPStatus.OK:
            return response
        digest = salted_hmac("config.api_tag", response.content, algorithm="sha256").hexdigest()
        response.setdefault("ETag", f'W/"{digest[:32]}"')
        return (
            get_conditional_response(request, etag=response["ETag"], response=response) or response
        )


class RequestLogMiddleware(RequestMiddleware):
    """Every log line with the id of its request and of the person; `request.user` stays as it is.

    django-structlog (11.0) puts a lazy object of its own around `request.user`. allauth signs an app in
    by emptying that object and asking again (`headless.internal.authkit`): it emptied the outer one,
    the inner one still said “nobody”, and a good session was answered 401.
    """

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Bind ``user_id`` (None for nobody), and leave no trace of having looked."""
        user = vars(request).get("user")
        # What the API found by a token; the lazy object of a page would load the person here.
        if type(user) is User:
            bind_contextvars(user_id=str(user.pk))
            return
        looked_at = request.session.accessed
        bind_contextvars(user_id=request.session.get(SESSION_KEY))
        request.session.accessed = looked_at  # or every page would vary by cookie


class BrowserPolicyMiddleware:
    """Permissions-Policy, and no copy of a signed-in page in any cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store")
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere, a relaxed one under /admin/ alone."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the parts from which the header is built."""
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith("/admin/"):
            parts.replace = {**settings.CONTENT_SECURITY_POLICY_ADMIN, **(parts.replace or {})}
        return parts


# What somebody signed in may read, or begin to write, without a network. Whatever is not named here is
# kept by no browser: comparisons and what leads to them, sign-in, the desk, the API, the person's data.
KEPT_PAGES = frozenset(
    {
        "home",
        "statistics",
        "requests:list",
        "requests:detail",
        "requests:card",
        "requests:why",
        "requests:receipt",
        "requests:new",
        "requests:message",
        "requests:dispute",
        "requests:dispute_identity",
        "requests:withdraw",
        "consents:holding_list",
        "consents:holding_add",
        "consents:venue_list",
        "consents:venue_detail",
        "consents:venue_report",
    }
)
SIGNED_OUT = "signed_out"
WEEK = 7 * 24 * 3600


class KeptPagesMiddleware:
    """Tells the service worker (static/js/sw.js) whose page this is and whether it may keep a copy.

    Whoever signs out, or deletes their account, leaves nothing in the browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = NOBODY if request.method == "GET" else account_tag(request)
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response["Saveface-Account"] = account_tag(request)
            if _may_be_kept(request, response):
                response["Saveface-Keep"] = "yes"
        if before not in (NOBODY, account_tag(request)):
            _forget(response)
        return response


class WhosePageMiddleware:
    """A form that stood on one account's page does nothing in another's name.

    Somebody else signed in meanwhile, in another tab. Without scripts a form does not say whose it is;
    then the token against forgery refuses it, for every sign-in changes that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        # What no page of ours sends is not read here: a shared picture, the API.
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        whose = request.POST.get(WHOSE, NOBODY)
        if whose in (NOBODY, account_tag(request)):
            return None
        return render(request, "errors/other_account.html", status=HTTPStatus.CONFLICT)


def _forget(response: HttpResponse) -> None:
    """Empty the browser's stores of this site; by the cookie our script does it where the header is unknown.

    The cache of HTTP holds nothing of an account (no-store), and clearing it takes Chromium seconds.
    """
    response["Clear-Site-Data"] = '"storage"'
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(SIGNED_OUT, "yes", max_age=WEEK, samesite="Lax", secure=secure)


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    if request.method != "GET" or response.status_code != 200:
        return False
    place = request.resolver_match
    return place is not None and place.view_name in KEPT_PAGES and account_tag(request) != NOBODY
