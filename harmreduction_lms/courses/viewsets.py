"""What an editor sees of references, terms and catalogue labels."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from harmreduction_lms.courses.models import Audience, GlossaryTerm, Reference, Topic


class ReferenceViewSet(SnippetViewSet):
    """Sources; how well each was checked is the first thing to filter by."""

    model = Reference
    icon = "link"
    add_to_admin_menu = False
    list_display = ["key", "citation", "year", "status", "checked_on"]
    list_filter = ["status", "checked_on", "year"]
    list_export = ["key", "citation", "url", "year", "checked_on", "status", "note"]
    ordering = ["key"]
    copy_view_enabled = False
    panels = [
        FieldPanel("key"),
        FieldPanel("citation"),
        FieldRowPanel([FieldPanel("url"), FieldPanel("year")]),
        FieldRowPanel([FieldPanel("checked_on"), FieldPanel("status")]),
        FieldPanel("note"),
    ]


class GlossaryTermViewSet(SnippetViewSet):
    """Terms explained in plain words."""

    model = GlossaryTerm
    icon = "openquote"
    add_to_admin_menu = False
    list_display = ["term", "definition"]
    list_export = ["key", "term", "definition"]
    ordering = ["term"]
    copy_view_enabled = False
    panels = [FieldPanel("term"), FieldPanel("key"), FieldPanel("definition")]


class AudienceViewSet(SnippetViewSet):
    """Who courses are for."""

    model = Audience
    icon = "group"
    add_to_admin_menu = False
    list_display = ["name", "slug"]
    ordering = ["name"]
    copy_view_enabled = False
    menu_label = _("Audiences")
    panels = [FieldPanel("name"), FieldPanel("slug")]


class TopicViewSet(SnippetViewSet):
    """What courses are about."""

    model = Topic
    icon = "tag"
    add_to_admin_menu = False
    list_display = ["name", "slug"]
    ordering = ["name"]
    copy_view_enabled = False
    menu_label = _("Topics")
    panels = [FieldPanel("name"), FieldPanel("slug")]


# In menu order; `wagtail_hooks` registers them in one group.
viewsets = (ReferenceViewSet(), GlossaryTermViewSet(), AudienceViewSet(), TopicViewSet())
