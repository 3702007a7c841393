"""Files that were taken as they were sent are opened by nobody until a worker has made them anew."""

from django.db import migrations, models

ENDINGS = {"application/pdf": "pdf", "text/plain": "txt"}


def keep_back(apps, schema_editor):
    """Pictures that are ready were made anew already; of all others a worker must do so."""
    attachments = apps.get_model("requests_app", "Attachment").objects
    attachments.filter(state="ready", media_type="image/jpeg").update(flattened=True)
    attachments.filter(state="ready", flattened=False).update(tries=0, lease_until=None)
    for row in attachments.only("pk", "media_type").iterator():
        ending = ENDINGS.get(row.media_type, "jpg")
        attachments.filter(pk=row.pk).update(name=f"attachment-1.{ending}")


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0012_tied_attestations")]

    operations = [
        migrations.AddField(
            "attachment", "flattened", models.BooleanField(default=False, editable=False)
        ),
        migrations.RunPython(keep_back, migrations.RunPython.noop),
    ]
