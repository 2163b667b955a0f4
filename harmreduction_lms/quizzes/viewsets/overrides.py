"""Exceptions to quiz rules: more time, more attempts or other dates for one learner or one group."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from harmreduction_lms.core.admin import LearningViewSet
from harmreduction_lms.quizzes.actions.overrides import save_override
from harmreduction_lms.quizzes.admin_lists import ReadableList
from harmreduction_lms.quizzes.models import QuizOverride
from harmreduction_lms.quizzes.selectors import quiz_page_models


def quiz_titles() -> dict[UUID, str]:
    """Titles of all quiz pages by their key. One query a quiz page type."""
    titles: dict[UUID, str] = {}
    for model in quiz_page_models():
        pages: Any = model._default_manager
        titles.update(pages.order_by("title").values_list("translation_key", "title"))
    return titles


def _quiz_choices() -> list[tuple[Any, Any]]:
    return [("", _("Every quiz")), *quiz_titles().items()]


def _key(value: Any) -> UUID:
    return UUID(str(value))


class LearnerField(forms.CharField):
    """Somebody by sign-in name or e-mail address: a list of everybody would be long, and tell too much."""

    def prepare_value(self, value: Any) -> Any:
        users = get_user_model()._default_manager
        found = users.filter(pk=value).first() if isinstance(value, int) else None
        return found.get_username() if found else value

    def clean(self, value: Any) -> Any:
        written = super().clean(value).strip()
        if not written:
            return None
        model = get_user_model()
        emails = {f"{model.get_email_field_name()}__iexact": written}
        found = model._default_manager.filter(Q(**{model.USERNAME_FIELD: written}) | Q(**emails))[:2]
        if len(found) != 1:
            raise ValidationError(_("Nobody, or more than one person, has this name or address."))
        return found[0]


class QuizOverrideForm(WagtailAdminModelForm):
    """Quizzes by title, learners by name. The database allows one exception a learner or group and quiz."""

    quiz_key = forms.TypedChoiceField(
        label=_("Quiz"), choices=_quiz_choices, coerce=_key, empty_value=None, required=False
    )
    learner = LearnerField(
        label=_("Learner"),
        required=False,
        help_text=_("Sign-in name or e-mail address. Leave empty if it is for a group."),
    )

    def save(self, commit: bool = True) -> QuizOverride:
        override: QuizOverride = super().save(commit=False)
        return save_override(override=override, actor=self.for_user) if commit else override


class QuizOverrideIndexView(ReadableList, IndexView):
    """The list; titles of quizzes are looked up once."""

    def get_base_queryset(self) -> QuerySet[QuizOverride]:
        overrides: QuerySet[QuizOverride] = super().get_base_queryset().select_related("learner", "group")
        return overrides

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        titles = quiz_titles()
        for override in object_list:
            override.quiz_title = titles.get(override.quiz_key, override.quiz_key or _("Every quiz"))
        return super().get_table(object_list, **kwargs)


class QuizOverrideViewSet(LearningViewSet):
    """Who has other rules, and where."""

    model = QuizOverride
    icon = "time"
    menu_label = _("Exceptions to quiz rules")
    menu_order = 560
    index_view_class = QuizOverrideIndexView
    search_backend_name = None
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "__str__",
        Column("quiz", label=_("Quiz"), accessor="quiz_title"),
        "time_factor",
        "attempts_allowed",
        "time_limit_minutes",
        DateColumn("opens_at", label=_("Opens at"), sort_key="opens_at"),
        DateColumn("closes_at", label=_("Closes at"), sort_key="closes_at"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("quiz_key"),
            FieldRowPanel([FieldPanel("learner"), FieldPanel("group")]),
            FieldPanel("time_factor"),
            FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("time_limit_minutes")]),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldPanel("note"),
        ],
        base_form_class=QuizOverrideForm,
    )
