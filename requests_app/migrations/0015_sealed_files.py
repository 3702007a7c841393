from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0014_attested_by_program")]

    operations = [migrations.RenameField("attachment", "file_key", "wrapped_key")]
