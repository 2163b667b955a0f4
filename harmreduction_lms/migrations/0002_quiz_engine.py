from decimal import Decimal

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import harmreduction_lms.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("harmreduction_lms", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandGrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "points_by_criterion",
                    models.JSONField(
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="points",
                    ),
                ),
                (
                    "comment",
                    models.TextField(blank=True, help_text="The learner reads this.", verbose_name="comment"),
                ),
                ("graded_at", models.DateTimeField(db_index=True, null=True, verbose_name="graded at")),
            ],
            options={
                "verbose_name": "answer to grade",
                "verbose_name_plural": "answers to grade",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="LearningObjective",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        help_text="Begins with a verb that can be observed, e.g. “Describe the order of steps”.",
                        max_length=400,
                        verbose_name="objective",
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="Short name for lists and files, e.g. c5-1.",
                        max_length=80,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
            ],
            options={
                "verbose_name": "learning objective",
                "verbose_name_plural": "learning objectives",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="QuestionCategory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "path",
                    models.CharField(
                        help_text="Levels are separated by a slash.",
                        max_length=255,
                        unique=True,
                        verbose_name="path",
                    ),
                ),
            ],
            options={
                "verbose_name": "question category",
                "verbose_name_plural": "question categories",
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="QuizOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quiz_key",
                    models.UUIDField(
                        blank=True,
                        help_text="Empty means every quiz. Otherwise the quiz's key.",
                        null=True,
                        verbose_name="quiz",
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens at")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="closes at")),
                (
                    "attempts_allowed",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="attempts allowed"),
                ),
                (
                    "time_limit_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="time limit in minutes"
                    ),
                ),
                (
                    "time_factor",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        help_text="Every timer is made this many times longer, e.g. 1.5.",
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("1")),
                            django.core.validators.MaxValueValidator(Decimal("10")),
                        ],
                        verbose_name="time factor",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For staff. No diagnoses, please: they are nobody's business.",
                        max_length=255,
                        verbose_name="note",
                    ),
                ),
            ],
            options={
                "verbose_name": "exception to quiz rules",
                "verbose_name_plural": "exceptions to quiz rules",
                "ordering": ["quiz_key", "learner", "group"],
            },
        ),
        migrations.CreateModel(
            name="Regrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quiz_key", models.UUIDField(db_index=True, verbose_name="quiz")),
                ("quiz_title", models.CharField(max_length=255, verbose_name="quiz title")),
                ("reason", models.TextField(verbose_name="reason")),
                ("regraded_at", models.DateTimeField(verbose_name="regraded at")),
            ],
            options={
                "verbose_name": "regrading",
                "verbose_name_plural": "regradings",
                "ordering": ["-regraded_at"],
            },
        ),
        migrations.CreateModel(
            name="RegradeChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "items",
                    models.JSONField(
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="items",
                    ),
                ),
                ("old_numerator", models.BigIntegerField()),
                ("old_denominator", models.PositiveBigIntegerField()),
                ("new_numerator", models.BigIntegerField()),
                ("new_denominator", models.PositiveBigIntegerField()),
                ("was_passed", models.BooleanField(null=True, verbose_name="passed before")),
                ("would_pass", models.BooleanField(null=True, verbose_name="passed after")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("none", "Nothing to decide"),
                            ("pending", "To be decided"),
                            ("kept", "The learner keeps the pass"),
                            ("lowered", "The new result stands"),
                        ],
                        db_index=True,
                        default="none",
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "changed result",
                "verbose_name_plural": "changed results",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="author_note",
            field=models.TextField(
                blank=True,
                help_text="For editors only: why it was written like this.",
                verbose_name="author's note",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="hints",
            field=harmreduction_lms.core.fields.BlocksField(
                [],
                blank=True,
                help_text="One after each wrong try, where a quiz allows several.",
                verbose_name="hints",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="import_digest",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="question",
            name="is_archived",
            field=models.BooleanField(
                default=False,
                help_text="Kept for the record, and no longer offered to quizzes.",
                verbose_name="archived",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="picture",
            field=harmreduction_lms.core.fields.BlocksField(
                [], blank=True, help_text="Shown below the question.", verbose_name="picture"
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="points",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="How much the question weighs in a quiz.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="points",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="review_by",
            field=models.DateField(
                blank=True,
                help_text="Day by which somebody should check it again.",
                null=True,
                verbose_name="review by",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="source_key",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=120),
        ),
        migrations.AddField(
            model_name="question",
            name="stem_digest",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="quizattempt",
            name="awaiting_grading",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="answers to be graded by hand"),
        ),
        migrations.AddField(
            model_name="quizattempt",
            name="counting",
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
            model_name="quizattempt",
            name="item_states",
            field=models.JSONField(
                default=dict,
                help_text="By item: flagged, certainty, tries and what each earned, whether it is closed.",
                verbose_name="state of the items",
            ),
        ),
        migrations.AddField(
            model_name="quizattempt",
            name="page_reached",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="page reached"),
        ),
        migrations.AlterField(
            model_name="quizattempt",
            name="answers",
            field=models.JSONField(default=dict, verbose_name="saved answers"),
        ),
        migrations.AlterField(
            model_name="quizattempt",
            name="paper",
            field=models.JSONField(verbose_name="paper"),
        ),
        migrations.AlterField(
            model_name="quizattempt",
            name="points_numerator",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="quizattempt",
            name="role",
            field=models.CharField(
                choices=[
                    ("check_yourself", "Check yourself"),
                    ("pre_test", "Pre-test"),
                    ("post_test", "Post-test"),
                    ("follow_up", "Follow-up"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="quizresponse",
            name="points_numerator",
            field=models.BigIntegerField(),
        ),
        migrations.AlterField(
            model_name="quizresponse",
            name="response",
            field=models.JSONField(null=True, verbose_name="response"),
        ),
        migrations.AddIndex(
            model_name="quizattempt",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["deadline_at"], name="hrlms_open_deadline"
            ),
        ),
        migrations.AddIndex(
            model_name="quizattempt",
            index=models.Index(
                fields=[
                    "quiz_key",
                    "state",
                    "awaiting_grading",
                    "learner",
                    "number",
                    "points_numerator",
                    "points_denominator",
                    "points_possible",
                ],
                name="hrlms_counting_attempts",
            ),
        ),
        migrations.AddField(
            model_name="handgrade",
            name="graded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handgrade",
            name="response",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hand_grade",
                to="harmreduction_lms.quizresponse",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="objectives",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True,
                related_name="questions",
                to="harmreduction_lms.learningobjective",
                verbose_name="learning objectives",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="questions",
                to="harmreduction_lms.questioncategory",
                verbose_name="category",
            ),
        ),
        migrations.AddField(
            model_name="quizoverride",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="quiz_overrides",
                to="auth.group",
                verbose_name="group",
            ),
        ),
        migrations.AddField(
            model_name="quizoverride",
            name="learner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="quiz_overrides",
                to=settings.AUTH_USER_MODEL,
                verbose_name="learner",
            ),
        ),
        migrations.AddField(
            model_name="regrade",
            name="regraded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="regradechange",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="regrade_changes",
                to="harmreduction_lms.quizattempt",
            ),
        ),
        migrations.AddField(
            model_name="regradechange",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="regradechange",
            name="regrade",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="harmreduction_lms.regrade",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(("learner__isnull", True), ("group__isnull", True), _connector="XOR"),
                name="hrlms_override_for_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(("time_factor__gte", 1)), name="hrlms_override_never_shortens"
            ),
        ),
        migrations.AddConstraint(
            model_name="quizoverride",
            constraint=models.UniqueConstraint(
                fields=("learner", "quiz_key"), name="hrlms_override_learner_quiz"
            ),
        ),
        migrations.AddConstraint(
            model_name="quizoverride",
            constraint=models.UniqueConstraint(
                fields=("group", "quiz_key"), name="hrlms_override_group_quiz"
            ),
        ),
        migrations.AddConstraint(
            model_name="quizoverride",
            constraint=models.UniqueConstraint(
                condition=models.Q(("quiz_key__isnull", True)),
                fields=("learner",),
                name="hrlms_one_accommodation",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizoverride",
            constraint=models.UniqueConstraint(
                condition=models.Q(("quiz_key__isnull", True)),
                fields=("group",),
                name="hrlms_one_group_accommodation",
            ),
        ),
        migrations.AddConstraint(
            model_name="regradechange",
            constraint=models.UniqueConstraint(fields=("regrade", "attempt"), name="hrlms_regraded_once"),
        ),
    ]
