"""Requests: listing, filing, reading."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView, ListView, caller, created
from accounts.models.token import TokenScope
from requests_app import states
from requests_app.api import access
from requests_app.api.inputs import RequestIn
from requests_app.api.outputs import RequestOut, RequestRowOut
from requests_app.law.rights import Right
from requests_app.models import (
    Answer,
    ClockEntry,
    Event,
    Letter,
    Message,
    Receipt,
    RightsRequest,
)
from requests_app.models.request import RightsRequestQuerySet
from requests_app.services.filing import Claim, file_request, open_draft
from requests_app.services.lifecycle import available_events

# An event is dated as it is made and seen when it is committed. What is asked for again overlaps by more
# than any change takes, so that a row may come twice and none is missed.
LONGEST_CHANGE = timedelta(minutes=2)


def whole(cases: RightsRequestQuerySet) -> QuerySet[RightsRequest]:
    """``cases`` with all that `RequestOut` shows, in nine queries whatever their number."""
    handed_over = Letter.objects.filter(delivered_at__isnull=False)
    return cases.for_lists().prefetch_related(
        Prefetch("clock_entries", ClockEntry.objects.select_related("right")),
        Prefetch("events", Event.objects.all()),
        Prefetch("messages", Message.objects.prefetch_related("attachments")),
        Prefetch("answers", Answer.objects.prefetch_related("decisions__right")),
        Prefetch("receipts", Receipt.objects.select_related("event")),
        Prefetch("letters", handed_over, to_attr="admonitions"),
    )


def shown(request: Request, case: RightsRequest) -> Response:
    """``case`` as it stands now, for the side on which the caller is."""
    fresh = whole(access.visible(request)).get(pk=case.pk)
    context = {
        "available_events": [
            e.value for e in available_events(fresh, access.actor_of(request, fresh))
        ],
        "to_venue": not access.acts_as_resident(request, fresh),
    }
    return Response(RequestOut(fresh, context=context).data)


class CaseFilter(django_filters.FilterSet):
    """Where they stand, with which venue, overdue or not."""

    workflow = django_filters.MultipleChoiceFilter(choices=list(states.WORKFLOW_LABELS.items()))
    venue = django_filters.CharFilter(field_name="venue__slug")
    overdue = django_filters.BooleanFilter(method="late", label="past its due date")
    changed_since = django_filters.IsoDateTimeFilter(
        method="changed", label="with an event or a message since; see the header Saveface-Until"
    )

    class Meta:
        model = RightsRequest
        fields = ("workflow", "outcome", "identity", "venue")

    def late(self, cases: RightsRequestQuerySet, name: str, wanted: bool) -> RightsRequestQuerySet:
        due = cases.due_before(timezone.now()).order_by()
        return cases.filter(pk__in=due.values("pk")) if wanted else cases.exclude(pk__in=due)

    def changed(
        self, cases: RightsRequestQuerySet, name: str, since: datetime
    ) -> RightsRequestQuerySet:
        event = Event.objects.filter(request=OuterRef("pk"), at__gte=since)
        message = Message.objects.filter(request=OuterRef("pk"), created_at__gte=since)
        return cases.filter(Exists(event) | Exists(message))


class CaseList(ListView[RightsRequest]):
    """The requests that the caller filed, or that their venues must answer."""

    token_scope = TokenScope.RESPOND
    filter_backends = (DjangoFilterBackend,)
    filterset_class = CaseFilter
    serializer_class = RequestRowOut

    def get_queryset(self) -> QuerySet[RightsRequest]:
        return access.visible(self.request).for_lists()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Newest first. To stay up to date, ask with `changed_since` set to the last `Saveface-Until`."""
        until = timezone.now() - LONGEST_CHANGE
        response = self.list(request, *args, **kwargs)
        response["Saveface-Until"] = until.isoformat()
        return response

    @extend_schema(request=RequestIn, responses={201: RequestOut})
    def post(self, request: Request) -> Response:
        """File a request (or keep a draft): it starts the clock and tells both sides."""
        access.refuse_tokens(request)
        data = self.read(RequestIn)
        claim = Claim(
            venue=data["venue"],
            rights=[Right(right) for right in data["rights"]],
            claimant_name=data["claimant_name"],
            claim_details=data["claim_details"],
            court_order=data["court_order"],
            visited_from=data["visited_from"],
            visited_to=data["visited_to"],
            holding=data["holding"],
            dependant=data["child"],
            language=get_language() or "en",
        )
        act = open_draft if data["draft"] else file_request
        case = act(claim=claim, by=caller(request))
        return created(shown(request, case).data, location=f"{request.path}/{case.reference}")


class CaseDetail(ApiView):
    """Everything about one request, with what the caller may do next."""

    token_scope = TokenScope.RESPOND

    @extend_schema(responses=RequestOut)
    def get(self, request: Request, reference: str) -> Response:
        return shown(
            request, get_object_or_404(access.visible(request), reference=reference.upper())
        )
