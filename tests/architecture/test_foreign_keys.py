"""The linter cannot see a foreign key written as a string, so its direction is tested here."""

from django.apps import apps

from harmreduction_lms.core.fields import PAGE_MODEL


# Low to high, as in the import contract of pyproject.toml.
ORDER = ["quizzes", "practice", "courses", "learning", "credits", "organisations"]


def domain_of(model: type) -> str:
    return model.__module__.split(".")[1]


def our_models() -> list[type]:
    return list(apps.get_app_config("harmreduction_lms").get_models(include_auto_created=False))


def test_every_foreign_key_points_to_its_own_domain_or_a_lower_one() -> None:
    wrong = []
    for model in our_models():
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if not (isinstance(target, type) and target.__module__.startswith("harmreduction_lms.")):
                continue
            if ORDER.index(domain_of(target)) > ORDER.index(domain_of(model)):
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert wrong == []


def test_no_foreign_key_of_the_main_app_points_into_the_pages_app() -> None:
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
        and field.related_model.__module__.startswith("harmreduction_lms.pages")
    ]
    assert wrong == []


def test_foreign_keys_to_pages_use_the_sites_base_page() -> None:
    page_model = apps.get_model(PAGE_MODEL)
    from wagtail.models import Page

    for model in our_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.many_to_one and issubclass(field.related_model, Page):
                assert field.related_model is page_model, f"{model.__name__}.{field.name}"


def test_model_names_are_unique_in_the_package() -> None:
    names = [m.__name__ for m in apps.get_models() if m.__module__.startswith("harmreduction_lms.")]
    assert len(names) == len(set(names))
