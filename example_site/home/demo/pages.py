"""The home page, in the place of the one Wagtail's own migrations make."""

from wagtail.models import Page, Site

from example_site.home.models import HomePage


LEDE = (
    "Training in harm reduction for people who work in health and social care, written so that it can be "
    "used on the same day."
)
BODY = (
    "<p>Courses are free to read and need no account. Sign in to keep your place, take the test at the end "
    "and leave with a statement of credit.</p>"
    "<p><b>This is a demonstration.</b> The accreditors, the provider and the people are made up, and credit "
    "from here counts nowhere. The course text is real, and awaits review by a licensed clinician.</p>"
)


def make_home_page(port: int) -> HomePage:
    """The site's root page. Address and port are kept true, because printed statements name them."""
    home = HomePage.objects.first() or new_home_page()
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, root_page=home)
    wanted = ("localhost", port, "Common Ground")
    if (site.hostname, site.port, site.site_name) != wanted:
        site.hostname, site.port, site.site_name = wanted
        site.save()
    return home


def new_home_page() -> HomePage:
    home = HomePage(title="Meet people where they are", slug="common-ground", lede=LEDE, body=BODY)
    Page.get_first_root_node().add_child(instance=home)
    home.save_revision().publish()
    Site.objects.filter(is_default_site=True).update(root_page=home)
    # Wagtail's welcome page; nothing of the site's own is ever below it.
    Page.objects.filter(depth=2, slug="home", numchild=0).exclude(pk=home.pk).delete()
    return home
