"""Asking to be erased: it cannot be undone, so the learner proves once more that it is they who ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.accounts import account_named


class EraseForm(forms.Form):
    """A box to tick, and the password; accounts without one (single sign-on) type their own name for it."""

    is_certain = forms.BooleanField(
        label=_("Erase me. I know that this cannot be undone."),
        error_messages={"required": _("Tick this box if you want to be erased.")},
    )
    proof = forms.CharField(
        max_length=4096, error_messages={"required": _("Fill this in: nobody else may have you erased.")}
    )

    def __init__(self, *args: Any, learner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.learner = learner
        self.has_password = learner.has_usable_password()
        proof: Any = self.fields["proof"]
        if self.has_password:
            proof.label = _("Your password")
            proof.strip = False
            proof.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        else:
            proof.label = _("What you sign in as")
            proof.help_text = learner.get_username()
            proof.widget = forms.TextInput(attrs={"autocomplete": "off"})

    def clean_proof(self) -> str:
        proof: str = self.cleaned_data["proof"]
        if self.has_password and not self.learner.check_password(proof):
            raise ValidationError(_("That is not your password. Nothing was erased. Please try again."))
        if not self.has_password and proof != self.learner.get_username():
            raise ValidationError(_("Type it exactly as it stands here. Nothing was erased."))
        return proof


class EraseLearnerForm(forms.Form):
    """Whom staff erase on their behalf, by what they sign in as or their e-mail address."""

    account = forms.CharField(
        label=_("Account"),
        max_length=254,
        help_text=_("What the learner signs in as, or their e-mail address, complete."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    learner: Any = None

    def clean_account(self) -> str:
        text: str = self.cleaned_data["account"]
        self.learner = account_named(text)
        if self.learner is None:
            raise ValidationError(
                _("There is not exactly one account of this name or address. Nothing was erased.")
            )
        return text
