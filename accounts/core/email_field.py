"""An e-mail address, kept in the one way of writing of `accounts.core.normalisation`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.core import normalisation
from accounts.core.address_form import AddressField as AddressFormField

if TYPE_CHECKING:
    EmailField = models.EmailField[str, str]
else:
    EmailField = models.EmailField


class AddressField(EmailField):
    """Folded whenever it is written, whoever writes it, and whenever it is looked up."""

    def to_python(self, value: Any) -> Any:
        """Folded, or as it is where it is no address: the validators say so."""
        return _folded_if_address(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return _folded_if_address(super().get_prep_value(value))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Refuse what is no address, in `update` and `bulk_create` too.

        Raises:
            ValidationError: mail could not go there.
        """
        prepared = super().get_db_prep_save(value, connection)
        return (
            normalisation.address(prepared) if isinstance(prepared, str) and prepared else prepared
        )

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = _folded_if_address(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField, **kwargs})


def _folded_if_address(value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return value
    try:
        return normalisation.address(value)
    except ValidationError:
        return value
