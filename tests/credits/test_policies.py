"""Rules as rows: shipped unconfirmed, confirmed by somebody, followed by new versions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.actions import confirm_policy, load_preset, new_version
from harmreduction_lms.credits.models import (
    AccreditingBody,
    CreditKind,
    CreditPolicy,
    CreditType,
    ProviderAccreditation,
)
from harmreduction_lms.credits.models.policy import RULE_FIELDS, PolicyIsFinal
from harmreduction_lms.credits.policy_words import rules_of
from harmreduction_lms.credits.preset_files import Preset, presets
from harmreduction_lms.credits.wording import designation_findings
from tests.credits.factories import claimed, make_accreditation, make_body, make_credit_type, make_policy
from tests.factories import make_learner


PRESETS = {preset.code: preset for preset in presets()}
TAGS = ("SEEN", "RECALL", "House default", "House wording", "The day from which")


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.code)
def test_every_value_of_a_preset_says_where_it_is_from(preset: Preset) -> None:
    assert set(preset.values) == set(preset.sources)
    assert all(source.startswith(TAGS) for source in preset.sources.values())
    assert {"minutes_per_unit", "increment", "claim_mode", "retention_years", "pass_mark"} <= set(
        preset.values
    )


def test_there_is_a_preset_for_each_kind_of_credit_we_know() -> None:
    assert {preset.credit_type["kind"] for preset in presets()} == set(CreditKind) - {CreditKind.OTHER}


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.code)
def test_the_wording_of_a_preset_passes_its_own_checks(preset: Preset) -> None:
    text = preset.values["designation_statement"]
    found = designation_findings(preset.credit_type["kind"], text)
    assert [str(finding) for finding in found if preset.code != "aswb_ace"] == []


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        ("ama_pra_1", "increment", "0.25"),  # B-02
        ("ama_pra_1", "claim_mode", "commensurate"),  # B-15
        ("ama_pra_1", "enduring_months", 36),  # D-08
        ("ancc", "rounding", "down"),  # B-04
        ("acpe", "hours_per_ceu", "10"),  # B-11
        ("acpe", "report_within_days", 60),  # F-10
        ("acpe", "required_learner_data", ["nabp_eprofile", "birth_day"]),  # F-09
        ("apa", "max_attempts", 2),  # C-04
        ("apa", "increment", "1.00"),  # B-13
        ("naadac", "maximum_per_day", "8.00"),  # B-14
        ("ca_brn", "minutes_per_unit", 50),  # B-18
        ("ca_brn", "claim_mode", "all_or_nothing"),  # B-15
        ("ca_brn", "required_learner_data", ["licence"]),
    ],
)
def test_b04_b11_b13_b14_b15_b18_c04_presets_carry_the_accreditors_numbers(
    code: str, name: str, value: Any
) -> None:
    assert PRESETS[code].values[name] == value


@pytest.mark.parametrize(
    ("code", "mark"),
    [
        ("ama_pra_1", "70"),
        ("ancc", "80"),
        ("acpe", "70"),
        ("apa", "75"),
        ("aswb_ace", "80"),
        ("nbcc_acep", "75"),
        ("naadac", "70"),
    ],
)
def test_c07_pass_marks_are_house_defaults_and_say_so(code: str, mark: str) -> None:
    assert PRESETS[code].values["pass_mark"] == mark
    assert ("House default" in PRESETS[code].sources["pass_mark"]) is (code != "apa")


@pytest.mark.django_db
class TestLoading:
    def test_all_presets_load_unconfirmed_and_valid(self) -> None:
        for preset in presets():
            policy = load_preset(preset)
            assert policy is not None
            assert not policy.is_confirmed
            assert policy.preset == preset.key
            policy.credit_type.full_clean()
        assert CreditPolicy.objects.count() == CreditType.objects.count() == len(presets())

    def test_loading_again_changes_nothing(self) -> None:
        load_preset(PRESETS["ancc"])
        CreditPolicy.objects.update(pass_mark=Decimal(75))
        CreditType.objects.update(name="Nursing hours of Northside")
        assert load_preset(PRESETS["ancc"]) is None
        assert CreditPolicy.objects.get().pass_mark == Decimal(75)
        assert CreditType.objects.get().name == "Nursing hours of Northside"

    def test_a_newer_preset_becomes_a_new_version_and_leaves_the_confirmed_one_alone(self) -> None:
        first = load_preset(PRESETS["ancc"])
        assert first is not None
        confirm_policy(policy=first, name="Maria Okonkwo, MD", actor=make_learner(is_superuser=True))
        newer = replace(PRESETS["ancc"], version=2, values={**PRESETS["ancc"].values, "pass_mark": "85"})
        second = load_preset(newer)
        assert second is not None
        assert (second.version, second.is_confirmed, second.pass_mark) == (2, False, Decimal(85))
        first.refresh_from_db()
        assert (first.version, first.is_confirmed, first.pass_mark) == (1, True, Decimal(80))

    def test_an_accreditor_that_is_there_is_used(self) -> None:
        AccreditingBody.objects.create(code="ancc", name="ANCC, as we call it")
        load_preset(PRESETS["ancc"])
        assert CreditType.objects.get().body.name == "ANCC, as we call it"

    def test_the_command_loads_some_or_only_looks(self) -> None:
        out = StringIO()
        call_command("load_credit_presets", only=["ancc"], dry_run=True, stdout=out)
        assert out.getvalue() == "ancc: ANCC contact hours v1, unconfirmed\nNothing was written.\n"
        assert not CreditPolicy.objects.exists()
        call_command("load_credit_presets", only=["ancc"], stdout=StringIO())
        assert CreditPolicy.objects.get().credit_type.code == "ancc_ch"
        call_command("load_credit_presets", stdout=StringIO())
        assert CreditPolicy.objects.count() == len(presets())


@pytest.fixture
def admin() -> Any:
    return make_learner(is_superuser=True, is_staff=True, first_name="Maria", last_name="Okonkwo")


@pytest.fixture
def policy() -> CreditPolicy:
    return make_policy(make_credit_type(), confirmed_by="", confirmed_on=None)


@pytest.mark.django_db
class TestConfirming:
    def test_somebody_named_stands_for_the_rules(self, policy: CreditPolicy, admin: Any) -> None:
        confirmed = confirm_policy(policy=policy, name=" Maria  Okonkwo, MD ", actor=admin)
        assert confirmed.confirmed_by == "Maria Okonkwo, MD"
        assert confirmed.confirmed_on is not None
        entry = ModelLogEntry.objects.get(action="harmreduction_lms.confirm_credit_policy")
        assert (entry.object_id, entry.user) == (str(policy.pk), admin)

    def test_the_first_name_stands(self, policy: CreditPolicy, admin: Any) -> None:
        confirm_policy(policy=policy, name="Maria Okonkwo, MD", actor=admin)
        assert confirm_policy(policy=policy, name="Somebody else", actor=admin).confirmed_by.startswith(
            "Maria"
        )

    def test_it_takes_the_permission(self, policy: CreditPolicy) -> None:
        with pytest.raises(PermissionDenied):
            confirm_policy(policy=policy, name="Ada", actor=make_learner())
        with pytest.raises(PermissionDenied):
            new_version(policy=policy, actor=make_learner())

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("pass_mark", Decimal(50)),
            ("claim_mode", "commensurate"),
            ("retention_years", 1),
            ("required_learner_data", ["npi"]),
            ("designation_statement", "Worth a lot."),
        ],
    )
    def test_confirmed_rules_are_not_changed(
        self, policy: CreditPolicy, admin: Any, name: str, value: Any
    ) -> None:
        confirmed = confirm_policy(policy=policy, name="Maria Okonkwo, MD", actor=admin)
        setattr(confirmed, name, value)
        with pytest.raises(PolicyIsFinal, match="Make a new version"):
            confirmed.save()

    def test_the_last_day_of_confirmed_rules_can_be_set(self, policy: CreditPolicy, admin: Any) -> None:
        confirmed = confirm_policy(policy=policy, name="Maria Okonkwo, MD", actor=admin)
        confirmed.effective_to = date(2027, 12, 31)
        confirmed.save()
        confirmed.refresh_from_db()
        assert confirmed.effective_to == date(2027, 12, 31)

    def test_rules_that_awards_rest_on_are_not_changed(self) -> None:
        used = claimed().approval.policy
        used.pass_mark = Decimal(1)
        with pytest.raises(PolicyIsFinal):
            used.save()

    def test_a_new_version_has_the_same_rules_and_is_free_to_change(self, admin: Any) -> None:
        first = make_policy(make_credit_type(), pass_mark=Decimal(75), required_learner_data=["licence"])
        second = new_version(policy=first, actor=admin)
        assert (second.version, second.is_confirmed, second.preset) == (2, False, "")
        for name in set(RULE_FIELDS) - {"effective_from"}:
            assert getattr(second, name) == getattr(first, name)
        second.pass_mark = Decimal(90)
        second.save()


def url(view: str, *args: Any) -> str:
    return reverse(f"harmreduction_lms_creditpolicy:{view}", args=args)


@pytest.mark.django_db
class TestAdmin:
    @pytest.fixture
    def client(self, admin: Any) -> Client:
        client = Client()
        client.force_login(admin)
        return client

    def test_the_list_marks_unconfirmed_presets(self, client: Client) -> None:
        load_preset(PRESETS["ancc"])
        make_policy(make_credit_type())
        page = client.get(url("index")).content.decode()
        assert "Unconfirmed preset" in page
        assert "Confirmed by Maria Okonkwo, MD" in page

    def test_the_form_says_how_it_stands_and_where_to_confirm(self, client: Client) -> None:
        policy = load_preset(PRESETS["ancc"])
        assert policy is not None
        page = client.get(url("edit", policy.pk)).content.decode()
        assert "Unconfirmed preset (ancc-1): no credit is awarded under it" in page
        assert url("confirm", policy.pk) in page

    def test_every_rule_stands_beside_its_source(self, client: Client) -> None:
        policy = load_preset(PRESETS["acpe"])
        assert policy is not None
        CreditPolicy.objects.update(pass_mark=Decimal(85))
        page = client.get(url("confirm", policy.pk)).content.decode()
        assert "acpe-accredit.org/cpe-monitor" in page
        assert "Changed here; shipped as: 70" in page
        assert "values below are from memory only (RECALL)" in page
        assert len(list(rules_of(policy))) == len(RULE_FIELDS) - 1

    def test_a_new_version_keeps_the_sources(self, admin: Any) -> None:
        policy = load_preset(PRESETS["acpe"])
        assert policy is not None
        copied = {rule.label: rule.source for rule in rules_of(new_version(policy=policy, actor=admin))}
        assert copied["Increment"] == "RECALL."
        assert "cpe-monitor" in copied["Needed of the learner"]

    def test_confirming_takes_a_name_and_the_word_that_it_was_compared(
        self, client: Client, policy: CreditPolicy
    ) -> None:
        address = url("confirm", policy.pk)
        assert 'value="Maria Okonkwo"' in client.get(address).content.decode()
        page = client.post(address, {"name": "Maria Okonkwo, MD"}).content.decode()
        assert "Compare every value first; then tick this." in page
        client.post(address, {"name": "Maria Okonkwo, MD", "has_compared": "on"})
        policy.refresh_from_db()
        assert policy.confirmed_by == "Maria Okonkwo, MD"
        assert "Make a new version" in client.get(address).content.decode()

    def test_the_rules_of_a_confirmed_policy_cannot_be_typed_over(self, client: Client) -> None:
        policy = make_policy(make_credit_type())
        form = client.get(url("edit", policy.pk)).context["form"]
        assert all(form.fields[name].disabled for name in RULE_FIELDS)
        assert form.fields["version"].disabled
        assert not form.fields["effective_to"].disabled

    def test_a_new_version_is_made_with_a_button_and_opened(self, client: Client) -> None:
        policy = make_policy(make_credit_type())
        response = client.post(url("new_version", policy.pk))
        copy = CreditPolicy.objects.get(version=2)
        assert response.headers["Location"] == url("edit", copy.pk)
        assert client.get(url("new_version", policy.pk)).status_code == 405

    def test_who_may_only_look_may_not_confirm(self, policy: CreditPolicy) -> None:
        client = Client()
        client.force_login(make_learner(is_staff=True))
        assert client.get(url("confirm", policy.pk)).status_code == 302
        assert client.post(url("new_version", policy.pk)).status_code == 302
        assert CreditPolicy.objects.count() == 1


@pytest.mark.django_db
class TestWording:
    """Wrong wording for the credit type is refused when saving."""

    def test_a05_a07_of_a_policy(self) -> None:
        ama = make_credit_type(kind=CreditKind.AMA_PRA_1)
        policy = make_policy(ama, designation_statement="Worth 2 Category 1 CME credits.")
        with pytest.raises(ValidationError, match="A-07") as caught:
            policy.full_clean()
        assert set(caught.value.message_dict) == {"designation_statement"}

    def test_a05_of_a_credit_type(self) -> None:
        ama = make_credit_type(kind=CreditKind.AMA_PRA_1, label="<p>AMA credit</p>")
        with pytest.raises(ValidationError, match="A-05"):
            ama.full_clean()

    def test_a16_of_an_accreditation(self) -> None:
        body = make_body()
        make_credit_type(body=body, kind=CreditKind.ACPE)
        accreditation: ProviderAccreditation = make_accreditation(body)
        with pytest.raises(ValidationError, match="A-16") as caught:
            accreditation.full_clean()
        assert set(caught.value.message_dict) == {"accreditation_statement"}

    def test_a_scheme_of_ones_own_says_what_it_likes(self) -> None:
        policy = make_policy(make_credit_type(), designation_statement="Two good hours.")
        policy.full_clean()
        assert policy.credit_type.kind == CreditKind.OTHER
