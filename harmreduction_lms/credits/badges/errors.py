"""What can be wrong when a digital badge is asked for."""

from django.utils.translation import gettext_lazy as _

from harmreduction_lms.core.errors import HarmReductionLMSError


class BadgesNotInstalled(HarmReductionLMSError):
    message = _(
        "Digital badges are not set up on this site. Your statement of credit is the complete record: "
        "download or print that instead."
    )


class BadgeNotOffered(HarmReductionLMSError):
    message = _(
        "This credit was revoked or corrected in the meantime, so no digital badge can be had for it. Go "
        "back to your transcript and open the statement that counts now."
    )


class StatusListFull(HarmReductionLMSError):
    message = _("No free place in the status list could be drawn. Try again in a moment.")


class ContextRefused(HarmReductionLMSError):
    """Something asked for a JSON-LD context that is not shipped: it would have to come from the network."""

    message = _("A digital badge may only use the vocabularies that are shipped with the software.")
