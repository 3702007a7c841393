from django.db import migrations

from accounts.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0004_export_batches"),
        ("accounts", "0002_append_only"),
    ]

    operations = [
        guard(
            "requests_app_event",
            "requests_app_receipt",
            "requests_app_clockentry",
            "requests_app_exportbatch",
        )
    ]
