"""Django app; `ready` is where the domains are wired to one another."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class HarmReductionLMSConfig(AppConfig):
    name = "harmreduction_lms"
    label = "harmreduction_lms"
    verbose_name = _("Harm reduction learning")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from harmreduction_lms import checks  # noqa: F401 - registers itself
        from harmreduction_lms.courses import receivers as courses_receivers
        from harmreduction_lms.credits import database_guard
        from harmreduction_lms.credits import receivers as credits_receivers
        from harmreduction_lms.learning import receivers as learning_receivers

        pre_migrate.connect(database_guard.lift_before_migrations, sender=self)
        post_migrate.connect(database_guard.set_after_migrations, sender=self)
        courses_receivers.connect()
        learning_receivers.connect()
        credits_receivers.connect()
