"""The one field in which an e-mail address is typed."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.core import normalisation


class AddressField(forms.EmailField):
    """An address in the one way of writing of `accounts.core.normalisation`; what is none has a sentence."""

    # A text field for the browser's own check too: “＠” and “。” are folded here, not refused there.
    default_validators = ()  # type: ignore[assignment]  # `normal.address` is stricter

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return normalisation.address(typed) if typed else typed


def fold_addresses(form: forms.Form) -> None:
    """Make every field for an address in ``form``, a form of a package, one that folds."""
    for name, field in form.fields.items():
        if isinstance(field, forms.EmailField) and not isinstance(field, AddressField):
            form.fields[name] = AddressField(
                label=field.label,
                widget=field.widget,
                required=field.required,
                help_text=field.help_text,
                initial=field.initial,
            )
