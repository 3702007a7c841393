"""People who sign in, and the children for whom they act."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core import normalisation
from accounts.core.email_field import AddressField
from accounts.core.totality import chosen


class BirthBand(models.TextChoices):
    """An age band instead of a date of birth: all that PIPL art. 31 and the guardian rule need."""

    ADULT = "adult", _("18 or older")
    FOURTEEN_TO_17 = "14_to_17", _("14 to 17")
    UNDER_14 = "under_14", _("under 14")


# For whom a guardian may act, and who may have an account of their own.
CHILDREN = chosen(
    BirthBand,
    {BirthBand.FOURTEEN_TO_17, BirthBand.UNDER_14},
    but_not={BirthBand.ADULT},
    name="accounts.models.user.CHILDREN",
)
OF_AGE = chosen(
    BirthBand,
    {BirthBand.ADULT, BirthBand.FOURTEEN_TO_17},
    but_not={BirthBand.UNDER_14},
    name="accounts.models.user.OF_AGE",
)


class UserManager(BaseUserManager["User"]):
    """Creates people without passwords: they sign in by e-mailed code or passkey."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """An account for ``email``.

        Raises:
            ValidationError: mail could not go there.
        """
        if not email:
            raise ValueError("an e-mail address is required")
        user = self.model(email=normalisation.address(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Nothing here says what they look like, and no identity number is asked for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(_("e-mail"), unique=True)
    display_name = models.CharField(_("name to show to venues"), max_length=80, blank=True)
    locale = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans"
    )
    birth_band = models.CharField(
        _("age"), max_length=10, choices=BirthBand.choices, default=BirthBand.ADULT
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name or self.email


class Dependant(models.Model):
    """A child in whose name a guardian acts (PIPL art. 31)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guardian = models.ForeignKey(User, models.CASCADE, related_name="dependants")
    display_name = models.CharField(_("name to show to venues"), max_length=80)
    birth_band = models.CharField(
        _("age"),
        max_length=10,
        choices=[band for band in BirthBand.choices if band[0] in CHILDREN],
        default=BirthBand.UNDER_14,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")

    def __str__(self) -> str:
        return self.display_name
