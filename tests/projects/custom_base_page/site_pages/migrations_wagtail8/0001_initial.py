from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import harmreduction_lms.core.fields
import harmreduction_lms.quizzes.review_options


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("basepage", "0003_finalize_basepage_model"),
        ("harmreduction_lms", "0002_quiz_engine"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteCatalogue",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("intro", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="SiteLesson",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
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
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="SiteModule",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
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
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="SiteQuiz",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
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
                            ("follow_up", "Follow-up"),
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
                    "behaviour",
                    models.CharField(
                        choices=[
                            ("deferred", "Feedback after handing in"),
                            ("immediate", "Feedback after each question"),
                            ("several_tries", "Several tries with hints"),
                            ("certainty", "With certainty: “how sure are you?”"),
                        ],
                        default="deferred",
                        max_length=20,
                        verbose_name="behaviour",
                    ),
                ),
                (
                    "tries_allowed",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="For each question, where the behaviour allows several.",
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="tries",
                    ),
                ),
                (
                    "try_penalty",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("25"),
                        help_text="Per cent of a question's points taken off for each wrong try.",
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="penalty",
                    ),
                ),
                (
                    "navigation",
                    models.CharField(
                        choices=[("free", "Free"), ("sequential", "One page after the other, no way back")],
                        default="free",
                        max_length=20,
                        verbose_name="navigation",
                    ),
                ),
                (
                    "shuffle_questions",
                    models.BooleanField(
                        default=False,
                        help_text="Questions before the first section; each section has its own switch.",
                        verbose_name="ask in random order",
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
                    "first_wait_minutes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="wait after the first attempt (minutes)"
                    ),
                ),
                (
                    "later_wait_minutes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="wait after later attempts (minutes)"
                    ),
                ),
                (
                    "counting_attempt",
                    models.CharField(
                        choices=[
                            ("best", "The best"),
                            ("first", "The first"),
                            ("last", "The last"),
                            ("average", "The average of all"),
                        ],
                        default="best",
                        max_length=10,
                        verbose_name="which attempt counts",
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens at")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="closes at")),
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
                    "when_time_is_up",
                    models.CharField(
                        choices=[
                            ("submit", "What was saved in time is handed in"),
                            ("discard", "It does not count"),
                        ],
                        default="submit",
                        max_length=10,
                        verbose_name="when time is up",
                    ),
                ),
                (
                    "is_graded_blind",
                    models.BooleanField(default=True, verbose_name="hide names from those who grade by hand"),
                ),
                (
                    "feedback",
                    models.CharField(
                        choices=[
                            ("score", "Score only"),
                            ("full", "Score, right answers and rationale"),
                            ("custom", "As set in the table below"),
                        ],
                        default="full",
                        max_length=10,
                        verbose_name="shown after submitting",
                    ),
                ),
                (
                    "review_options",
                    harmreduction_lms.quizzes.review_options.ReviewOptionsField(
                        blank=True,
                        default=harmreduction_lms.quizzes.review_options.default_options,
                        verbose_name="what is shown when",
                    ),
                ),
                (
                    "feedback_bands",
                    harmreduction_lms.core.fields.BlocksField(
                        [], blank=True, verbose_name="overall feedback"
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
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="SiteCourse",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
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
            bases=("basepage.basepage", models.Model),
        ),
    ]
