"""What the venue's side does with a request: a person in session, or a program by its token."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import proof
from accounts.api.proof import session_of
from accounts.kit.api.authentication import token_of
from accounts.kit.api.views import ApiView, caller
from accounts.models.token import TokenScope
from requests_app.api import access
from requests_app.api.cases import shown
from requests_app.api.inputs import AnswerIn, ConfirmationIn, ExtensionIn, MessageIn
from requests_app.api.outputs import CodeOut, RequestOut
from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.services import answers, attestations, identity, messages, operator_steps
from requests_app.services.attestations import Sight
from requests_app.services.replies import Reply, Verdict


class OperatorAction(ApiView):
    """One act of the venue's; the answer is the request as it stands then."""

    token_scope = TokenScope.RESPOND


class Acknowledge(OperatorAction):
    @extend_schema(request=None, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Confirm receipt."""
        case = access.case_to_answer(request, reference)
        return shown(request, operator_steps.acknowledge(case=case, by=caller(request)))


class Ask(OperatorAction):
    @extend_schema(request=MessageIn, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Ask the resident; the clock pauses only where the law says so."""
        case = access.case_to_answer(request, reference)
        messages.ask(case=case, body=self.read(MessageIn)["body"], by=caller(request))
        return shown(request, case)


class Extend(OperatorAction):
    @extend_schema(request=ExtensionIn, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Extend the deadline, once and as far as the law allows; the resident is told why."""
        case = access.case_to_answer(request, reference)
        return shown(
            request, operator_steps.extend(case=case, by=caller(request), **self.read(ExtensionIn))
        )


class IssueCode(OperatorAction):
    shown_once = True

    @extend_schema(request=None, responses={201: CodeOut})
    def post(self, request: Request, reference: str) -> Response:
        """A code for the venue to send to the contact on its own file; shown this once."""
        case = access.case_to_answer(request, reference)
        code = identity.issue_code(case=case, by=caller(request))
        return Response(CodeOut({"code": code}).data, status=201)


class ConfirmIdentity(OperatorAction):
    @extend_schema(request=ConfirmationIn, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Somebody at the venue saw the person, or a document, and keeps no copy.

        It counts once a second person of the organisation, who signed in a moment ago, has sent the
        same for what they saw, or after 72 hours in which the resident may object.
        """
        case = access.case_to_answer(request, reference)
        sight = Sight(**self.read(ConfirmationIn), by_program=token_of(request) is not None)
        by = caller(request)
        # A program's token has no session: nobody showed a moment ago who they are.
        fresh = proof.lacking(by, session_of(request), proof.Act.ATTEST) is None
        return shown(request, attestations.attest(case=case, sight=sight, by=by, fresh=fresh))


class AnswerCase(OperatorAction):
    @extend_schema(request=AnswerIn, responses=RequestOut)
    def post(self, request: Request, reference: str) -> Response:
        """Decide on every right, with the evidence that the law asks for."""
        case = access.case_to_answer(request, reference)
        data = self.read(AnswerIn)
        verdicts = [
            Verdict(
                right=Right(verdict["right"]),
                decision=Decision(verdict["decision"]),
                refusal_code=verdict["refusal_code"],
                reason=verdict["reason"],
            )
            for verdict in data["verdicts"]
        ]
        reply = Reply(verdicts=verdicts, text=data["text"], evidence=data["evidence"])
        answers.answer(case=case, reply=reply, by=caller(request))
        return shown(request, case)
