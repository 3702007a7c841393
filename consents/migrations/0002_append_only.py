from django.db import migrations

from accounts.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("consents", "0001_initial"), ("accounts", "0002_append_only")]

    operations = [guard("consents_notice", "consents_consent")]
