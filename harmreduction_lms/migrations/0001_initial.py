import uuid
from decimal import Decimal

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import modelcluster.contrib.taggit
import modelcluster.fields
import modelsearch.index
import swapper
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

import harmreduction_lms.core.fields
import harmreduction_lms.core.identifiers


swapper.set_app_prefix("wagtailcore", "wagtail")
PAGE_MODEL = swapper.get_model_name("wagtailcore", "Page")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        swapper.dependency("wagtailcore", "Page"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccreditingBody",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="Two letters, ISO 3166-1.", max_length=2, verbose_name="country"
                    ),
                ),
                ("url", models.URLField(blank=True, verbose_name="website")),
                (
                    "is_fictional",
                    models.BooleanField(
                        default=False,
                        help_text="Made up for a demonstration; marked as such wherever it shows.",
                        verbose_name="fictional",
                    ),
                ),
            ],
            options={
                "verbose_name": "accrediting body",
                "verbose_name_plural": "accrediting bodies",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CreditPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("effective_from", models.DateField(verbose_name="effective from")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="effective to")),
                (
                    "minutes_per_unit",
                    models.PositiveSmallIntegerField(default=60, verbose_name="minutes per unit"),
                ),
                (
                    "increment",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.25"),
                        max_digits=4,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="increment",
                    ),
                ),
                (
                    "rounding",
                    models.CharField(
                        choices=[("half_up", "To the nearest increment"), ("down", "Down to the increment")],
                        default="down",
                        max_length=10,
                        verbose_name="rounding",
                    ),
                ),
                (
                    "claim_mode",
                    models.CharField(
                        choices=[
                            ("commensurate", "The learner claims what matches their participation"),
                            ("all_or_nothing", "The whole amount or none"),
                            ("fixed", "A fixed amount"),
                        ],
                        default="fixed",
                        max_length=20,
                        verbose_name="claim",
                    ),
                ),
                (
                    "evaluation_required",
                    models.BooleanField(default=True, verbose_name="evaluation required"),
                ),
                (
                    "attestation_required",
                    models.BooleanField(default=True, verbose_name="attestation required"),
                ),
                ("assessment_required", models.BooleanField(default=True, verbose_name="post-test required")),
                (
                    "pass_mark",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("80"),
                        help_text="Per cent of the points of the post-test.",
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="pass mark",
                    ),
                ),
                (
                    "designation_statement",
                    models.TextField(
                        blank=True,
                        help_text="Placeholders: {provider}, {amount}, {unit}, {learning_format}.",
                        verbose_name="designation statement",
                    ),
                ),
                (
                    "retention_years",
                    models.PositiveSmallIntegerField(default=7, verbose_name="years to keep records"),
                ),
                ("source_note", models.TextField(blank=True, verbose_name="source")),
                ("confirmed_by", models.CharField(blank=True, max_length=160, verbose_name="confirmed by")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed on")),
            ],
            options={
                "verbose_name": "credit policy",
                "verbose_name_plural": "credit policies",
                "ordering": ["credit_type", "-version"],
            },
        ),
        migrations.CreateModel(
            name="EvaluationSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("course_key", models.UUIDField(db_index=True, verbose_name="course")),
                (
                    "month",
                    models.DateField(
                        help_text="First day of the month: an exact time could name the learner.",
                        verbose_name="month",
                    ),
                ),
                (
                    "answers",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="answers"
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluation sheet",
                "verbose_name_plural": "evaluation sheets",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="LedgerHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "verbose_name": "ledger head",
                "verbose_name_plural": "ledger heads",
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "credentials",
                    models.CharField(
                        blank=True, help_text="E.g. RN, MSW, PhD.", max_length=120, verbose_name="credentials"
                    ),
                ),
                ("affiliation", models.CharField(blank=True, max_length=200, verbose_name="affiliation")),
                ("biography", models.TextField(blank=True, verbose_name="about")),
                (
                    "is_fictional",
                    models.BooleanField(
                        default=False,
                        help_text="Made up for a demonstration; marked as such wherever it shows.",
                        verbose_name="fictional",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="QuestionTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="slug"),
                ),
            ],
            options={
                "verbose_name": "question tag",
                "verbose_name_plural": "question tags",
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Short and stable, e.g. E4.", max_length=40, unique=True, verbose_name="key"
                    ),
                ),
                ("citation", models.TextField(verbose_name="citation")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="last checked on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("S1", "Source seen"),
                            ("S2", "Seen second-hand: open the original before publishing"),
                            ("R", "From memory: to be confirmed before publishing"),
                        ],
                        default="R",
                        max_length=2,
                        verbose_name="status",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note for editors")),
                ("curriculum_digest", models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                "verbose_name": "reference",
                "verbose_name_plural": "references",
                "ordering": ["key"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="ActivityApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("course_key", models.UUIDField(db_index=True, editable=False, verbose_name="course key")),
                ("approval_number", models.CharField(max_length=80, verbose_name="approval number")),
                (
                    "designated_maximum",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="designated maximum",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("enduring", "Enduring material"),
                            ("live", "Live activity"),
                            ("home_study", "Home study"),
                            ("blended", "Blended"),
                            ("other", "Other activity"),
                        ],
                        default="enduring",
                        max_length=20,
                        verbose_name="format",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(verbose_name="valid to")),
                (
                    "joint_provider_name",
                    models.CharField(blank=True, max_length=200, verbose_name="joint provider"),
                ),
                (
                    "course",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=PAGE_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="harmreduction_lms.creditpolicy",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity approval",
                "verbose_name_plural": "activity approvals",
                "ordering": ["credit_type", "-valid_to"],
            },
        ),
        migrations.CreateModel(
            name="CreditAward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                (
                    "code",
                    models.CharField(
                        default=harmreduction_lms.core.identifiers.new_code,
                        editable=False,
                        max_length=40,
                        unique=True,
                        verbose_name="verification code",
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("completed_on", models.DateField(verbose_name="completed on")),
                (
                    "snapshot",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="what was printed",
                    ),
                ),
                ("course_key", models.UUIDField(db_index=True, verbose_name="course key")),
                (
                    "period",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Number of the enrolment.", verbose_name="period"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="amount")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("valid", "Valid"),
                            ("superseded", "Replaced by a correction"),
                            ("revoked", "Revoked"),
                        ],
                        default="valid",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("retain_until", models.DateField(verbose_name="keep until")),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="harmreduction_lms.activityapproval",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_awards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="harmreduction_lms.creditaward",
                    ),
                ),
            ],
            options={
                "verbose_name": "credit award",
                "verbose_name_plural": "credit awards",
                "ordering": ["-completed_on", "-issued_at"],
            },
        ),
        migrations.CreateModel(
            name="AwardEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField(unique=True, verbose_name="sequence")),
                (
                    "kind",
                    models.CharField(
                        choices=[("issued", "Issued"), ("corrected", "Corrected"), ("revoked", "Revoked")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=255, verbose_name="reason")),
                ("happened_at", models.DateTimeField(verbose_name="happened at")),
                (
                    "payload",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="payload"
                    ),
                ),
                ("previous_digest", models.CharField(max_length=64, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="harmreduction_lms.creditaward",
                    ),
                ),
            ],
            options={
                "verbose_name": "award event",
                "verbose_name_plural": "award events",
                "ordering": ["sequence"],
            },
        ),
        migrations.CreateModel(
            name="CreditType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="Short and stable, e.g. ancc_ch.",
                        max_length=40,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "label",
                    wagtail.fields.RichTextField(
                        help_text="As the accreditor wants it printed, with italics and marks.",
                        verbose_name="name as printed",
                    ),
                ),
                ("unit_singular", models.CharField(max_length=60, verbose_name="unit, singular")),
                ("unit_plural", models.CharField(max_length=60, verbose_name="unit, plural")),
                (
                    "professions",
                    models.JSONField(
                        blank=True,
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="Professions that may be awarded this credit; none chosen means all.",
                        verbose_name="professions",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_types",
                        to="harmreduction_lms.accreditingbody",
                    ),
                ),
            ],
            options={
                "verbose_name": "credit type",
                "verbose_name_plural": "credit types",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="credit_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="policies",
                to="harmreduction_lms.credittype",
            ),
        ),
        migrations.AddField(
            model_name="creditaward",
            name="credit_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                to="harmreduction_lms.credittype",
            ),
        ),
        migrations.AddField(
            model_name="activityapproval",
            name="credit_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="harmreduction_lms.credittype",
            ),
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "course_key",
                    models.UUIDField(
                        db_index=True, help_text="Translation key of the course page.", verbose_name="course"
                    ),
                ),
                ("course_title", models.CharField(max_length=255, verbose_name="course title")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="enrolment number")),
                ("enrolled_at", models.DateTimeField(verbose_name="enrolled at")),
                ("completed_at", models.DateTimeField(blank=True, null=True, verbose_name="completed at")),
                (
                    "done_count",
                    models.PositiveSmallIntegerField(default=0, verbose_name="required steps done"),
                ),
                (
                    "required_count",
                    models.PositiveSmallIntegerField(default=0, verbose_name="required steps"),
                ),
                (
                    "course",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=PAGE_MODEL,
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
                "ordering": ["-enrolled_at"],
            },
        ),
        migrations.AddField(
            model_name="creditaward",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_awards",
                to="harmreduction_lms.enrolment",
            ),
        ),
        migrations.CreateModel(
            name="CompletionCertificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                (
                    "code",
                    models.CharField(
                        default=harmreduction_lms.core.identifiers.new_code,
                        editable=False,
                        max_length=40,
                        unique=True,
                        verbose_name="verification code",
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("completed_on", models.DateField(verbose_name="completed on")),
                (
                    "snapshot",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="what was printed",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completion_certificates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="harmreduction_lms.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate of completion",
                "verbose_name_plural": "certificates of completion",
                "ordering": ["-completed_on", "-issued_at"],
            },
        ),
        migrations.CreateModel(
            name="Attestation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="text agreed to")),
                ("attested_at", models.DateTimeField(verbose_name="attested at")),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attestation",
                        to="harmreduction_lms.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "attestation",
                "verbose_name_plural": "attestations",
            },
        ),
        migrations.CreateModel(
            name="EvaluationReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="submitted at")),
                (
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluation",
                        to="harmreduction_lms.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluation receipt",
                "verbose_name_plural": "evaluation receipts",
            },
        ),
        migrations.CreateModel(
            name="GlossaryTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("key", models.SlugField(max_length=80, verbose_name="key")),
                ("term", models.CharField(max_length=120, verbose_name="term")),
                ("definition", models.TextField(verbose_name="definition")),
                ("curriculum_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "glossary term",
                "verbose_name_plural": "glossary terms",
                "ordering": ["term"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="LearnerProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As it should be printed, and as your licence has it.",
                        max_length=160,
                        verbose_name="full name",
                    ),
                ),
                (
                    "credentials",
                    models.CharField(
                        blank=True, help_text="E.g. RN or MD.", max_length=60, verbose_name="credentials"
                    ),
                ),
                (
                    "profession",
                    models.CharField(
                        choices=[
                            ("physician", "Physician"),
                            ("nurse", "Nurse"),
                            ("pharmacist", "Pharmacist"),
                            ("pharmacy_technician", "Pharmacy technician"),
                            ("physician_assistant", "Physician assistant or associate"),
                            ("psychologist", "Psychologist"),
                            ("social_worker", "Social worker"),
                            ("counsellor", "Counsellor"),
                            ("addiction_counsellor", "Addiction counsellor"),
                            ("other", "Another profession"),
                        ],
                        max_length=30,
                        verbose_name="profession",
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "learner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learner_profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "learner profile",
                "verbose_name_plural": "learner profiles",
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("none_declared", models.BooleanField(default=False, verbose_name="nothing to disclose")),
                (
                    "relationships",
                    models.JSONField(
                        blank=True,
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="relationships",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="harmreduction_lms.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "disclosure",
                "verbose_name_plural": "disclosures",
                "ordering": ["person", "-signed_on"],
            },
        ),
        migrations.CreateModel(
            name="ActivityRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("course_key", models.UUIDField(db_index=True, editable=False, verbose_name="course key")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("planner", "Planner"),
                            ("faculty", "Faculty"),
                            ("author", "Author"),
                            ("reviewer", "Reviewer"),
                        ],
                        default="faculty",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("sort_order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "course",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=PAGE_MODEL,
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="harmreduction_lms.disclosure",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="harmreduction_lms.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "role in a course",
                "verbose_name_plural": "roles in courses",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProviderAccreditation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "provider_name",
                    models.CharField(
                        help_text="As the accreditor knows it.", max_length=200, verbose_name="provider name"
                    ),
                ),
                (
                    "provider_address",
                    models.CharField(blank=True, max_length=255, verbose_name="provider address"),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="provider number")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(verbose_name="valid to")),
                (
                    "accreditation_statement",
                    models.TextField(
                        help_text="Printed word for word on statements of credit.",
                        verbose_name="accreditation statement",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provider_accreditations",
                        to="harmreduction_lms.accreditingbody",
                    ),
                ),
            ],
            options={
                "verbose_name": "provider accreditation",
                "verbose_name_plural": "provider accreditations",
                "ordering": ["body", "-valid_to"],
            },
        ),
        migrations.AddField(
            model_name="activityapproval",
            name="accreditation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="harmreduction_lms.provideraccreditation",
            ),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="has unpublished changes"
                    ),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(
                        blank=True, db_index=True, null=True, verbose_name="first published at"
                    ),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last published at"),
                ),
                ("go_live_at", models.DateTimeField(blank=True, null=True, verbose_name="go live date/time")),
                ("expire_at", models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time")),
                ("expired", models.BooleanField(default=False, editable=False, verbose_name="expired")),
                ("locked", models.BooleanField(default=False, editable=False, verbose_name="locked")),
                ("locked_at", models.DateTimeField(editable=False, null=True, verbose_name="locked at")),
                (
                    "title",
                    models.CharField(
                        help_text="For editors: how this question is found in the bank. Learners never see it.",
                        max_length=160,
                        verbose_name="title",
                    ),
                ),
                (
                    "stem",
                    wagtail.fields.RichTextField(
                        help_text="What the learner is asked.", verbose_name="question"
                    ),
                ),
                ("answer", harmreduction_lms.core.fields.BlocksField([], verbose_name="answer")),
                (
                    "rationale",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="Shown after the answer: why it is so, and what it rests on.",
                        verbose_name="rationale",
                    ),
                ),
                (
                    "source_note",
                    models.CharField(
                        blank=True,
                        help_text="Keys of the references this question rests on.",
                        max_length=255,
                        verbose_name="sources",
                    ),
                ),
                (
                    "curriculum_key",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=80),
                ),
                ("curriculum_digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="locked_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="locked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["title"],
                "abstract": False,
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="QuizAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "quiz_key",
                    models.UUIDField(help_text="Translation key of the quiz page.", verbose_name="quiz"),
                ),
                ("quiz_title", models.CharField(max_length=255, verbose_name="quiz title")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("check_yourself", "Check yourself"),
                            ("pre_test", "Pre-test"),
                            ("post_test", "Post-test"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("context_key", models.UUIDField(db_index=True, null=True, verbose_name="taken for")),
                ("number", models.PositiveSmallIntegerField(verbose_name="attempt number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("submitted", "Submitted"),
                            ("expired", "Time ran out"),
                            ("abandoned", "Abandoned"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "paper",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="paper"
                    ),
                ),
                (
                    "answers",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="saved answers",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="saves so far")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("deadline_at", models.DateTimeField(null=True, verbose_name="deadline")),
                ("saved_at", models.DateTimeField(null=True, verbose_name="last saved at")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted at")),
                ("points_numerator", models.PositiveBigIntegerField(null=True)),
                ("points_denominator", models.PositiveBigIntegerField(null=True)),
                ("points_possible", models.PositiveIntegerField(default=0)),
                (
                    "pass_mark",
                    models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="pass mark"),
                ),
                ("is_passed", models.BooleanField(null=True, verbose_name="passed")),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quiz_attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "quiz attempt",
                "verbose_name_plural": "quiz attempts",
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="QuizResponse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(help_text="Identifier of the item in the paper.", max_length=16)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "question_key",
                    models.UUIDField(
                        db_index=True, help_text="Translation key of the question.", verbose_name="question"
                    ),
                ),
                ("revision_id", models.BigIntegerField(null=True, verbose_name="question revision")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                (
                    "response",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                        verbose_name="response",
                    ),
                ),
                ("points_numerator", models.PositiveBigIntegerField()),
                ("points_denominator", models.PositiveBigIntegerField()),
                ("points_possible", models.PositiveIntegerField()),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="harmreduction_lms.quizattempt",
                    ),
                ),
            ],
            options={
                "verbose_name": "quiz response",
                "verbose_name_plural": "quiz responses",
                "ordering": ["attempt", "position"],
            },
        ),
        migrations.CreateModel(
            name="StepProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step_key",
                    models.UUIDField(
                        help_text="Translation key of the lesson or quiz page.", verbose_name="step"
                    ),
                ),
                ("completed_at", models.DateTimeField(verbose_name="completed at")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress",
                        to="harmreduction_lms.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "step done",
                "verbose_name_plural": "steps done",
                "ordering": ["completed_at"],
            },
        ),
        migrations.CreateModel(
            name="TaggedQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_items",
                        to="harmreduction_lms.question",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_questions",
                        to="harmreduction_lms.questiontag",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="question",
            name="tags",
            field=modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="harmreduction_lms.TaggedQuestion",
                to="harmreduction_lms.QuestionTag",
                verbose_name="tags",
            ),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used in the address of the filtered catalogue.",
                        max_length=80,
                        verbose_name="slug",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used in the address of the filtered catalogue.",
                        max_length=80,
                        verbose_name="slug",
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "audience",
                "verbose_name_plural": "audiences",
                "ordering": ["name"],
                "abstract": False,
                "unique_together": {("slug", "locale"), ("translation_key", "locale")},
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddConstraint(
            model_name="creditpolicy",
            constraint=models.UniqueConstraint(
                fields=("credit_type", "version"), name="hrlms_policy_version_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("increment__gt", 0)), name="hrlms_policy_increment_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_to__isnull", True),
                    ("effective_to__gte", models.F("effective_from")),
                    _connector="OR",
                ),
                name="hrlms_policy_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                fields=("learner", "course_key", "number"), name="hrlms_enrolment_number_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditaward",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "valid")),
                fields=("learner", "course_key", "credit_type", "period"),
                name="hrlms_award_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditaward",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="hrlms_award_amount_positive"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="glossaryterm",
            unique_together={("key", "locale"), ("translation_key", "locale")},
        ),
        migrations.AddConstraint(
            model_name="activityrole",
            constraint=models.UniqueConstraint(
                fields=("course_key", "person", "role"), name="hrlms_role_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="provideraccreditation",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                name="hrlms_accreditation_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityapproval",
            constraint=models.UniqueConstraint(
                fields=("course_key", "credit_type", "approval_number"), name="hrlms_approval_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="activityapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(("designated_maximum__gt", 0)), name="hrlms_approval_maximum_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="activityapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                name="hrlms_approval_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizattempt",
            constraint=models.UniqueConstraint(
                fields=("learner", "quiz_key", "number"), name="hrlms_attempt_number_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="quizattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("learner", "quiz_key"),
                name="hrlms_one_open_attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="quizresponse",
            constraint=models.UniqueConstraint(fields=("attempt", "item"), name="hrlms_item_graded_once"),
        ),
        migrations.AddConstraint(
            model_name="stepprogress",
            constraint=models.UniqueConstraint(fields=("enrolment", "step_key"), name="hrlms_step_done_once"),
        ),
        migrations.AlterUniqueTogether(
            name="question",
            unique_together={("translation_key", "locale")},
        ),
        migrations.AlterUniqueTogether(
            name="topic",
            unique_together={("slug", "locale"), ("translation_key", "locale")},
        ),
    ]
