"""How the question bank is filtered, in the list, in bulk actions and in the chooser of a quiz page."""

from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm

from harmreduction_lms.quizzes.bank_selectors import unused_questions
from harmreduction_lms.quizzes.kinds import question_kinds
from harmreduction_lms.quizzes.models import LearningObjective, Question, QuestionCategory, QuestionTag


STATUSES = [
    ("live", _("Live")),
    ("draft", _("Draft")),
    ("archived", _("Archived")),
    ("all", _("All, archived ones too")),
]

SEARCHED = ("title", "stem", "rationale", "author_note", "source_note")

USES = [("never", _("On no page")), ("some", _("On a page"))]


def kind_choices() -> list[tuple[str, str | Promise]]:
    return [(kind.name, kind.label) for kind in question_kinds]


def with_status(questions: QuerySet[Question], status: str) -> QuerySet[Question]:
    """By publication; archived questions are shown only to who asks for them."""
    if status == "all":
        return questions
    if status == "archived":
        return questions.filter(is_archived=True)
    questions = questions.filter(is_archived=False)
    return questions.filter(live=status == "live") if status else questions


def with_words(questions: QuerySet[Question], words: str) -> QuerySet[Question]:
    """Those that have every word somewhere. The site's search engine cannot filter by kind or use as well."""
    for word in words.split():
        questions = questions.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED)))
    return questions


class OnlyIfTicked(forms.CheckboxInput):
    """A box that filters when it is ticked, and says nothing otherwise."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return super().value_from_datadict(data, files, name) or None


class QuestionFilterSet(WagtailFilterSet):
    """By kind, place, purpose, state and use. Archived questions are hidden unless asked for."""

    status = django_filters.ChoiceFilter(label=_("Status"), choices=STATUSES, method="as_it_is")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kind_choices, field_name="answer__0__type")
    category = django_filters.ModelChoiceFilter(
        label=_("Category"), queryset=QuestionCategory.objects.all(), null_label=_("Without a category")
    )
    tag = django_filters.ModelChoiceFilter(
        label=_("Tag"), field_name="tagged_items__tag", queryset=QuestionTag.objects.order_by("name")
    )
    objective = django_filters.ModelChoiceFilter(
        label=_("Learning objective"), field_name="objectives", queryset=LearningObjective.objects.all()
    )
    due = django_filters.BooleanFilter(label=_("Review is due"), method="filter_due", widget=OnlyIfTicked)
    used = django_filters.ChoiceFilter(label=_("Used"), choices=USES, method="filter_used")

    class Meta:
        model = Question
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """The state first: django-filter leaves out filters that are empty, and empty means not archived."""
        return super().filter_queryset(with_status(queryset, self.form.cleaned_data.get("status") or ""))

    def as_it_is(self, queryset: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        return queryset

    def filter_due(self, queryset: QuerySet[Question], name: str, value: bool) -> QuerySet[Question]:
        return queryset.filter(review_by__lte=timezone.localdate()) if value else queryset

    def filter_used(self, queryset: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        unused = unused_questions(queryset)
        return unused if value == "never" else queryset.exclude(pk__in=unused.order_by().values("pk"))


class _ChooserSelect(forms.Select):
    """A list whose change filters the chooser at once."""

    def __init__(self, attrs: Any = None, choices: Any = ()) -> None:
        super().__init__({"data-chooser-modal-search-filter": True, **(attrs or {})}, choices)


class QuestionChooserForm(BaseFilterForm):
    """The filters of the list that make sense for a quiz: only live questions can be chosen anyway."""

    q = forms.CharField(label=_("Search term"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=_ChooserSelect)
    category = forms.ModelChoiceField(
        QuestionCategory.objects.all(), label=_("Category"), required=False, widget=_ChooserSelect
    )
    tag = forms.ModelChoiceField(
        QuestionTag.objects.order_by("name"), label=_("Tag"), required=False, widget=_ChooserSelect
    )
    objective = forms.ModelChoiceField(
        LearningObjective.objects.all(), label=_("Learning objective"), required=False, widget=_ChooserSelect
    )

    # Field of the form -> lookup on questions.
    lookups = {
        "kind": "answer__0__type",
        "category": "category",
        "tag": "tagged_items__tag",
        "objective": "objectives",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "---------"), *kind_choices()]

    def filter(self, objects: QuerySet[Question]) -> QuerySet[Question]:
        """By everything that was chosen."""
        self.search_query = self.cleaned_data["q"]
        chosen = {lookup: self.cleaned_data[name] for name, lookup in self.lookups.items()}
        chosen = {lookup: value for lookup, value in chosen.items() if value}
        self.is_searching = bool(chosen or self.search_query)
        return with_words(objects.filter(**chosen), self.search_query)
