"""Template tags for the frame around our pages: names and addresses that only the whole package knows."""

from datetime import datetime

from django import template
from django.conf import settings
from django.shortcuts import resolve_url
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format

from harmreduction_lms.conf import conf
from harmreduction_lms.courses.selectors import catalogue_url as find_catalogue_url


register = template.Library()


@register.simple_tag
def site_name() -> str:
    """Name in the page header."""
    return str(getattr(settings, "WAGTAIL_SITE_NAME", ""))


@register.filter(expects_localtime=True)
def with_zone(moment: datetime | None) -> str:
    """A time with its zone. Django's own `date:"T"` says nothing in the hour that comes twice in autumn."""
    return f"{date_format(moment, 'j F Y, H:i')} {moment:%Z}" if moment else ""


@register.simple_tag
def overdose_now_url() -> str:
    """Where "Overdose now" leads: the setting, else the response guide if installed, else nowhere."""
    if conf.OVERDOSE_NOW_URL:
        return conf.OVERDOSE_NOW_URL
    try:
        return reverse("harmreduction_lms_response:guide")
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def catalogue_url(context: Context) -> str:
    """Address of the site's catalogue page."""
    return find_catalogue_url(context.get("request"))


@register.simple_tag
def sign_in_url() -> str:
    return resolve_url(settings.LOGIN_URL)


@register.simple_tag
def sign_out_url() -> str:
    """Where the sign-out form posts to: allauth's view where installed, else Django's `logout`."""
    for name in ("account_logout", "logout"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
