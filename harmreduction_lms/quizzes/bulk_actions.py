"""What can be done to many questions at once from the list of the bank."""

from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from taggit.forms import TagField
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from harmreduction_lms.quizzes.actions.bank import (
    archive_questions,
    move_questions,
    restore_questions,
    tag_questions,
)
from harmreduction_lms.quizzes.models import Question, QuestionCategory
from harmreduction_lms.quizzes.viewsets.filters import QuestionFilterSet, with_words


class QuestionBulkAction(SnippetBulkAction):
    """Base: asks once, shows what is meant, and calls an action of `quizzes.actions.bank`."""

    models = [Question]
    template_name = "harmreduction_lms/admin/quizzes/bulk_action.html"
    permission: ClassVar[str] = "change"
    question: ClassVar[str | Promise]

    def check_perm(self, obj: Question) -> bool:
        policy = ModelPermissionPolicy(Question)
        return bool(policy.user_has_permission_for_instance(self.request.user, self.permission, obj))

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[int]:
        """ "All" means what the list showed: its filters and search came along with its address."""
        shown = QueryDict(urlsplit(self.next_url).query)
        filters = QuestionFilterSet(shown, queryset=Question.objects.all(), request=self.request)
        return list(with_words(filters.qs, shown.get("q", "")).values_list("pk", flat=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "question": self.question, "label": self.display_name}

    @classmethod
    def execute_action(cls, objects: Iterable[Question], **kwargs: Any) -> tuple[int, int]:
        view = kwargs["self"]
        return len(view.change(list(objects))), 0

    def change(self, questions: list[Question]) -> list[Question]:
        """Does it; returns the questions that were changed."""
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(count)d question was changed.", "%(count)d questions were changed.", num_parent_objects
        ) % {"count": num_parent_objects}


class CategoryForm(forms.Form):
    """Where to."""

    category = forms.ModelChoiceField(
        QuestionCategory.objects.all(), label=_("Category"), required=False, empty_label=_("No category")
    )


class MoveQuestions(QuestionBulkAction):
    """To another category."""

    display_name = _("Move")
    action_type = "move"
    aria_label = _("Move the chosen questions to a category")
    question = _("Where shall these questions be kept?")
    action_priority = 10
    form_class = CategoryForm

    def change(self, questions: list[Question]) -> list[Question]:
        category = self.cleaned_form.cleaned_data["category"]
        return move_questions(questions=questions, category=category, actor=self.request.user)


class TagForm(forms.Form):
    """Which ones."""

    tags = TagField(label=_("Tags"), help_text=_("Separated by commas. Tags a question has it keeps."))


class TagQuestions(QuestionBulkAction):
    """Adds tags."""

    display_name = _("Tag")
    action_type = "tag"
    aria_label = _("Tag the chosen questions")
    question = _("Which tags shall these questions get?")
    action_priority = 20
    form_class = TagForm

    def change(self, questions: list[Question]) -> list[Question]:
        tags = self.cleaned_form.cleaned_data["tags"]
        return tag_questions(questions=questions, tags=tags, actor=self.request.user)


class ArchiveQuestions(QuestionBulkAction):
    """Offers them no more."""

    display_name = _("Archive")
    action_type = "archive"
    aria_label = _("Archive the chosen questions")
    question = _("Archive these questions? Quizzes ask them no more; attempts that are under way keep them.")
    action_priority = 25
    permission = "publish"

    def change(self, questions: list[Question]) -> list[Question]:
        return archive_questions(questions=questions, actor=self.request.user)


class RestoreQuestions(QuestionBulkAction):
    """Offers them again."""

    display_name = _("Restore")
    action_type = "restore"
    aria_label = _("Restore the chosen questions from the archive")
    question = _("Restore these questions from the archive? Quizzes may ask them again.")
    action_priority = 26
    permission = "publish"

    def change(self, questions: list[Question]) -> list[Question]:
        return restore_questions(questions=questions, actor=self.request.user)


bulk_actions = (MoveQuestions, TagQuestions, ArchiveQuestions, RestoreQuestions)
