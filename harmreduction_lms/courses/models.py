"""Snippets that courses share: who they are for, what they are about, what they rest on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail.search import index


class CatalogueLabel(TranslatableMixin, index.Indexed, models.Model):
    """What audiences and topics have in common: a name, and a slug used in catalogue addresses."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("slug"), max_length=80, help_text=_("Used in the address of the filtered catalogue.")
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class Audience(CatalogueLabel):
    """Who a course is for, e.g. clinicians or families.

    Personal data: none.
    """

    class Meta(CatalogueLabel.Meta):
        abstract = False
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["name"]
        unique_together = [("translation_key", "locale"), ("slug", "locale")]


class Topic(CatalogueLabel):
    """What a course is about, e.g. naloxone.

    Personal data: none.
    """

    class Meta(CatalogueLabel.Meta):
        abstract = False
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        unique_together = [("translation_key", "locale"), ("slug", "locale")]


class ReferenceStatus(models.TextChoices):
    """How well a source was checked; editors see it, learners see the citation."""

    SEEN = "S1", _("Source seen")
    SECOND_HAND = "S2", _("Seen second-hand: open the original before publishing")
    RECALLED = "R", _("From memory: to be confirmed before publishing")


class Reference(index.Indexed, models.Model):
    """A source that lessons and questions cite by its key.

    Personal data: none.
    """

    key = models.CharField(_("key"), max_length=40, unique=True, help_text=_("Short and stable, e.g. E4."))
    citation = models.TextField(_("citation"))
    url = models.URLField(_("address"), blank=True, max_length=500)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=2, choices=ReferenceStatus.choices, default=ReferenceStatus.RECALLED
    )
    note = models.TextField(_("note for editors"), blank=True)
    curriculum_digest = models.CharField(max_length=64, blank=True, editable=False)

    search_fields = [
        index.SearchField("key"),
        index.SearchField("citation"),
        index.AutocompleteField("citation"),
    ]

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.citation[:80]}"

    @property
    def display_url(self) -> str:
        """The address as a person reads it: it stands in the text, and on paper."""
        return self.url.partition("://")[2].removeprefix("www.").rstrip("/")


class GlossaryTerm(TranslatableMixin, index.Indexed, models.Model):
    """A term explained in plain words.

    Personal data: none.
    """

    key = models.SlugField(_("key"), max_length=80)
    term = models.CharField(_("term"), max_length=120)
    definition = models.TextField(_("definition"))
    curriculum_digest = models.CharField(max_length=64, blank=True, editable=False)

    search_fields = [
        index.SearchField("term"),
        index.SearchField("definition"),
        index.AutocompleteField("term"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["term"]
        unique_together = [("translation_key", "locale"), ("key", "locale")]

    def __str__(self) -> str:
        return self.term
