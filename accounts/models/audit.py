"""What people did on the platform, kept without foreign keys so that erasing a person breaks nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or remove a row of an append-only table."""


@contextmanager
def removing_on_purpose() -> Iterator[None]:
    """Within, PostgreSQL's triggers let rows of append-only tables be deleted (never changed).

    For the erasure of an account and for the retention rules; the caller holds the transaction.
    """
    _tell_triggers("on")
    yield
    _tell_triggers("off")  # after an error the transaction is rolled back, and with it the setting


def _tell_triggers(value: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('saveface.removing', %s, true)", [value])


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows may be added and read; `purge` is for the retention rules alone."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def purge(self) -> int:
        """Delete these rows because their time has come; the number of rows."""
        with transaction.atomic(), removing_on_purpose():
            return int(self._raw_delete(self.db))


class AppendOnlyModel(models.Model):
    """A row that is written once. PostgreSQL refuses changes by trigger as well (see migrations)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
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
