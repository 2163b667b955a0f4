from decimal import Decimal

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import swapper
from django.conf import settings
from django.db import migrations, models
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

import harmreduction_lms.core.fields
from harmreduction_lms.core.identifiers import code_digest
from harmreduction_lms.core.keyring import keyring


swapper.set_app_prefix("wagtailcore", "wagtail")
PAGE_MODEL = swapper.get_model_name("wagtailcore", "Page")


def seal_codes(apps, schema_editor):
    """Codes of documents issued before: digests to find them by, and sealed, to be printed again.

    Nothing is asked of a site that has issued none; one that has needs its keys first (KeyringMissing).
    """
    for name in ("CreditAward", "CompletionCertificate"):
        model = apps.get_model("harmreduction_lms", name)
        context = f"{model._meta.label_lower}.code"
        for pk, code in list(model.objects.values_list("pk", "code")):
            sealed = keyring().seal(code, context=context)
            model.objects.filter(pk=pk).update(code=sealed, code_digest=code_digest(code))


class Migration(migrations.Migration):
    dependencies = [
        ("harmreduction_lms", "0005_erased_attempts_and_objectives"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        swapper.dependency("wagtailcore", "Page"),
        migrations.swappable_dependency(get_document_model_string()),
        migrations.swappable_dependency(get_image_model_string()),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("course_key", models.UUIDField(editable=False, unique=True, verbose_name="course key")),
                (
                    "provider_activity_id",
                    models.CharField(
                        help_text="Stable: boards tell by it that a report is an update.",
                        max_length=40,
                        unique=True,
                        verbose_name="provider activity ID",
                    ),
                ),
                (
                    "pars_activity_id",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{9}$", "Enter the nine digits that PARS shows."
                            )
                        ],
                        verbose_name="ACCME activity ID",
                    ),
                ),
                (
                    "medium",
                    models.CharField(
                        blank=True,
                        help_text="E.g. internet, text with self-check questions.",
                        max_length=160,
                        verbose_name="medium",
                    ),
                ),
                (
                    "method_of_participation",
                    models.TextField(
                        blank=True,
                        help_text="What a learner does from start to credit.",
                        verbose_name="how to take part",
                    ),
                ),
                (
                    "estimate_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("media", "Length of the media"),
                            ("words", "Number of words (Mergener)"),
                            ("mixed", "Length of the media and number of words"),
                            ("pilot", "Times of people who tried it"),
                            ("expert", "An expert's estimate"),
                        ],
                        max_length=10,
                        verbose_name="how the time was found",
                    ),
                ),
                (
                    "estimate_inputs",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="figures it was found from",
                    ),
                ),
                (
                    "estimated_minutes",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="minutes it takes",
                    ),
                ),
                (
                    "planned_professions",
                    models.JSONField(
                        blank=True,
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="Professions of the healthcare team; at least two for interprofessional credit.",
                        verbose_name="planned by and for",
                    ),
                ),
                (
                    "disclosure_waiver",
                    models.TextField(
                        blank=True,
                        help_text="Only where the standard makes an exception, e.g. content that is not clinical.",
                        verbose_name="why no disclosures are needed",
                    ),
                ),
                (
                    "off_label_statement",
                    models.TextField(
                        blank=True,
                        help_text="Shown before the start.",
                        verbose_name="uses outside the approved labelling",
                    ),
                ),
                (
                    "uncertified_parts",
                    models.TextField(
                        blank=True,
                        help_text="Named, and left out of the amount.",
                        verbose_name="parts that earn no credit",
                    ),
                ),
                ("fees_and_refunds", models.TextField(blank=True, verbose_name="fees and refunds")),
                ("grievances", models.TextField(blank=True, verbose_name="how to complain")),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
                "ordering": ["provider_activity_id"],
            },
        ),
        migrations.CreateModel(
            name="ActivityReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("course_key", models.UUIDField(db_index=True, editable=False, verbose_name="course key")),
                ("reviewed_on", models.DateField(verbose_name="reviewed on")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("current", "Still right: it may run on"),
                            ("revised", "Revised, and right now"),
                            ("withdrawn", "Not right any more: no new credit"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
            ],
            options={
                "verbose_name": "review of a course",
                "verbose_name_plural": "reviews of courses",
                "ordering": ["-reviewed_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BadgeCredential",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identifier", models.UUIDField(unique=True, verbose_name="identifier")),
                (
                    "status_index",
                    models.PositiveIntegerField(unique=True, verbose_name="place in the status list"),
                ),
                ("key_id", models.CharField(max_length=40, verbose_name="signed with")),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("document", models.JSONField(verbose_name="credential")),
                ("jwt", models.TextField(verbose_name="credential as JWT")),
            ],
            options={
                "verbose_name": "digital credential",
                "verbose_name_plural": "digital credentials",
                "ordering": ["-issued_at"],
            },
        ),
        migrations.CreateModel(
            name="CommercialSupport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("course_key", models.UUIDField(db_index=True, editable=False, verbose_name="course key")),
                ("source", models.CharField(max_length=200, verbose_name="who gives it")),
                (
                    "amount",
                    models.PositiveIntegerField(
                        blank=True, help_text="Whole units.", null=True, verbose_name="amount"
                    ),
                ),
                ("currency", models.CharField(default="USD", max_length=3, verbose_name="currency")),
                (
                    "in_kind",
                    models.CharField(
                        blank=True,
                        help_text="What is given in kind.",
                        max_length=200,
                        verbose_name="goods or services",
                    ),
                ),
            ],
            options={
                "verbose_name": "commercial support",
                "verbose_name_plural": "commercial support",
                "ordering": ["source"],
            },
        ),
        migrations.CreateModel(
            name="CreditClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="amount")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending_learner_data", "Waiting for data of the learner"),
                            ("pending_daily_limit", "Waiting for the daily limit"),
                            ("awarded", "Awarded"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=24,
                        verbose_name="state",
                    ),
                ),
                (
                    "waits_for",
                    models.JSONField(
                        blank=True,
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="waits for",
                    ),
                ),
                ("claimed_at", models.DateTimeField(verbose_name="claimed at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
                "ordering": ["-claimed_at"],
            },
        ),
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("requested_at", models.DateTimeField(verbose_name="requested at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                ("kept", models.JSONField(blank=True, default=list, verbose_name="what is kept, and why")),
            ],
            options={
                "verbose_name": "request for erasure",
                "verbose_name_plural": "requests for erasure",
                "ordering": ["-requested_at"],
            },
        ),
        migrations.CreateModel(
            name="ExternalCredit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("provider", models.CharField(max_length=200, verbose_name="provider")),
                ("completed_on", models.DateField(verbose_name="completed on")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="amount")),
                (
                    "unit",
                    models.CharField(help_text="E.g. contact hours.", max_length=80, verbose_name="unit"),
                ),
                ("topic", models.CharField(blank=True, max_length=120, verbose_name="topic")),
                (
                    "mate_hours",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        verbose_name="of these, hours on treating opioid or other substance use",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=255, verbose_name="note")),
            ],
            options={
                "verbose_name": "credit from elsewhere",
                "verbose_name_plural": "credit from elsewhere",
                "ordering": ["-completed_on"],
            },
        ),
        migrations.CreateModel(
            name="LearnerLicence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "jurisdiction",
                    models.CharField(
                        help_text="ISO 3166, e.g. US-FL or GB.",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}(-[A-Z0-9]{1,3})?$", "Use ISO 3166, e.g. US-FL or GB."
                            )
                        ],
                        verbose_name="country or state",
                    ),
                ),
                (
                    "number",
                    harmreduction_lms.core.fields.SealedField(
                        help_text="Complete, with letters, as the board writes it.", verbose_name="number"
                    ),
                ),
                ("number_digest", models.CharField(db_index=True, editable=False, max_length=80)),
                ("period_from", models.DateField(blank=True, null=True, verbose_name="renewal period from")),
                ("period_to", models.DateField(blank=True, null=True, verbose_name="renewal period to")),
                (
                    "is_on_badges",
                    models.BooleanField(default=False, verbose_name="put the number into digital badges"),
                ),
                (
                    "verified_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="checked on"),
                ),
                (
                    "verified_by",
                    models.CharField(blank=True, editable=False, max_length=160, verbose_name="checked by"),
                ),
            ],
            options={
                "verbose_name": "licence",
                "verbose_name_plural": "licences",
                "ordering": ["jurisdiction", "profession"],
            },
        ),
        migrations.CreateModel(
            name="ReportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "destination",
                    models.CharField(
                        choices=[
                            ("pars", "ACCME PARS"),
                            ("cpe_monitor", "CPE Monitor"),
                            ("ce_broker", "CE Broker"),
                        ],
                        max_length=20,
                        verbose_name="destination",
                    ),
                ),
                (
                    "layout",
                    models.CharField(
                        help_text="Format and version, e.g. ce-broker-xlsx-1.",
                        max_length=40,
                        verbose_name="layout",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="made at")),
                ("checksum", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the file")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("response", models.TextField(blank=True, verbose_name="what the destination answered")),
            ],
            options={
                "verbose_name": "report to a board",
                "verbose_name_plural": "reports to boards",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="ReportingConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "destination",
                    models.CharField(
                        choices=[
                            ("pars", "ACCME PARS"),
                            ("cpe_monitor", "CPE Monitor"),
                            ("ce_broker", "CE Broker"),
                        ],
                        max_length=20,
                        verbose_name="destination",
                    ),
                ),
                ("text", models.TextField(verbose_name="text agreed to")),
                ("text_version", models.CharField(max_length=20, verbose_name="version of the text")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
            ],
            options={
                "verbose_name": "consent to reporting",
                "verbose_name_plural": "consents to reporting",
                "ordering": ["-given_at"],
            },
        ),
        migrations.CreateModel(
            name="ReportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "destination",
                    models.CharField(
                        choices=[
                            ("pars", "ACCME PARS"),
                            ("cpe_monitor", "CPE Monitor"),
                            ("ce_broker", "CE Broker"),
                        ],
                        max_length=20,
                        verbose_name="destination",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[("add", "Add"), ("adjust", "Adjust"), ("delete", "Delete")],
                        default="add",
                        max_length=8,
                        verbose_name="action",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Ready"),
                            ("sent", "Sent"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                            ("expired", "Expired"),
                        ],
                        default="ready",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("due_by", models.DateField(blank=True, null=True, verbose_name="due by")),
                (
                    "remote_id",
                    models.CharField(blank=True, max_length=80, verbose_name="number at the destination"),
                ),
                ("error_code", models.CharField(blank=True, max_length=40, verbose_name="error code")),
                ("message", models.TextField(blank=True, verbose_name="message")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            ],
            options={
                "verbose_name": "row of a report",
                "verbose_name_plural": "rows of reports",
                "ordering": ["due_by", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SeatSpan",
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
                ("started_at", models.DateTimeField(verbose_name="from")),
                ("last_seen_at", models.DateTimeField(verbose_name="to")),
            ],
            options={
                "verbose_name": "seat time",
                "verbose_name_plural": "seat time",
                "ordering": ["started_at"],
            },
        ),
        migrations.CreateModel(
            name="SignedHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField(verbose_name="sequence")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                ("key_id", models.CharField(max_length=40, verbose_name="signed with")),
                ("signature", models.CharField(max_length=128, verbose_name="signature")),
            ],
            options={
                "verbose_name": "signed head",
                "verbose_name_plural": "signed heads",
                "ordering": ["-sequence", "-signed_at"],
            },
        ),
        migrations.AddField(
            model_name="activityapproval",
            name="activity_type",
            field=models.CharField(
                blank=True,
                choices=[
                    ("knowledge", "Knowledge"),
                    ("application", "Application"),
                    ("certificate", "Certificate programme"),
                ],
                help_text="ACPE only.",
                max_length=20,
                verbose_name="activity type",
            ),
        ),
        migrations.AddField(
            model_name="activityapproval",
            name="audience",
            field=models.CharField(
                blank=True,
                choices=[("P", "Pharmacists"), ("T", "Pharmacy technicians")],
                help_text="ACPE only.",
                max_length=1,
                verbose_name="audience",
            ),
        ),
        migrations.AddField(
            model_name="activityapproval",
            name="ce_broker_course_number",
            field=models.CharField(
                blank=True,
                help_text="Without the leading 20-.",
                max_length=20,
                verbose_name="CE Broker course number",
            ),
        ),
        migrations.AddField(
            model_name="activityapproval",
            name="mate_basis",
            field=models.TextField(
                blank=True, help_text="Who decided, and on what grounds.", verbose_name="why they count"
            ),
        ),
        migrations.AddField(
            model_name="activityapproval",
            name="mate_hours",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Hours a learner may count towards the one-time DEA requirement (MATE Act).",
                max_digits=6,
                null=True,
                validators=[django.core.validators.MinValueValidator(0)],
                verbose_name="hours on treating opioid or other substance use",
            ),
        ),
        migrations.AddField(
            model_name="activityapproval",
            name="state_tags",
            field=models.JSONField(
                blank=True,
                default=list,
                encoder=django.core.serializers.json.DjangoJSONEncoder,
                help_text="One a line: the state, a colon, the content, e.g. FL: Opioids.",
                verbose_name="state content tags",
            ),
        ),
        migrations.AddField(
            model_name="activityapproval",
            name="topic_code",
            field=models.CharField(
                blank=True,
                help_text="The accreditor's own, e.g. 08 for ACPE.",
                max_length=20,
                verbose_name="topic code",
            ),
        ),
        migrations.AddField(
            model_name="activityrole",
            name="starts_on",
            field=models.DateField(
                blank=True,
                help_text="Empty: on the day of release.",
                null=True,
                verbose_name="takes up the role on",
            ),
        ),
        migrations.AddField(
            model_name="awardevent",
            name="reason_code",
            field=models.CharField(
                blank=True,
                choices=[
                    ("error", "An error of ours"),
                    ("name_change", "The holder's name changed"),
                    ("misconduct", "Misconduct"),
                    ("approval_withdrawn", "The approval was withdrawn"),
                    ("duplicate", "Awarded twice"),
                    ("erasure", "The holder asked to be erased"),
                    ("term_ended", "The time to keep it is over"),
                ],
                max_length=20,
                verbose_name="reason",
            ),
        ),
        migrations.AddField(
            model_name="completioncertificate",
            name="code_digest",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="creditaward",
            name="code_digest",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.AlterField(
            model_name="completioncertificate",
            name="code",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="creditaward",
            name="code",
            field=models.TextField(),
        ),
        migrations.RunPython(seal_codes, migrations.RunPython.noop),
        migrations.AddField(
            model_name="creditaward",
            name="restricted_at",
            field=models.DateTimeField(
                blank=True,
                help_text="The holder was erased; the award is kept for verification only.",
                null=True,
                verbose_name="restricted since",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="enduring_months",
            field=models.PositiveSmallIntegerField(
                default=36,
                help_text="Counted from release or the last review.",
                verbose_name="months until an enduring activity ends",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="hours_per_ceu",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Where statements print CEU beside hours, e.g. 10.",
                max_digits=4,
                null=True,
                verbose_name="hours per CEU",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="max_attempts",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="A post-test passed at a later attempt earns no credit; empty sets no limit.",
                null=True,
                verbose_name="attempts at the post-test",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="maximum_per_day",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="What would go beyond waits until the day is over.",
                max_digits=6,
                null=True,
                verbose_name="largest amount in 24 hours",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="minimum_amount",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0"),
                help_text="The least an activity may be approved for; 0 sets no limit.",
                max_digits=6,
                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                verbose_name="smallest amount",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="minimum_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="Empty asks for none.", null=True, verbose_name="minutes of seat time"
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="preset",
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name="shipped as"),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="repeat_rule",
            field=models.CharField(
                choices=[
                    ("once", "Once for each learner"),
                    ("each_enrolment", "Once for each enrolment, for a new period"),
                ],
                default="each_enrolment",
                max_length=20,
                verbose_name="taking it again",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="report_within_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Counted from the day of completion.",
                null=True,
                verbose_name="days to report",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="reports_to",
            field=models.CharField(
                blank=True,
                choices=[("pars", "ACCME PARS"), ("cpe_monitor", "CPE Monitor"), ("ce_broker", "CE Broker")],
                max_length=20,
                verbose_name="reported to",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="required_learner_data",
            field=models.JSONField(
                blank=True,
                default=list,
                encoder=django.core.serializers.json.DjangoJSONEncoder,
                verbose_name="needed of the learner",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="required_statement_fields",
            field=models.JSONField(
                blank=True,
                default=list,
                encoder=django.core.serializers.json.DjangoJSONEncoder,
                verbose_name="fields a statement must have",
            ),
        ),
        migrations.AddField(
            model_name="creditpolicy",
            name="shows_holder",
            field=models.BooleanField(
                default=False,
                help_text="Whatever the learner chose: where the accreditor wants the holder to be named.",
                verbose_name="verification shows the name",
            ),
        ),
        migrations.AddField(
            model_name="credittype",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ama_pra_1", "AMA PRA Category 1 Credit"),
                    ("ancc", "ANCC contact hour"),
                    ("acpe", "ACPE continuing pharmacy education"),
                    ("ipce", "Interprofessional continuing education (Joint Accreditation)"),
                    ("apa", "APA continuing education"),
                    ("aswb_ace", "ASWB ACE continuing education"),
                    ("nbcc_acep", "NBCC ACEP clock hour"),
                    ("naadac", "NAADAC contact hour"),
                    ("ca_brn", "California Board of Registered Nursing contact hour"),
                    ("cpd_hour", "CPD hour"),
                    ("nmc", "UK NMC participatory hour"),
                    ("rcpsc_3", "Royal College MOC Section 3"),
                    ("other", "Another kind"),
                ],
                default="other",
                help_text="Decides which wording is checked and which fields a statement must have.",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="decided_on",
            field=models.DateField(blank=True, null=True, verbose_name="relevance and mitigation decided on"),
        ),
        migrations.AddField(
            model_name="learnerprofile",
            name="birth_day",
            field=harmreduction_lms.core.fields.SealedField(
                blank=True,
                default="",
                help_text="MMDD; never the year.",
                verbose_name="month and day of birth",
            ),
        ),
        migrations.AddField(
            model_name="learnerprofile",
            name="family_name",
            field=models.CharField(blank=True, max_length=80, verbose_name="family name"),
        ),
        migrations.AddField(
            model_name="learnerprofile",
            name="given_name",
            field=models.CharField(blank=True, max_length=80, verbose_name="given name"),
        ),
        migrations.AddField(
            model_name="learnerprofile",
            name="is_name_public",
            field=models.BooleanField(
                default=False,
                help_text="Whoever has the code of a statement then sees whose it is.",
                verbose_name="show my name on the verification page",
            ),
        ),
        migrations.AddField(
            model_name="learnerprofile",
            name="nabp_eprofile",
            field=harmreduction_lms.core.fields.SealedField(
                blank=True, default="", verbose_name="NABP e-Profile ID"
            ),
        ),
        migrations.AddField(
            model_name="learnerprofile",
            name="nabp_eprofile_digest",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="learnerprofile",
            name="npi",
            field=harmreduction_lms.core.fields.SealedField(blank=True, default="", verbose_name="NPI"),
        ),
        migrations.AddField(
            model_name="learnerprofile",
            name="npi_digest",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="provideraccreditation",
            name="ce_broker_number",
            field=models.CharField(
                blank=True,
                help_text="Without the leading 50-.",
                max_length=20,
                verbose_name="CE Broker provider number",
            ),
        ),
        migrations.AddField(
            model_name="provideraccreditation",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                help_text="The accreditor's letter; keep it in a private collection.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=get_document_model_string(),
            ),
        ),
        migrations.AddField(
            model_name="provideraccreditation",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=get_image_model_string(),
            ),
        ),
        migrations.AddField(
            model_name="provideraccreditation",
            name="signatory_name",
            field=models.CharField(blank=True, max_length=160, verbose_name="signed by"),
        ),
        migrations.AddField(
            model_name="provideraccreditation",
            name="signatory_title",
            field=models.CharField(blank=True, max_length=160, verbose_name="title of who signs"),
        ),
        migrations.AddField(
            model_name="provideraccreditation",
            name="signature",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=get_image_model_string(),
            ),
        ),
        migrations.AlterField(
            model_name="activityrole",
            name="role",
            field=models.CharField(
                choices=[
                    ("planner", "Planner"),
                    ("faculty", "Faculty"),
                    ("author", "Author"),
                    ("reviewer", "Reviewer"),
                    ("nurse_planner", "Nurse planner"),
                    ("content_expert", "Content expert"),
                ],
                default="faculty",
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="awardevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("issued", "Issued"),
                    ("corrected", "Corrected"),
                    ("revoked", "Revoked"),
                    ("restricted", "Restricted"),
                    ("purged", "Purged"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="awardevent",
            name="reason",
            field=models.CharField(blank=True, max_length=255, verbose_name="in words"),
        ),
        migrations.AlterField(
            model_name="completioncertificate",
            name="number",
            field=models.CharField(max_length=40, verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="creditaward",
            name="enrolment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_awards",
                to="harmreduction_lms.enrolment",
            ),
        ),
        migrations.AlterField(
            model_name="creditaward",
            name="learner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_awards",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="creditaward",
            name="number",
            field=models.CharField(max_length=40, verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="creditaward",
            name="status",
            field=models.CharField(
                choices=[
                    ("valid", "Valid"),
                    ("superseded", "Replaced by a correction"),
                    ("revoked", "Revoked"),
                    ("purged", "Purged after its term"),
                ],
                default="valid",
                max_length=12,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            model_name="completioncertificate",
            constraint=models.UniqueConstraint(fields=("number",), name="hrlms_certificate_number"),
        ),
        migrations.AddConstraint(
            model_name="creditaward",
            constraint=models.UniqueConstraint(
                fields=("number", "version"), name="hrlms_award_number_version"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="course",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=PAGE_MODEL
            ),
        ),
        migrations.AddField(
            model_name="activityreview",
            name="course",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=PAGE_MODEL
            ),
        ),
        migrations.AddField(
            model_name="activityreview",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="activityreview",
            name="reviewer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="harmreduction_lms.person",
            ),
        ),
        migrations.AddField(
            model_name="badgecredential",
            name="award",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="badge",
                to="harmreduction_lms.creditaward",
            ),
        ),
        migrations.AddField(
            model_name="commercialsupport",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                help_text="The signed agreement; keep it in a private collection.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=get_document_model_string(),
            ),
        ),
        migrations.AddField(
            model_name="commercialsupport",
            name="course",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=PAGE_MODEL
            ),
        ),
        migrations.AddField(
            model_name="creditclaim",
            name="approval",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="harmreduction_lms.activityapproval",
            ),
        ),
        migrations.AddField(
            model_name="creditclaim",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="harmreduction_lms.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="erasurerequest",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="erasure_requests",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="externalcredit",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="external_credits",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="learnerlicence",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="licences",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reportbatch",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reportingconsent",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reporting_consents",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reportrow",
            name="award",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report_rows",
                to="harmreduction_lms.creditaward",
            ),
        ),
        migrations.AddField(
            model_name="reportrow",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="rows",
                to="harmreduction_lms.reportbatch",
            ),
        ),
        migrations.AddField(
            model_name="seatspan",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="seat_spans",
                to="harmreduction_lms.enrolment",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditclaim",
            constraint=models.UniqueConstraint(fields=("enrolment", "approval"), name="hrlms_claim_once"),
        ),
        migrations.AddConstraint(
            model_name="creditclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="hrlms_claim_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasurerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at__isnull", True)),
                fields=("learner",),
                name="hrlms_erasure_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="externalcredit",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="hrlms_external_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="learnerlicence",
            constraint=models.UniqueConstraint(
                fields=("learner", "jurisdiction", "profession"), name="hrlms_licence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportingconsent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("learner", "destination"),
                name="hrlms_consent_once",
            ),
        ),
        migrations.AddIndex(
            model_name="reportrow",
            index=models.Index(fields=["destination", "state", "due_by"], name="hrlms_row_queue"),
        ),
        migrations.AddConstraint(
            model_name="reportrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["ready", "sent"])),
                fields=("destination", "award", "action"),
                name="hrlms_row_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="seatspan",
            index=models.Index(fields=["enrolment", "last_seen_at"], name="hrlms_seat_span_last"),
        ),
        migrations.AddConstraint(
            model_name="seatspan",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_seen_at__gte", models.F("started_at"))),
                name="hrlms_seat_span_in_order",
            ),
        ),
        migrations.AlterField(
            model_name="completioncertificate",
            name="code_digest",
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name="creditaward",
            name="code_digest",
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name="completioncertificate",
            name="code",
            field=harmreduction_lms.core.fields.SealedField(editable=False, verbose_name="verification code"),
        ),
        migrations.AlterField(
            model_name="creditaward",
            name="code",
            field=harmreduction_lms.core.fields.SealedField(editable=False, verbose_name="verification code"),
        ),
    ]
