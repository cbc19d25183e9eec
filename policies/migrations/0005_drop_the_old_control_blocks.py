"""What was carried over goes, and every key is unique from now on."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0004_carry_control_blocks_over")]
    operations = [
        migrations.AlterField(
            model_name='category',
            name='key',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name='notice',
            name='key',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.RemoveField(
            model_name='historicalpolicyversion',
            name='control',
        ),
        migrations.RemoveField(
            model_name='historicalpolicyversion',
            name='silent',
        ),
        migrations.RemoveField(
            model_name='policyversion',
            name='control',
        ),
        migrations.RemoveField(
            model_name='policyversion',
            name='silent',
        ),
    ]
