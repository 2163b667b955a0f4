"""The four people one can sign in as, and the groups that give two of them their rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from harmreduction_lms.credits.actions import save_profile
from harmreduction_lms.credits.models import Profession


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demonstration. The password is no secret: these people exist only while DEBUG is on."""

    username: str
    first_name: str
    last_name: str
    does: str

    @property
    def password(self) -> str:
        return f"demo-{self.username}-2026"

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"


PEOPLE = (
    DemoPerson("admin", "Adele", "Okafor", "everything, in /admin/"),
    DemoPerson("educator", "Elif", "Sanders", "writes courses and questions, in /admin/"),
    DemoPerson("clinician", "Noor", "Haddad", "a nurse who takes courses and earns credit"),
    DemoPerson("manager", "Mateo", "Rivera", "keeps approvals, sees awards and learners, in /admin/"),
)

ANYTHING = ("add", "change", "delete", "view")
EDUCATOR_RIGHTS = {
    "question": (*ANYTHING, "publish"),
    "questioncategory": ANYTHING,
    "learningobjective": ANYTHING,
    "quizoverride": ANYTHING,
    "quizattempt": ("view",),
    "handgrade": ("view", "change"),
    "regrade": ("view", "add"),
    "regradechange": ("view",),
    "reference": ANYTHING,
    "glossaryterm": ANYTHING,
    "topic": ANYTHING,
    "audience": ANYTHING,
}
# What has been issued can be looked at and never changed, whoever asks.
MANAGER_RIGHTS = {
    "accreditingbody": ANYTHING,
    "provideraccreditation": ANYTHING,
    "credittype": ANYTHING,
    "creditpolicy": ANYTHING,
    "activityapproval": ANYTHING,
    "activity": ("change", "view"),
    "activityreview": ("add", "view"),
    "commercialsupport": ANYTHING,
    "activityrole": ANYTHING,
    "person": ANYTHING,
    "disclosure": ANYTHING,
    "creditaward": ("view",),
    "completioncertificate": ("view",),
    "enrolment": ("view",),
    "quizattempt": ("view",),
    "regradechange": ("view", "change"),
    "learnerprofile": ("view",),
}


def make_people(catalogue: Page) -> None:
    """Whoever is missing. People who are there keep the password and the rights they have by now."""
    groups = {
        "educator": make_group("Educators", EDUCATOR_RIGHTS, catalogue),
        "manager": make_group("Managers", MANAGER_RIGHTS, None),
    }
    users = get_user_model()._default_manager
    for person in PEOPLE:
        if not users.filter(username=person.username).exists():
            make_person(person, groups.get(person.username))


def make_person(person: DemoPerson, group: Group | None) -> None:
    users: Any = get_user_model()._default_manager
    names = {"email": person.email, "first_name": person.first_name, "last_name": person.last_name}
    create = users.create_superuser if person.username == "admin" else users.create_user
    user = create(person.username, password=person.password, **names)
    if group:
        user.groups.add(group)
    if person.username == "clinician":
        save_profile(learner=user, name=user.get_full_name(), credentials="RN", profession=Profession.NURSE)


def make_group(name: str, rights: dict[str, Iterable[str]], catalogue: Page | None) -> Group:
    """A group with these rights. Once it is there, its rights are the administrator's affair."""
    group, is_new = Group.objects.get_or_create(name=name)
    if not is_new:
        return group
    codenames = [f"{action}_{model}" for model, actions in rights.items() for action in actions]
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        *Permission.objects.filter(content_type__app_label="harmreduction_lms", codename__in=codenames),
    )
    if catalogue:
        allow_pages(group, catalogue)
    return group


def allow_pages(group: Group, catalogue: Page) -> None:
    """Write and publish below the catalogue, and use pictures and files."""
    pages = Permission.objects.filter(content_type__app_label="wagtailcore")
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group, page=catalogue, permission=pages.get(codename=codename)
        )
    collection = GroupCollectionPermission._meta.get_field("collection").related_model.get_first_root_node()
    files = Permission.objects.filter(
        codename__in=["add_image", "choose_image", "add_document", "choose_document"],
        content_type__app_label__in=["wagtailimages", "wagtaildocs"],
    )
    for permission in files:
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
