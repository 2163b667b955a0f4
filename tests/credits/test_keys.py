"""The keyring in a site's life: made, rotated, lost, and never in anybody's way."""

import json
import os
import stat
from datetime import date
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from harmreduction_lms.core import keyfile
from harmreduction_lms.core.keyring import KeyringMissing, keyring, new_keyring
from harmreduction_lms.core.resealing import old_rows, reseal, sealed_models
from harmreduction_lms.credits.models import CreditAward, LearnerLicence, LearnerProfile
from harmreduction_lms.credits.selectors import record_with_code
from tests.credits.factories import certified, claimed


TODAY = date(2026, 11, 23)


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Path:
    """A site whose keyring is in a file."""
    path = tmp_path / "keyring.json"
    keyfile.make(path, today=TODAY)
    settings.HARMREDUCTION_LMS = {"KEYRING": str(path)}
    return path


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def key_ids(path: Path, use: str) -> list[str]:
    return [key["id"] for key in json.loads(path.read_text())[use]]


def stored(model: Any, column: str) -> list[str]:
    """What a dump of the table would show."""
    field = model._meta.get_field(column)
    return list(model.objects.annotate(raw=field.as_stored()).values_list("raw", flat=True))


def with_identifiers(award: CreditAward) -> LearnerProfile:
    profile = LearnerProfile.objects.get(learner_id=award.learner_id)
    profile.npi, profile.birth_day = "1234567893", "0229"
    profile.save()
    LearnerLicence.objects.create(
        learner=award.learner, profession="nurse", jurisdiction="US-FL", number="RN 9123456"
    )
    return profile


def test_the_new_keyring_is_readable_by_its_owner_alone_and_works(tmp_path: Path, settings: Any) -> None:
    path = tmp_path / "keyring.json"
    printed = run("make_keyring", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f'HARMREDUCTION_LMS = {{"KEYRING": "{path}"' in printed
    settings.HARMREDUCTION_LMS = {"KEYRING": str(path)}
    assert keyring().open(keyring().seal("naloxone", context="a"), context="a") == "naloxone"
    assert not [key for key in json.loads(path.read_text())["encryption"] if key["key"] in printed]


def test_a_keyring_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    run("make_keyring", str(path))
    before = path.read_text()
    with pytest.raises(CommandError, match="rotate_keys"):
        run("make_keyring", str(path))
    assert path.read_text() == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be made"):
        run("make_keyring", str(tmp_path / "nowhere" / "keyring.json"))


def test_keys_can_be_printed_for_a_secret_store(settings: Any) -> None:
    settings.HARMREDUCTION_LMS = {"KEYRING": json.loads(run("make_keyring", "-"))}
    assert keyring().signer.id == "s1"


@pytest.mark.django_db
def test_five_rotations_lose_nothing_and_leave_nothing_under_an_old_key(key_file: Path) -> None:
    award = claimed()
    profile, code = with_identifiers(award), award.code
    signature = keyring().signer.sign(b"head")
    for _rotation in range(5):
        run("rotate_keys")
    assert key_ids(key_file, "encryption") == ["e1", "e2", "e3", "e4", "e5", "e6"]
    assert set(old_rows().values()) == {0}
    for model, column in ((LearnerProfile, "npi"), (LearnerLicence, "number"), (CreditAward, "code")):
        assert all(text.startswith("v1.e6.") for text in stored(model, column))
    profile.refresh_from_db()
    assert (profile.npi, profile.birth_day) == ("1234567893", "0229")
    assert profile.npi_digest.startswith("i6.")
    assert LearnerLicence.objects.get().number == "RN 9123456"
    assert record_with_code(code) == award
    assert CreditAward.objects.get().code == code
    assert keyring().is_signed(b"head", key_id="s1", signature=signature)


@pytest.mark.django_db
def test_a_rotation_changes_no_column_but_the_sealed_ones(key_file: Path) -> None:
    award = claimed()
    before = CreditAward.objects.defer("code").values().get()
    run("rotate_keys")
    after = CreditAward.objects.values().get()
    assert {**after, "code": None} == {**before, "code": None}
    assert after["code"] == award.code


@pytest.mark.django_db
def test_a_dry_run_counts_and_changes_nothing(key_file: Path) -> None:
    certified()
    before, code = key_file.read_text(), stored(LearnerProfile, "npi")
    keyfile.add(key_file, today=TODAY)
    grown = key_file.read_text()
    assert "certificates of completion: 1 sealed with older keys" in run("rotate_keys", "--dry-run")
    assert key_file.read_text() == grown != before
    assert stored(LearnerProfile, "npi") == code


@pytest.mark.django_db
def test_a_run_that_was_stopped_goes_on_where_it_was(key_file: Path) -> None:
    for number in range(5):
        certified(name=f"Nurse {number}")
    keyfile.add(key_file, today=TODAY)
    [certificates] = [sealed for sealed in sealed_models() if "certificate" in sealed.model._meta.model_name]
    next(reseal(certificates, batch=2))
    assert old_rows()[certificates.model] == 3
    assert "certificates of completion: 3 sealed again" in run("rotate_keys", "--reseal-only")
    assert key_ids(key_file, "encryption") == ["e1", "e2"]
    assert old_rows()[certificates.model] == 0


@pytest.mark.django_db
def test_what_somebody_saves_meanwhile_is_not_overwritten(key_file: Path) -> None:
    profile = with_identifiers(claimed())
    keyfile.add(key_file, today=TODAY)
    [sealed] = [sealed for sealed in sealed_models() if sealed.model is LearnerProfile]
    rows = sealed.old_rows(keyring()).values()
    assert len(rows) == 1
    stale = {name: value for name, value in rows[0].items() if name.startswith("stored_")}
    profile.npi = "1245319599"
    profile.save()
    assert sealed.rows().filter(pk=profile.pk, **stale).update(name="overwritten") == 0
    run("rotate_keys", "--reseal-only")
    profile.refresh_from_db()
    assert profile.npi == "1245319599"


@pytest.mark.django_db
def test_a_row_is_found_by_its_digest_while_keys_are_rotated(key_file: Path) -> None:
    profile = with_identifiers(claimed())
    keyfile.add(key_file, today=TODAY)
    digests = LearnerProfile._meta.get_field("npi").digests("1234567893")
    assert LearnerProfile.objects.get(npi_digest__in=digests) == profile


@pytest.mark.django_db
def test_a_row_whose_key_is_gone_is_counted_and_the_others_are_sealed(key_file: Path) -> None:
    certified()
    ring = json.loads(key_file.read_text())
    keyfile.add(key_file, today=TODAY)
    certified()
    grown = json.loads(key_file.read_text())
    key_file.write_text(json.dumps({**grown, "encryption": grown["encryption"][1:]}))
    with pytest.raises(CommandError, match="1 rows cannot be read"):
        run("rotate_keys")
    assert key_ids(key_file, "encryption") == ["e2", "e3"]
    key_file.write_text(
        json.dumps(
            {
                **json.loads(key_file.read_text()),
                "encryption": [*ring["encryption"], *json.loads(key_file.read_text())["encryption"]],
            }
        )
    )
    run("rotate_keys", "--reseal-only")
    assert set(old_rows().values()) == {0}


@pytest.mark.django_db
def test_a_key_that_may_be_known_can_be_taken_out_once_nothing_needs_it(key_file: Path) -> None:
    award = claimed()
    run("rotate_keys", "--forget-old")
    assert key_ids(key_file, "encryption") == ["e2"]
    assert key_ids(key_file, "index") == ["i2"]
    assert key_ids(key_file, "signing") == ["s1", "s2"]
    assert CreditAward.objects.get().code == award.code
    run("rotate_keys")
    assert key_ids(key_file, "encryption") == ["e2", "e3"]


def test_keys_that_are_in_the_settings_are_rotated_there() -> None:
    with pytest.raises(CommandError, match="make_keyring -"):
        run("rotate_keys")


def test_the_file_keeps_its_rights_and_nothing_is_left_beside_it(key_file: Path) -> None:
    key_file.chmod(0o640)
    keyfile.add(key_file, today=TODAY)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o640
    assert os.listdir(key_file.parent) == ["keyring.json"]


def test_ten_rotations_at_once_add_ten_keys(key_file: Path) -> None:
    threads = [Thread(target=keyfile.add, args=[key_file], kwargs={"today": TODAY}) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert key_ids(key_file, "encryption") == [f"e{number}" for number in range(1, 12)]


@pytest.mark.django_db
def test_another_secret_key_loses_nothing(settings: Any) -> None:
    award = claimed()
    profile = with_identifiers(award)
    settings.SECRET_KEY = "another-one-altogether"
    profile.refresh_from_db()
    assert profile.npi == "1234567893"
    assert record_with_code(CreditAward.objects.get().code) == award


def message_ids(*, deploy: bool = False) -> set[str]:
    messages = run_checks(include_deployment_checks=deploy)
    return {message.id for message in messages if message.id.startswith("harmreduction_lms.")}


@pytest.mark.django_db
def test_a_site_without_keys_is_warned_and_not_deployed(settings: Any) -> None:
    settings.HARMREDUCTION_LMS = {}
    assert message_ids() == {"harmreduction_lms.W002"}
    assert "harmreduction_lms.E006" in message_ids(deploy=True)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "", "{}", '{"encryption": [], "index": [], "signing": []}', "[1]"])
