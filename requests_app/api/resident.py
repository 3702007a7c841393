"""What the resident does with a request of their own."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.parsers import JsonParser, MultiPartParser
from accounts.kit.api.views import ApiView, caller
from accounts.models.token import TokenScope
from biometrics.api.inspection import LooksFirst
from requests_app.api import access
from requests_app.api.cases import shown
from requests_app.api.inputs import CodeIn, MessageWithFilesIn, ReasonIn
from requests_app.api.outputs import RequestOut
from requests_app.services import admonitions, answers, closure, filing, identity, messages


class Action(ApiView):
    """One act on one request; the answer is the request as it stands then."""


class FileDraft(Action):
    @extend_schema(request=None, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """File a draft: the clock starts, and both sides are told."""
        case = access.own_case(request, reference)
        return shown(request, filing.file_draft(case=case, by=caller(request)))


class Withdraw(Action):
    @extend_schema(request=None, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Take it back; what was disclosed for it is destroyed."""
        case = access.own_case(request, reference)
        return shown(request, filing.withdraw(case=case, by=caller(request)))


class Accept(Action):
    @extend_schema(request=None, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Accept the answer: the request is closed."""
        case = access.own_case(request, reference)
        return shown(request, closure.accept(case=case, by=caller(request)))


class Dispute(Action):
    @extend_schema(request=ReasonIn, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Dispute the answer: it is the venue's turn again."""
        case = access.own_case(request, reference)
        reason = self.read(ReasonIn)["reason"]
        return shown(request, answers.dispute(case=case, reason=reason, by=caller(request)))


class Admonish(Action):
    @extend_schema(request=None, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Hand the reminder of duty over: an event with a receipt, and the venue is told; once."""
        case = access.own_case(request, reference)
        admonitions.admonish(case=case, by=caller(request))
        return shown(request, case)


class RedeemCode(Action):
    @extend_schema(request=CodeIn, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Prove identity by the code that came through the venue; each try counts."""
        case = access.own_case(request, reference)
        code = self.read(CodeIn)["code"]
        return shown(request, identity.redeem_code(case=case, code=code, by=caller(request)))


class DisputeIdentity(Action):
    @extend_schema(request=ReasonIn, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Say that the comparison is wrong: a person at the venue looks at it."""
        case = access.own_case(request, reference)
        reason = self.read(ReasonIn)["reason"]
        return shown(
            request, identity.dispute_identity(case=case, reason=reason, by=caller(request))
        )


class Write(LooksFirst, Action):
    """Messages go both ways: the side is the one on which the caller is."""

    token_scope = TokenScope.RESPOND

    parser_classes = (JsonParser, MultiPartParser)

    @extend_schema(request=MessageWithFilesIn, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Write to the other side; a resident's message answers the venue's question."""
        case = access.talking_about(request, reference)
        as_operator = not access.acts_as_resident(request, case)
        data = self.read(MessageWithFilesIn)
        messages.write(
            case=case,
            body=data["body"],
            files=data.get("files", ()),
            by=caller(request),
            as_operator=as_operator,
        )
        return shown(request, case)
