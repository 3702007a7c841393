import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One word for the letters to a venue and to an authority; the field keeps what it holds."""

    dependencies = [("requests_app", "0015_sealed_files")]

    operations = [
        migrations.RenameModel("Escalation", "Letter"),
        migrations.AlterModelOptions(
            "letter",
            {"ordering": ("written_at",), "verbose_name": "letter", "verbose_name_plural": "letters"},
        ),
        migrations.AlterField(
            "letter",
            "request",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="requests_app.rightsrequest",
            ),
        ),
    ]
