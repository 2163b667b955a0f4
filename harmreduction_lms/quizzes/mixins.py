"""What a page gains by being a quiz."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from harmreduction_lms.core.fields import BlocksField
from harmreduction_lms.quizzes.blocks import BandBlock, QuizStreamBlock
from harmreduction_lms.quizzes.content import quiz_content
from harmreduction_lms.quizzes.models import (
    CountingAttempt,
    FeedbackPolicy,
    QuizBehaviour,
    QuizNavigation,
    QuizRole,
    TimeUp,
)
from harmreduction_lms.quizzes.paper import pass_mark, public_draw, public_paper
from harmreduction_lms.quizzes.presentation import answer_items, preview_items
from harmreduction_lms.quizzes.review_options import ReviewOptionsField, default_options
from harmreduction_lms.quizzes.selectors import drawn_quiz


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
    behaviour = models.CharField(
        _("behaviour"), max_length=20, choices=QuizBehaviour.choices, default=QuizBehaviour.DEFERRED
    )
    tries_allowed = models.PositiveSmallIntegerField(
        _("tries"),
        default=3,
        validators=[MinValueValidator(2), MaxValueValidator(10)],
        help_text=_("For each question, where the behaviour allows several."),
    )
    try_penalty = models.DecimalField(
        _("penalty"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("25"),
        validators=[MinValueValidator(Decimal("0")), MaxValueValidator(Decimal("100"))],
        help_text=_("Per cent of a question's points taken off for each wrong try."),
    )
    navigation = models.CharField(
        _("navigation"), max_length=20, choices=QuizNavigation.choices, default=QuizNavigation.FREE
    )
    shuffle_questions = models.BooleanField(
        _("ask in random order"),
        default=False,
        help_text=_("Questions before the first section; each section has its own switch."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), null=True, blank=True, help_text=_("Empty means as many as somebody likes.")
    )
    first_wait_minutes = models.PositiveIntegerField(
        _("wait after the first attempt (minutes)"), null=True, blank=True
    )
    later_wait_minutes = models.PositiveIntegerField(
        _("wait after later attempts (minutes)"), null=True, blank=True
    )
    counting_attempt = models.CharField(
        _("which attempt counts"),
        max_length=10,
        choices=CountingAttempt.choices,
        default=CountingAttempt.BEST,
    )
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        help_text=_("Empty means no limit, which is kinder."),
    )
    when_time_is_up = models.CharField(
        _("when time is up"), max_length=10, choices=TimeUp.choices, default=TimeUp.SUBMIT
    )
    is_graded_blind = models.BooleanField(_("hide names from those who grade by hand"), default=True)
    feedback = models.CharField(
        _("shown after submitting"),
        max_length=10,
        choices=FeedbackPolicy.choices,
        default=FeedbackPolicy.FULL,
    )
    review_options = ReviewOptionsField(_("what is shown when"), default=default_options, blank=True)
    feedback_bands = BlocksField([("band", BandBlock())], blank=True, verbose_name=_("overall feedback"))
    questions = BlocksField(QuizStreamBlock, blank=True, verbose_name=_("questions"))

    is_quiz_page = True

    quiz_panels = [
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("role"), FieldPanel("pass_mark")]),
                FieldRowPanel([FieldPanel("behaviour"), FieldPanel("navigation")]),
                FieldRowPanel([FieldPanel("tries_allowed"), FieldPanel("try_penalty")]),
                FieldPanel("shuffle_questions"),
            ],
            heading=_("Rules"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("counting_attempt")]),
                FieldRowPanel([FieldPanel("first_wait_minutes"), FieldPanel("later_wait_minutes")]),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldRowPanel([FieldPanel("time_limit_minutes"), FieldPanel("when_time_is_up")]),
                FieldPanel("is_graded_blind"),
            ],
            heading=_("Attempts and time"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("feedback"), FieldPanel("review_options"), FieldPanel("feedback_bands")],
            heading=_("Feedback"),
            classname="collapsed",
        ),
        FieldPanel("questions"),
    ]

    class Meta:
        abstract = True

    @property
    def is_checked_in_public(self) -> bool:
        """Whether the page itself asks the questions, of anybody, and nothing is stored."""
        return self.role == QuizRole.CHECK_YOURSELF

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The public part, the same for every visitor. A preview adds the paper as a learner would get it."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        shuffle = public_draw(self).shuffled if self.is_checked_in_public else list
        drawn = drawn_quiz(self, None, shuffle)
        context.update(question_count=len(drawn.asked), shown_pass_mark=pass_mark(self))
        if self.is_checked_in_public:
            paper = public_paper(self, drawn)
            context.update(check_items=answer_items(paper, {}), total=len(paper["items"]))
        elif getattr(request, "is_preview", False):
            listed = quiz_content(self).question_ids
            left_out = len(listed) - sum(place.question in listed for _asked, place in drawn.asked)
            context.update(items=preview_items(asked for asked, _place in drawn.asked), left_out=left_out)
        return context
