"""Taking people out of Wagtail's audit log, which has no erasure of its own."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.utils.translation import gettext
from wagtail.models import ModelLogEntry


def forget_in_log(model: type[Model], about: Q, *, person: Any) -> None:
    """Takes the person out of the entries that are `about` something of theirs.

    Titles and details go, and who acted where it was the person. What was done, when, and which member of
    staff did it stays: an audit log with gaps proves nothing. Entries are found by what they are about, not
    by who acted, because what somebody did as staff concerns others.
    """
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    entries = ModelLogEntry.objects.filter(about, content_type=content_type)
    entries.filter(user_id=person.pk).update(user_id=None)
    entries.update(label=gettext("(erased)"), data={})


def entries_about(rows: Any) -> Q:
    """Log entries about these rows."""
    return Q(object_id__in=[str(pk) for pk in rows.values_list("pk", flat=True)])
