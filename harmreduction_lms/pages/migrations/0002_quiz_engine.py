from decimal import Decimal

import django.core.validators
from django.db import migrations, models

import harmreduction_lms.core.fields
import harmreduction_lms.quizzes.review_options


class Migration(migrations.Migration):
    dependencies = [
        ("harmreduction_lms_pages", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="quizpage",
            name="behaviour",
            field=models.CharField(
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
        migrations.AddField(
            model_name="quizpage",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closes at"),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="counting_attempt",
            field=models.CharField(
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
        migrations.AddField(
            model_name="quizpage",
            name="feedback_bands",
            field=harmreduction_lms.core.fields.BlocksField([], blank=True, verbose_name="overall feedback"),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="first_wait_minutes",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="wait after the first attempt (minutes)"
            ),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="is_graded_blind",
            field=models.BooleanField(default=True, verbose_name="hide names from those who grade by hand"),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="later_wait_minutes",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="wait after later attempts (minutes)"
            ),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="navigation",
            field=models.CharField(
                choices=[("free", "Free"), ("sequential", "One page after the other, no way back")],
                default="free",
                max_length=20,
                verbose_name="navigation",
            ),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="opens_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="opens at"),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="review_options",
            field=harmreduction_lms.quizzes.review_options.ReviewOptionsField(
                blank=True,
                default=harmreduction_lms.quizzes.review_options.default_options,
                verbose_name="what is shown when",
            ),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="shuffle_questions",
            field=models.BooleanField(
                default=False,
                help_text="Questions before the first section; each section has its own switch.",
                verbose_name="ask in random order",
            ),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="tries_allowed",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="For each question, where the behaviour allows several.",
                validators=[
                    django.core.validators.MinValueValidator(2),
                    django.core.validators.MaxValueValidator(10),
                ],
                verbose_name="tries",
            ),
        ),
        migrations.AddField(
            model_name="quizpage",
            name="try_penalty",
            field=models.DecimalField(
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
        migrations.AddField(
            model_name="quizpage",
            name="when_time_is_up",
            field=models.CharField(
                choices=[("submit", "What was saved in time is handed in"), ("discard", "It does not count")],
                default="submit",
                max_length=10,
                verbose_name="when time is up",
            ),
        ),
        migrations.AlterField(
            model_name="quizpage",
            name="feedback",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="quizpage",
            name="role",
            field=models.CharField(
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
    ]
