"""The question bank in Wagtail's admin: list, filters, editor, chooser, bulk actions and reports."""

from typing import Any

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from harmreduction_lms.quizzes.admin_lists import ReadableList
from harmreduction_lms.quizzes.bank_selectors import usage_of
from harmreduction_lms.quizzes.bulk_actions import bulk_actions
from harmreduction_lms.quizzes.models import Question
from harmreduction_lms.quizzes.panels import QuestionAidsPanel
from harmreduction_lms.quizzes.slots import question_list_buttons
from harmreduction_lms.quizzes.viewsets.bank_views import (
    DuplicatesReport,
    FindingsReport,
    TryItView,
    status_label,
)
from harmreduction_lms.quizzes.viewsets.chooser import QuestionChooserViewSet, kind_label
from harmreduction_lms.quizzes.viewsets.editing import (
    QuestionCreateView,
    QuestionEditView,
    QuestionWorkflowActionView,
    refuse_to_delete_used,
)
from harmreduction_lms.quizzes.viewsets.filters import QuestionFilterSet, with_words


def _tag_names(question: Question) -> str:
    return ", ".join(sorted(item.tag.name for item in question.tagged_items.all()))


class QuestionIndexView(ReadableList, IndexView):
    """The question bank. As many queries for 20 questions as for 20,000."""

    def get_base_queryset(self) -> QuerySet[Question]:
        questions: QuerySet[Question] = super().get_base_queryset()
        return questions.select_related("category").prefetch_related("tagged_items__tag")

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        """Usage is counted for the rows of this page, not for the bank."""
        usage = usage_of(object_list)
        for question in object_list:
            question.usage = usage[question.pk]
        return super().get_table(object_list, **kwargs)

    def search_queryset(self, queryset: QuerySet[Question]) -> QuerySet[Question]:
        return with_words(queryset, self.search_query)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        registered = (button(self.request) for button in question_list_buttons)
        reports = [
            Button(_("Worth another look"), url=reverse(FindingsReport.index_url_name), icon_name="warning"),
            Button(
                _("Questions that are alike"), url=reverse(DuplicatesReport.index_url_name), icon_name="copy"
            ),
        ]
        return [*super().header_more_buttons, *reports, *(button for button in registered if button)]


class QuestionViewSet(SnippetViewSet):
    """The question bank: drafts, revisions, preview as the learner sees it, a chooser for quizzes."""

    model = Question
    icon = "help"
    menu_label = _("Questions")
    menu_order = 300
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    edit_view_class = QuestionEditView
    workflow_action_view_class = QuestionWorkflowActionView
    chooser_viewset_class = QuestionChooserViewSet
    chooser_per_page = 20
    list_display = [
        "title",
        Column("kind", label=_("Kind"), accessor=kind_label),
        Column("category", label=_("Category"), accessor="category", sort_key="category__path"),
        Column("tags", label=_("Tags"), accessor=_tag_names),
        Column("status", label=_("Status"), accessor=status_label, sort_key="live"),
        Column("points", label=_("Points"), sort_key="points"),
        Column("pages", label=_("On pages"), accessor="usage.pages"),
        Column("asked", label=_("Times asked"), accessor="usage.times_asked"),
        UpdatedAtColumn(),
    ]
    filterset_class = QuestionFilterSet
    panels = [
        FieldPanel("title"),
        FieldPanel("stem"),
        FieldPanel("picture"),
        FieldPanel("answer"),
        FieldPanel("rationale"),
        FieldPanel("hints"),
        FieldPanel("points"),
        MultiFieldPanel(
            [
                FieldPanel("category"),
                FieldPanel("objectives", widget=CheckboxSelectMultiple),
                FieldPanel("tags"),
                FieldRowPanel([FieldPanel("review_by"), FieldPanel("source_note")]),
                FieldPanel("author_note"),
            ],
            heading=_("In the bank"),
        ),
        QuestionAidsPanel(heading=_("Worth another look")),
    ]

    def get_urlpatterns(self) -> list[Any]:
        own = [
            path("findings/", self.construct_view(FindingsReport), name="findings"),
            path("duplicates/", self.construct_view(DuplicatesReport), name="duplicates"),
            path("try-it/", self.construct_view(TryItView), name="try_it"),
        ]
        return [*super().get_urlpatterns(), *own]

    def on_register(self) -> None:
        """What belongs to the bank beside its views: bulk actions, a guard against deleting, log entries."""
        super().on_register()
        for action in bulk_actions:
            hooks.register("register_bulk_action", action)
        hooks.register("before_delete_snippet", refuse_to_delete_used)
