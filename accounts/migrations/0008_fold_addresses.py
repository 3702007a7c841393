"""Fold the addresses that were kept before, name those that have a twin, and let no new one in."""

import logging

from django.db import migrations

from accounts.core.plain_addresses import guard
from accounts.services.duplicate_addresses import fold_old_addresses

COLUMNS = (
    ("accounts", "User", "email"),
    ("account", "EmailAddress", "email"),
    ("accounts", "Organisation", "contact_email"),
)


def fold(apps, _editor):
    for app, name, field in COLUMNS:
        stayed = fold_old_addresses(apps.get_model(app, name), field)
        if stayed:
            logging.getLogger("accounts.twins").warning(
                "%s %s kept an address that has a twin or is none: %s. See `manage.py twins`.",
                len(stayed), name, ", ".join(stayed),
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_counted_tries_plain_addresses"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunPython(fold, migrations.RunPython.noop),
        guard("accounts_user", "account_emailaddress"),
    ]
