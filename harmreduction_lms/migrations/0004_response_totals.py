from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery


BATCH = 20_000


def fill(apps, schema_editor):
    """Responses from before the copies get them from their attempts, `BATCH` rows a statement."""
    responses = apps.get_model("harmreduction_lms", "QuizResponse").objects.order_by()
    attempts = apps.get_model("harmreduction_lms", "QuizAttempt").objects.filter(pk=OuterRef("attempt_id"))
    final = attempts.filter(awaiting_grading=0, state__in=["submitted", "expired"])
    last = responses.aggregate(last=Max("pk"))["last"] or 0
    for start in range(0, last, BATCH):
        responses.filter(pk__gt=start, pk__lte=start + BATCH).update(
            quiz_key=Subquery(attempts.values("quiz_key")),
            attempt_number=Subquery(attempts.values("number")),
            total_numerator=Subquery(final.values("points_numerator")),
            total_denominator=Subquery(final.values("points_denominator")),
        )


class Migration(migrations.Migration):
    dependencies = [("harmreduction_lms", "0003_fill_stem_digest")]

    operations = [
        migrations.AddField(
            model_name="quizresponse",
            name="quiz_key",
            field=models.UUIDField(
                help_text="Translation key of the quiz page.", null=True, verbose_name="quiz"
            ),
        ),
        migrations.AddField(
            model_name="quizresponse",
            name="attempt_number",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="attempt number"),
        ),
        migrations.AddField(
            model_name="quizresponse",
            name="total_numerator",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="quizresponse",
            name="total_denominator",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="quizresponse",
            name="quiz_key",
            field=models.UUIDField(help_text="Translation key of the quiz page.", verbose_name="quiz"),
        ),
        migrations.AlterField(
            model_name="quizresponse",
            name="attempt_number",
            field=models.PositiveSmallIntegerField(verbose_name="attempt number"),
        ),
        migrations.AddIndex(
            model_name="quizresponse",
            index=models.Index(
                condition=models.Q(("total_numerator__isnull", False)),
                fields=[
                    "quiz_key",
                    "attempt_number",
                    "question_key",
                    "points_numerator",
                    "points_denominator",
                    "total_numerator",
                    "total_denominator",
                    "points_possible",
                ],
                name="hrlms_final_marks",
            ),
        ),
    ]
