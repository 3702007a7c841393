from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BiometricsConfig(AppConfig):
    name = "biometrics"
    verbose_name = _("Disclosures and verifications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from biometrics import checks, receivers, tasks  # noqa: F401  (connects and registers them)
