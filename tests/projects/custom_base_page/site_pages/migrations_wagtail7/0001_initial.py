from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.db import migrations, models

import harmreduction_lms.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("harmreduction_lms", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteCatalogue",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("intro", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="SiteLesson",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "curriculum_key",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=80),
                ),
                ("curriculum_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="An honest estimate for somebody who reads with care.",
                        verbose_name="minutes",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=True,
                        help_text="Required steps must be done to complete the course.",
                        verbose_name="required",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True, help_text="One sentence, shown in the outline.", verbose_name="summary"
                    ),
                ),
                ("body", harmreduction_lms.core.fields.BlocksField([], blank=True, verbose_name="body")),
                (
                    "author_role",
                    models.CharField(blank=True, max_length=160, verbose_name="written by (role)"),
                ),
                (
                    "review_role",
                    models.CharField(blank=True, max_length=160, verbose_name="reviewed by (role)"),
                ),
                (
                    "sources_checked_on",
                    models.DateField(blank=True, null=True, verbose_name="sources checked on"),
                ),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="last reviewed on")),
                ("next_review_on", models.DateField(blank=True, null=True, verbose_name="next review on")),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="SiteModule",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "curriculum_key",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=80),
                ),
                ("curriculum_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "summary",
                    models.TextField(
                        blank=True, help_text="One sentence, shown in the outline.", verbose_name="summary"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="SiteQuiz",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "curriculum_key",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=80),
                ),
                ("curriculum_digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("intro", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("check_yourself", "Check yourself"),
                            ("pre_test", "Pre-test"),
                            ("post_test", "Post-test"),
                        ],
                        default="post_test",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "pass_mark",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        default=Decimal("80"),
                        help_text="Per cent of the points. Leave empty where nothing can be passed or failed.",
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="pass mark",
                    ),
                ),
                (
                    "attempts_allowed",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty means as many as somebody likes.",
                        null=True,
                        verbose_name="attempts allowed",
                    ),
                ),
                (
                    "time_limit_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty means no limit, which is kinder.",
                        null=True,
                        verbose_name="time limit in minutes",
                    ),
                ),
                (
                    "feedback",
                    models.CharField(
                        choices=[("score", "Score only"), ("full", "Score, right answers and rationale")],
                        default="full",
                        max_length=10,
                        verbose_name="shown after submitting",
                    ),
                ),
                (
                    "questions",
                    harmreduction_lms.core.fields.BlocksField([], blank=True, verbose_name="questions"),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="An honest estimate for somebody who reads with care.",
                        verbose_name="minutes",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=True,
                        help_text="Required steps must be done to complete the course.",
                        verbose_name="required",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="SiteCourse",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "curriculum_key",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=80),
                ),
                ("curriculum_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "lede",
                    models.TextField(
                        blank=True, help_text="One or two sentences under the title.", verbose_name="lede"
                    ),
                ),
                ("who_for", models.TextField(blank=True, verbose_name="who it is for")),
                ("level", models.CharField(blank=True, max_length=120, verbose_name="level")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Time the whole course takes.", verbose_name="minutes"
                    ),
                ),
                (
                    "objectives",
                    harmreduction_lms.core.fields.BlocksField(
                        [], blank=True, verbose_name="what one will be able to do"
                    ),
                ),
                (
                    "references",
                    harmreduction_lms.core.fields.BlocksField([], blank=True, verbose_name="references"),
                ),
                ("released_on", models.DateField(blank=True, null=True, verbose_name="released on")),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True,
                        help_text="Day of the last review by a qualified person.",
                        null=True,
                        verbose_name="last reviewed on",
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="Last day credit can be earned.",
                        null=True,
                        verbose_name="ends on",
                    ),
                ),
                (
                    "sources_checked_on",
                    models.DateField(blank=True, null=True, verbose_name="sources checked on"),
                ),
                ("touched_at", models.DateTimeField(editable=False, null=True)),
                (
                    "audiences",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="+",
                        to="harmreduction_lms.audience",
                        verbose_name="audiences",
                    ),
                ),
                (
                    "topics",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="+", to="harmreduction_lms.topic", verbose_name="topics"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page", models.Model),
        ),
    ]
