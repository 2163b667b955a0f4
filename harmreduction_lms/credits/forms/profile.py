"""Name, profession, and the identifiers that credit in reach asks for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.credits.data_wanted import Wanted
from harmreduction_lms.credits.forms.cleaning import BirthDayField, no_invisible_characters
from harmreduction_lms.credits.learner_ids import is_eprofile, is_npi
from harmreduction_lms.credits.models import LearnerDatum, LearnerProfile


class ProfileForm(forms.ModelForm):
    """What statements carry, and what boards ask for.

    A field for an identifier is there while some credit in the learner's reach asks for it, or while one is
    kept: what nobody needs is not asked, and what is kept can be taken out again.
    """

    npi = forms.CharField(
        label=_("NPI"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    nabp_eprofile = forms.CharField(
        label=_("NABP e-Profile ID"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    birth_day = BirthDayField(label=_("Month and day of birth"), required=False)

    DATA = {
        "npi": LearnerDatum.NPI,
        "nabp_eprofile": LearnerDatum.NABP_EPROFILE,
        "birth_day": LearnerDatum.BIRTH_DAY,
    }

    class Meta:
        model = LearnerProfile
        fields = ["name", "credentials", "profession", "given_name", "family_name", "is_name_public"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto", "class": "hr-name"}),
            "credentials": forms.TextInput(attrs={"autocomplete": "honorific-suffix"}),
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name", "dir": "auto"}),
        }

    def __init__(self, *args: Any, wanted: dict[str, Wanted], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "credentials", "given_name", "family_name"):
            self.fields[name].validators.append(no_invisible_characters)
        for name, datum in self.DATA.items():
            self._ask(name, wanted.get(datum))
        if not wanted and not (self.instance.given_name or self.instance.family_name):
            del self.fields["given_name"], self.fields["family_name"]
        else:
            self.fields["given_name"].help_text = _("Boards are sent the two parts of your name apart.")

    def _ask(self, name: str, wanted: Wanted | None) -> None:
        kept = getattr(self.instance, name)
        if wanted is None and not kept:
            del self.fields[name]
            return
        self.initial[name] = kept
        self.fields[name].help_text = (
            wanted.reason if wanted else _("Nothing asks for it now: empty it freely.")
        )

    def clean_npi(self) -> str:
        npi = "".join(self.cleaned_data["npi"].split())
        if npi and not is_npi(npi):
            raise ValidationError(_("This is no NPI: it has ten digits, and the last one checks the others."))
        return npi

    def clean_nabp_eprofile(self) -> str:
        eprofile = "".join(self.cleaned_data["nabp_eprofile"].split())
        if eprofile and not is_eprofile(eprofile):
            raise ValidationError(_("Enter the digits only, as your NABP e-Profile shows them."))
        return eprofile

    @property
    def identifiers(self) -> list[forms.BoundField]:
        return [self[name] for name in self.DATA if name in self.fields]

    @property
    def printed(self) -> list[forms.BoundField]:
        """What stands on statements, as against what boards know a learner by."""
        return [field for field in self if field.name not in self.DATA]
