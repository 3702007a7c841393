from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and organisations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import erasure, receivers  # noqa: F401  (register and connect)
        from accounts.inventory import own, third_party  # noqa: F401  (declare the tables)
        from accounts.kit.inventory.checks import every_field_is_declared

        autodiscover_modules("inventory")
        register(every_field_is_declared, "saveface")
