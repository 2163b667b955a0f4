"""A learner, a course of two modules with two lessons each, and the learner's enrolment in it."""

from typing import Any

import pytest

from tests.factories import make_course, make_enrolment, make_learner


@pytest.fixture
def learner(db: None) -> Any:
    return make_learner()


@pytest.fixture
def course(db: None) -> Any:
    return make_course(modules=2, lessons=2)


@pytest.fixture
def enrolment(learner: Any, course: Any) -> Any:
    return make_enrolment(learner=learner, course=course)


@pytest.fixture
def signed_in(client: Any, learner: Any) -> Any:
    client.force_login(learner)
    return client
