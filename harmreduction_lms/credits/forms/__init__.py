"""What learners fill in for credit, by sub-topic; import them from here."""

from harmreduction_lms.credits.forms.claim import ClaimForm
from harmreduction_lms.credits.forms.elsewhere import ElsewhereForm
from harmreduction_lms.credits.forms.erase import EraseForm, EraseLearnerForm
from harmreduction_lms.credits.forms.licence import LicenceForm
from harmreduction_lms.credits.forms.profile import ProfileForm
from harmreduction_lms.credits.forms.transcript import TranscriptForm


__all__ = [
    "ClaimForm",
    "ElsewhereForm",
    "EraseForm",
    "EraseLearnerForm",
    "LicenceForm",
    "ProfileForm",
    "TranscriptForm",
]
