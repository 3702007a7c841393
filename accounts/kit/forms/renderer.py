"""How every form of the residents' pages is drawn (settings.FORM_RENDERER)."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Label, hint, error and control, tied together for screen readers, and a summary of errors."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
