from django.apps import AppConfig


class SitePagesConfig(AppConfig):
    name = "tests.projects.custom_base_page.site_pages"
    label = "site_pages"
    default_auto_field = "django.db.models.BigAutoField"
