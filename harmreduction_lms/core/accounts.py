"""Taking the person out of a user account: the row stays, because records point to it, and names nobody.

Works with any user model built on Django's `AbstractBaseUser`; what a site's own model or tables hold besides
is the site's to erase (`credits.signals.learner_erased`).
"""

import secrets
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from harmreduction_lms.core.log_entries import forget_in_log


CHUNK = 500


def has_staff_access(user: Any) -> bool:
    """Whether somebody may do more than learn: such an account is not erased before that is taken away."""
    is_staff = getattr(user, "is_staff", False) or getattr(user, "is_superuser", False)
    return bool(is_staff or user.has_perm("wagtailadmin.access_admin"))


def account_named(text: str) -> Any:
    """The one account that signs in as `text` or has it as e-mail address; None unless there is just one."""
    model: Any = get_user_model()
    names = {model.USERNAME_FIELD, model.get_email_field_name()} & {one.name for one in model._meta.fields}
    named = Q(*((f"{name}__iexact", text) for name in names), _connector=Q.OR)
    found = list(model._default_manager.filter(named)[:2]) if text and "\x00" not in text else []
    return found[0] if len(found) == 1 else None


def lock_out(user: Any) -> None:
    """Nobody can sign in to the account from now on, and whoever is signed in is not any more."""
    user.set_unusable_password()
    columns = {"password": user.password}
    if _has_field(user, "is_active"):
        columns["is_active"] = False
    type(user)._default_manager.filter(pk=user.pk).update(**columns)
    delete_sessions(user)


def delete_sessions(user: Any) -> int:
    """Delete every session of `user` that the database knows of; gives how many there were.

    Sessions kept elsewhere end too, because their password hash does not match any more.
    """
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    if not hasattr(store, "get_model_class"):
        return 0
    rows = store.get_model_class()._default_manager.all().iterator(chunk_size=CHUNK)
    keys = [row.session_key for row in rows if row.get_decoded().get("_auth_user_id") == str(user.pk)]
    for key in keys:
        store(key).delete()
    return len(keys)


def scrub(user: Any) -> None:
    """Replace all that names a person in the account by nothing, or random letters where it must be unique.

    `user` itself keeps its values: who erases still has to find log entries by them.
    """
    nobody = f"erased-{secrets.token_hex(8)}"
    columns: dict[str, Any] = {name: "" for name in ("first_name", "last_name") if _has_field(user, name)}
    if _has_field(user, "date_joined"):
        columns["date_joined"] = timezone.now()
    columns["last_login"] = None
    email = user.get_email_field_name()
    if _has_field(user, email):
        is_needed = email == user.USERNAME_FIELD or user._meta.get_field(email).unique
        columns[email] = f"{nobody}@erased.invalid" if is_needed else ""
    if email != user.USERNAME_FIELD:
        columns[user.USERNAME_FIELD] = nobody
    type(user)._default_manager.filter(pk=user.pk).update(**columns)
    for relation in ("groups", "user_permissions"):
        if _has_field(user, relation):
            getattr(user, relation).clear()
    _forget_settings(user)
    _forget_in_logs(user)


def _has_field(user: Any, name: str) -> bool:
    return any(field.name == name for field in user._meta.get_fields())


def _forget_settings(user: Any) -> None:
    """What Wagtail keeps of somebody's preferences; the picture goes once the transaction is through."""
    profile = getattr(user, "wagtail_userprofile", None)
    if profile is None:
        return
    if profile.avatar:
        storage, name = profile.avatar.storage, profile.avatar.name
        transaction.on_commit(lambda: storage.delete(name))
    profile.delete()


def _forget_in_logs(user: Any) -> None:
    """Entries of Wagtail's log, and of Django's own admin, about the account are titled with a name."""
    forget_in_log(type(user), Q(object_id=str(user.pk)), person=user)
    if apps.is_installed("django.contrib.admin"):
        entries: type[models.Model] = apps.get_model("admin", "LogEntry")
        content_type = ContentType.objects.get_for_model(user)
        about = entries._default_manager.filter(content_type=content_type, object_id=str(user.pk))
        about.update(object_repr=gettext("(erased)"), change_message="")
