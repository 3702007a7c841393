"""A rights request and the rights that it bundles."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.totality import chosen
from accounts.models import Dependant, User
from accounts.policies import Person, organisations_where
from accounts.roles import Permission
from consents.models import Holding, Venue
from requests_app import states
from requests_app.models.campaign import Campaign

# Crockford's alphabet: no I, L, O or U, so that a reference survives being read out on the telephone.
REFERENCE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A public reference such as ``SF-7K3M-9Q2X``: 40 random bits, saying nothing about anybody."""
    code = "".join(secrets.choice(REFERENCE_ALPHABET) for _unused in range(8))
    return f"SF-{code[:4]}-{code[4:]}"


class IdentityMeans(models.TextChoices):
    """How identity was proven. A face is one way among four, never the only one."""

    FACE = "face", _("selfie compared with what the venue disclosed")
    VENUE_CODE = "venue_code", _("code sent by the venue to the contact on its file")
    IN_PERSON = "in_person", _("in person")
    DOCUMENT_SEEN = "document_seen", _("document seen, no copy kept")


# What an operator can confirm, because an operator can see it.
SEEN_BY_VENUE = chosen(
    IdentityMeans,
    {IdentityMeans.IN_PERSON, IdentityMeans.DOCUMENT_SEEN},
    but_not={IdentityMeans.FACE, IdentityMeans.VENUE_CODE},
    name="requests_app.models.request.SEEN_BY_VENUE",
)


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


class RightsRequest(models.Model):
    """One case between one resident and one venue, standing somewhere on each of four axes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_reference, editable=False
    )
    resident = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="rights_requests", verbose_name=_("resident")
    )
    dependant = models.ForeignKey(
        Dependant,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="rights_requests",
        verbose_name=_("on behalf of"),
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, related_name="rights_requests", verbose_name=_("venue")
    )
    holding = models.ForeignKey(
        Holding, models.SET_NULL, null=True, blank=True, related_name="rights_requests"
    )
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rights_requests",
        verbose_name=_("campaign"),
    )
    follows = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("follows the earlier request"),
    )
    claimant_name = models.CharField(_("name as the venue knows it"), max_length=80, blank=True)
    claim_details = models.CharField(
        _("what helps the venue to find the data"), max_length=500, blank=True
    )
    court_order = models.CharField(
        _("ordered by a court (court, number of the case)"), max_length=200, blank=True
    )
    visited_from = models.DateTimeField(_("visited from"), null=True, blank=True)
    visited_to = models.DateTimeField(_("visited to"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")

    workflow = models.CharField(
        _("workflow"),
        max_length=20,
        choices=list(states.WORKFLOW_LABELS.items()),
        default=states.Workflow.DRAFT,
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=20,
        choices=list(states.OUTCOME_LABELS.items()),
        default=states.RequestOutcome.PENDING,
    )
    clock = models.CharField(
        _("clock"),
        max_length=12,
        choices=list(states.CLOCK_LABELS.items()),
        default=states.Clock.NOT_STARTED,
    )
    identity = models.CharField(
        _("identity"),
        max_length=14,
        choices=list(states.IDENTITY_LABELS.items()),
        default=states.Identity.NONE,
    )
    identity_means = models.CharField(
        _("proven by"), max_length=14, choices=IdentityMeans.choices, blank=True
    )
    matched_references = models.JSONField(
        _("the venue's records that are the resident's"), default=list, blank=True
    )

    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    filed_at = models.DateTimeField(_("filed"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_at = models.DateTimeField(
        _("due at"),
        null=True,
        blank=True,
        help_text=_("The end of the due day at the venue. Copied from the ledger while it runs."),
    )

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("rights request")
        verbose_name_plural = _("rights requests")
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("resident", "-created_at"), name="request_by_resident"),
            models.Index(fields=("venue", "due_at"), name="request_by_venue_due"),
            models.Index(
                fields=("due_at",),
                condition=models.Q(clock__in=("running", "extended")),
                name="request_due",
            ),
            models.Index(fields=("filed_at", "id"), name="request_by_filing"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(workflow="draft")
                | models.Q(filed_at__isnull=False)
                | models.Q(outcome="withdrawn"),
                name="filed_request_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(identity="verified") | ~models.Q(identity_means=""),
                name="verified_identity_names_means",
            ),
            models.UniqueConstraint(
                fields=("campaign", "resident"),
                condition=models.Q(campaign__isnull=False, dependant__isnull=True),
                name="joined_once_per_campaign",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("requests:detail", args=(self.reference,))

    @property
    def state(self) -> states.State:
        """Where the request stands on each axis."""
        return {axis: getattr(self, axis) for axis in states.Axis}

    @property
    def is_open(self) -> bool:
        return self.workflow in states.OPEN

    @property
    def is_overdue(self) -> bool:
        """Computed from time, never stored; a paused or stopped clock is not overdue."""
        ticking = self.clock in states.COUNTING
        return ticking and self.due_at is not None and self.due_at < timezone.now()

    @property
    def allows_letters(self) -> bool:
        """The date has passed, or an answer granted less than everything."""
        answered = self.workflow in states.ANSWERED
        return self.is_overdue or (answered and self.outcome in states.FALLS_SHORT)
