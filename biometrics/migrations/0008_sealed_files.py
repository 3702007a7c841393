from django.db import migrations, models

STATES = [("waiting", "being prepared"), ("ready", "can be opened"), ("refused", "cannot be used")]


def ready(apps, _schema_editor):
    photos = apps.get_model("biometrics", "SightingPhoto").objects
    photos.filter(state="blurred").update(state="ready")


def blurred(apps, _schema_editor):
    photos = apps.get_model("biometrics", "SightingPhoto").objects
    photos.filter(state="ready").update(state="blurred")


class Migration(migrations.Migration):
    """One kind of sealed file: the same columns and states for photographs of signs and attachments."""

    dependencies = [("biometrics", "0007_tries")]

    operations = [
        migrations.RenameField("sightingphoto", "picture_key", "wrapped_key"),
        migrations.AlterField(
            "sightingphoto",
            "state",
            models.CharField(choices=STATES, default="waiting", max_length=10, verbose_name="state"),
        ),
        migrations.RunPython(ready, blurred),
    ]
