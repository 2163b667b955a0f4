from django.db import migrations

from harmreduction_lms.quizzes.duplicates import stem_digest


def fill(apps, schema_editor):
    """Questions from before the duplicate finder get the digest by which it knows them."""
    questions = apps.get_model("harmreduction_lms", "Question")
    for question in questions.objects.filter(stem_digest="").only("stem").iterator():
        question.stem_digest = stem_digest(question.stem)
        question.save(update_fields=["stem_digest"])


class Migration(migrations.Migration):
    dependencies = [("harmreduction_lms", "0002_quiz_engine")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