def test_a_keyring_that_cannot_be_read_is_an_error(
    tmp_path: Path, settings: Any, content: str | None
) -> None:
    path = tmp_path / "keyring.json"
    if content is not None:
        path.write_text(content)
    settings.HARMREDUCTION_LMS = {"KEYRING": str(path)}
    assert message_ids() == {"harmreduction_lms.E005"}


@pytest.mark.django_db
def test_a_keyring_that_everybody_on_the_server_can_read_is_warned_about(key_file: Path) -> None:
    assert "harmreduction_lms.W003" not in message_ids(deploy=True)
    key_file.chmod(0o644)
    assert "harmreduction_lms.W003" in message_ids(deploy=True)


@pytest.mark.django_db
@pytest.mark.parametrize("ring", [None, "another"])
def test_a_learner_whose_sites_keys_are_lost_reads_a_sentence(settings: Any, ring: str | None) -> None:
    award = claimed()
    settings.HARMREDUCTION_LMS = {"KEYRING": new_keyring(today=TODAY)} if ring else {}
    client = Client()
    client.force_login(award.learner)
    response = client.get(reverse("harmreduction_lms:statement", args=[award.number]))
    assert response.status_code == 503
    assert "tell the people who run the site" in response.content.decode()


@pytest.mark.django_db
def test_documents_can_be_checked_without_the_sites_keys(settings: Any) -> None:
    award = claimed()
    code, settings.HARMREDUCTION_LMS = award.code, {}
    for path, query in (
        (reverse("harmreduction_lms:verify_code", args=[code]), {}),
        (reverse("harmreduction_lms:verify"), {"number": award.number}),
    ):
        assert award.number in Client().get(path, query).content.decode()


def test_without_keys_nothing_is_sealed_in_the_clear(settings: Any) -> None:
    settings.HARMREDUCTION_LMS = {}
    with pytest.raises(KeyringMissing):
        LearnerProfile._meta.get_field("npi").get_prep_value("1234567893")
