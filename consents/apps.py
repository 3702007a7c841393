from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentsConfig(AppConfig):
    name = "consents"
    verbose_name = _("Venues, holdings and consents")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from consents import checks  # noqa: F401  (registers them)
