from django.db import migrations, models

import consents.kind_names


class Migration(migrations.Migration):
    """The kinds are read from their rows, so that a new one needs no migration. No column changes."""

    dependencies = [("consents", "0007_merged_into_label")]

    operations = [
        migrations.AlterField(
            model_name="venue",
            name="kind",
            field=models.CharField(
                choices=consents.kind_names.choices, max_length=24, verbose_name="kind"
            ),
        ),
    ]
