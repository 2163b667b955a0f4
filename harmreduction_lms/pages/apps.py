"""Django app with the ready-made page types."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HarmReductionLMSPagesConfig(AppConfig):
    name = "harmreduction_lms.pages"
    label = "harmreduction_lms_pages"
    verbose_name = _("Harm reduction courses")
    default_auto_field = "django.db.models.BigAutoField"
