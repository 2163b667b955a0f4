"""What destinations answer names learners by their identifiers, so it is sealed from now on. The column stays text."""

from django.db import migrations

import harmreduction_lms.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("harmreduction_lms", "0009_sealed_badges"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reportbatch",
            name="response",
            field=harmreduction_lms.core.fields.SealedField(
                blank=True, default="", verbose_name="what the destination answered"
            ),
        ),
    ]
