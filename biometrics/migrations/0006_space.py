from django.db import migrations, models
from django.utils import timezone


def destroy_what_was_sealed(apps, schema_editor):
    """Galleries, selfies and photographs are bound to more than before: what lies here no longer opens.

    Their files are without a row from here on, and removed as orphans.
    """
    model = apps.get_model
    gone = {"state": "destroyed", "destroyed_at": timezone.now(), "destroyed_because": "outdated"}
    model("biometrics", "GalleryBlock").objects.all().delete()
    model("biometrics", "ProbeFrame").objects.all().delete()
    model("biometrics", "Verification").objects.filter(state__in=("queued", "comparing")).update(
        state="stopped", problem="outdated", ended_at=timezone.now(), lease_until=None
    )
    items = model("biometrics", "DisclosedItem").objects
    items.filter(state="pending").update(state="refused", problem="destroyed", path="")
    items.update(reference=None, picture_key=None, row=None)
    model("biometrics", "Disclosure").objects.exclude(state="destroyed").update(
        wrapped_key=None, sealed_count=None, **gone
    )


class Migration(migrations.Migration):

    dependencies = [
        ('biometrics', '0005_sealed_count'),
    ]

    operations = [
        migrations.AddField(
            model_name='disclosure',
            name='space',
            field=models.CharField(default='', editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(destroy_what_was_sealed, migrations.RunPython.noop, elidable=True),
    ]
