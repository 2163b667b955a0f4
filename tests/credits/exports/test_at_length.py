"""Lists are as long as an organisation is old: their memory must not grow with them."""

import tracemalloc

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from harmreduction_lms.credits.exports import list_exporters
from harmreduction_lms.credits.exports.lines import award_lines
from harmreduction_lms.credits.exports.lists import listed_awards
from harmreduction_lms.credits.models import CreditAward
from tests.credits.many_awards import make_many_awards


pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024


def peak(awards: QuerySet[CreditAward]) -> tuple[int, int]:
    """Of writing `awards`: the most memory at once, and how many lines there were."""
    exporter = list_exporters["awards"]
    tracemalloc.start()
    blocks = exporter.write(award_lines(awards), made_at=timezone.now())
    lines = sum(block.count(b"\r\n") for block in blocks)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most, lines - 1


def test_three_times_the_awards_need_no_more_memory() -> None:
    make_many_awards(2999)
    first = CreditAward.objects.order_by("pk").values_list("pk", flat=True)[999]
    small, few = peak(listed_awards().filter(pk__lte=first))
    large, many = peak(listed_awards())
    assert (few, many) == (1000, 3000)
    assert large < small + MEGABYTE
