from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsAppConfig(AppConfig):
    name = "requests_app"
    verbose_name = _("Rights requests")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from consents import jurisdictions
        from requests_app import checks, receivers, tasks  # noqa: F401  (connects and registers)
        from requests_app.law.places import places

        jurisdictions.register(places)
