"""What people did on the platform, kept without foreign keys so that erasing a person breaks nothing."""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or remove a row of an append-only table."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows may be added and read; `purge` is for the retention rules alone."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002  (the signature of QuerySet)
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")


class AppendOnlyModel(models.Model):
    """A row that is written once. PostgreSQL refuses changes by trigger as well (see migrations)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002  (that of Model)
        raise AppendOnlyError(f"{type(self).__name__} is append-only")


class AuditEvent(AppendOnlyModel):
    """One act: who, in which role, did what, to which object. Codes only, never personal text."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    kind = models.CharField(_("what"), max_length=60)
    actor_kind = models.CharField(_("role"), max_length=10)
    actor_id = models.UUIDField(_("who"), null=True)
    target_type = models.CharField(_("kind of object"), max_length=60)
    target_id = models.CharField(_("object"), max_length=40, default="", blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)
    trace_id = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("-id",)
        indexes = (models.Index(fields=("target_type", "target_id"), name="audit_by_target"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
