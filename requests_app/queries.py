"""The queryset of requests: the twin of the policies, and what is due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.policies import Person, organisations_where
from accounts.roles import Permission
from requests_app import states

if TYPE_CHECKING:
    from requests_app.models.request import RightsRequest  # noqa: F401  (named in a base below)


class RightsRequestQuerySet(models.QuerySet["RightsRequest"]):
    """Chainable filters; each `visible_to_x` has its `can_x` in `requests_app.policies`."""

    def of_resident(self, user: Person) -> Self:
        """The person's own requests, drafts and their children's included."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(resident=user)

    def of_operator(self, user: Person) -> Self:
        """What was filed with venues that the person's organisations answer for."""
        organisations = organisations_where(user, Permission.SEE_REQUESTS)
        return self.filter(venue__operator__in=organisations, filed_at__isnull=False)

    def visible_to(self, user: Person) -> Self:
        """Everything the person may see, as resident or as operator."""
        if not user.is_authenticated:
            return self.none()
        organisations = organisations_where(user, Permission.SEE_REQUESTS)
        mine = models.Q(resident=user)
        theirs = models.Q(venue__operator__in=organisations, filed_at__isnull=False)
        return self.filter(mine | theirs)

    def under_way(self) -> Self:
        """Filed, and not closed yet."""
        return self.filter(workflow__in=states.UNDER_WAY)

    def still_open(self) -> Self:
        return self.filter(workflow__in=states.OPEN)

    def due_before(self, moment: datetime) -> Self:
        """Requests whose clock ticks and whose date passes before ``moment``; uses the partial index."""
        return self.filter(clock__in=states.COUNTING, due_at__lt=moment).order_by("due_at")

    def most_urgent_first(self, moment: datetime) -> Self:
        """Overdue, waiting for the resident, answered, then by date; drafts and closed ones last."""
        overdue = models.Q(clock__in=states.COUNTING, due_at__lt=moment)
        rank = models.Case(
            models.When(overdue, then=0),
            models.When(workflow=states.Workflow.AWAITING_RESIDENT, then=1),
            models.When(workflow=states.Workflow.ANSWERED, then=2),
            models.When(workflow=states.Workflow.DRAFT, then=4),
            models.When(workflow=states.Workflow.CLOSED, then=5),
            default=3,
        )
        return self.order_by(rank, models.F("due_at").asc(nulls_last=True), "-created_at")

    def for_lists(self) -> Self:
        """With all that a row of a list shows, in two queries."""
        return self.select_related(
            "venue", "venue__operator", "dependant", "resident"
        ).prefetch_related("rights")
