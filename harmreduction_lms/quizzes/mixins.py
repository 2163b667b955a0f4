"""What a page gains by being a quiz."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.snippets.blocks import SnippetChooserBlock

from harmreduction_lms.core.fields import BlocksField
from harmreduction_lms.quizzes.models import FeedbackPolicy, QuizRole
from harmreduction_lms.quizzes.paper import pass_mark
from harmreduction_lms.quizzes.presentation import preview_items
from harmreduction_lms.quizzes.selectors import listed_questions


class QuizPageMixin(models.Model):
    """A quiz: its questions in order and the rules they are taken by. Combine with a page class.

    Personal data: none.
    """

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"])
    role = models.CharField(_("role"), max_length=20, choices=QuizRole.choices, default=QuizRole.POST_TEST)
    pass_mark = models.DecimalField(
        _("pass mark"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        default=Decimal("80"),
        validators=[MinValueValidator(Decimal("0")), MaxValueValidator(Decimal("100"))],
        help_text=_("Per cent of the points. Leave empty where nothing can be passed or failed."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), null=True, blank=True, help_text=_("Empty means as many as somebody likes.")
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        help_text=_("Empty means no limit, which is kinder."),
    )
    feedback = models.CharField(
        _("shown after submitting"),
        max_length=10,
        choices=FeedbackPolicy.choices,
        default=FeedbackPolicy.FULL,
    )
    questions = BlocksField(
        [("question", SnippetChooserBlock("harmreduction_lms.Question", label=_("Question")))],
        blank=True,
        verbose_name=_("questions"),
    )

    is_quiz_page = True

    quiz_panels = [
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("role"), FieldPanel("pass_mark")]),
                FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("time_limit_minutes")]),
                FieldPanel("feedback"),
            ],
            heading=_("Rules"),
        ),
        FieldPanel("questions"),
    ]

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The public part, the same for every visitor. A preview adds the paper as a learner would get it."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        listed = listed_questions(self)
        live = [question for question in listed if question.live]
        context.update(question_count=len(live), shown_pass_mark=pass_mark(self))
        if getattr(request, "is_preview", False):
            context.update(items=preview_items(live), left_out=len(listed) - len(live))
        return context
