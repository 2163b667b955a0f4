"""A learner clicks twice, or their wallet asks ten times at once: one badge, and the same for all."""

from functools import partial

import pytest

from harmreduction_lms.credits.actions import issue_badge
from harmreduction_lms.credits.badges.issuer import Issuer
from harmreduction_lms.credits.models import BadgeCredential
from tests.credits.factories import claimed
from tests.postgres.together import together


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

ISSUER = Issuer("https://lms.example.org/credentials/")


def test_ten_downloads_at_once_give_one_badge() -> None:
    award = claimed()
    ask = partial(issue_badge, award=award, issuer=ISSUER, actor=award.learner)
    badges = together([ask] * 10)
    assert {getattr(badge, "jwt", badge) for badge in badges} == {BadgeCredential.objects.get().jwt}
