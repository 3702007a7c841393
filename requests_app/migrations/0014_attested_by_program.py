"""Whether a program's token said that somebody was seen: no two people then have."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0013_attachment_flattened")]

    operations = [
        migrations.AddField(
            "identityattestation",
            "by_program",
            models.BooleanField(default=False, verbose_name="sent by a program"),
        ),
    ]
