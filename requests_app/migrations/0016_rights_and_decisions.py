import requests_app.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0015_sealed_files'),
    ]

    operations = [
        migrations.AlterField(
            model_name='requestedright',
            name='right',
            field=models.CharField(choices=requests_app.choices.rights, max_length=20, verbose_name='right'),
        ),
        migrations.AlterField(
            model_name='rightdecision',
            name='decision',
            field=models.CharField(choices=requests_app.choices.decisions, max_length=20, verbose_name='decision'),
        ),
    ]
