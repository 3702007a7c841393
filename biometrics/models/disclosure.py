"""What one venue disclosed for one request: sealed, and gone when it has served."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.totality import chosen
from accounts.models import User
from biometrics.thresholds import PolicyKind
from consents.models import Venue


class Basis(models.TextChoices):
    """How the venue chose what to disclose. Strangers' faces need a window of time."""

    BY_NAME = "by_name", _("records under the resident's name")
    BY_TICKET = "by_ticket", _("records under a ticket, room or member number")
    TIME_WINDOW = "time_window", _("everyone captured in a window of time")


# The venue knew whose records these are. All others may be of strangers, and are treated so.
NAMED = chosen(
    Basis,
    {Basis.BY_NAME, Basis.BY_TICKET},
    but_not={Basis.TIME_WINDOW},
    name="biometrics.models.disclosure.NAMED",
)


class DisclosureState(models.TextChoices):
    OPEN = "open", _("being put together")
    READING = "reading", _("being read")
    READY = "ready", _("sealed")
    EMPTY = "empty", _("nothing usable")
    DESTROYED = "destroyed", _("destroyed")


class ItemState(models.TextChoices):
    PENDING = "pending", _("waiting")
    ENCODED = "encoded", _("read and destroyed")
    REFUSED = "refused", _("not usable")


class Disclosure(models.Model):
    """One venue's references for one request. ``request_id`` belongs to the app above.

    ``wrapped_key`` is the data key, wrapped by a key outside the database; emptying it destroys
    whatever is sealed under it. ``space`` is the digest of the calibration under which it was begun:
    under another one nothing is compared with it. ``sealed_count`` is ``count`` once more, sealed
    when the gallery was complete: whoever changes the database can shorten no gallery unnoticed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request_id = models.UUIDField(db_index=True, editable=False)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="disclosures")
    subject = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    disclosed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    basis = models.CharField(_("chosen by"), max_length=12, choices=Basis.choices)
    window_from = models.DateTimeField(_("captured from"), null=True, blank=True)
    window_to = models.DateTimeField(_("captured to"), null=True, blank=True)
    policy_kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in PolicyKind])
    engine = models.CharField(_("engine"), max_length=80)
    space = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DisclosureState.choices,
        default=DisclosureState.OPEN,
    )
    wrapped_key = models.BinaryField(null=True, editable=False)
    count = models.PositiveIntegerField(_("usable"), default=0)
    sealed_count = models.BinaryField(null=True, editable=False)
    refused = models.PositiveIntegerField(_("not usable"), default=0)
    created_at = models.DateTimeField(_("disclosed"), default=timezone.now)
    lease_until = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(_("destroyed at the latest"))
    destroyed_at = models.DateTimeField(_("destroyed"), null=True, blank=True)
    destroyed_because = models.CharField(_("because"), max_length=20, blank=True)
    destroyed_files = models.PositiveIntegerField(_("sealed files destroyed"), default=0)
    purge_checked_at = models.DateTimeField(
        _("checked that nothing is left"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="destroyed") | models.Q(wrapped_key__isnull=True),
                name="destroyed_disclosure_has_no_key",
            ),
            models.CheckConstraint(
                condition=~models.Q(basis="time_window")
                | models.Q(window_from__isnull=False, window_to__isnull=False),
                name="window_disclosure_has_window",
            ),
            models.UniqueConstraint(
                fields=("request_id",),
                condition=models.Q(state__in=("open", "reading", "ready")),
                name="one_live_disclosure_per_request",
            ),
        )

    def __str__(self) -> str:
        return f"{self.venue} {self.created_at:%Y-%m-%d %H:%M}"


class DisclosedItem(models.Model):
    """One photograph or vector of a disclosure, under the venue's own record reference (sealed).

    While it waits, the photograph lies sealed at ``path``; ``picture_key`` is the wrapped key of all
    photographs of one upload, and gone when the last of them has been read.
    """

    id = models.BigAutoField(primary_key=True)
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="items")
    number = models.PositiveIntegerField(_("number"))
    reference = models.BinaryField(null=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ItemState.choices, default=ItemState.PENDING
    )
    problem = models.CharField(_("problem"), max_length=24, blank=True)
    row = models.PositiveIntegerField(null=True, editable=False)
    picture_key = models.BinaryField(null=True, editable=False)
    path = models.CharField(max_length=120, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("disclosed record")
        verbose_name_plural = _("disclosed records")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "number"), name="items_in_order"),
            models.CheckConstraint(
                condition=models.Q(state="pending") | models.Q(path=""),
                name="only_waiting_items_have_a_picture",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.number}"


class GalleryBlock(models.Model):
    """Where one sealed block of templates lies."""

    id = models.BigAutoField(primary_key=True)
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="blocks")
    index = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    path = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("sealed block")
        verbose_name_plural = _("sealed blocks")
        ordering = ("index",)
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "index"), name="blocks_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.disclosure_id}/{self.index}"
