"""Workers are killed and the database is stopped while learners claim credit (security row 18).

Acknowledged is what a client has read an answer to. Of that nothing may be lost, and of nothing may there be
half: award, link, attestation and log entry come together or not at all. Real processes, a real server.

`HRLMS_KILLS` and `HRLMS_STOPS` say how often; `make nightly` asks for 200 and 50. The throw-away server does
not sync to disk, so this shows what survives the death of processes, not a power cut.
"""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from harmreduction_lms.credits.audit import audit_awards
from harmreduction_lms.credits.audit_log import AWARD
from harmreduction_lms.credits.models import Attestation, AwardEvent, CreditAward
from tests.credits.factories import complete, make_approval, make_enrolment, make_nurse
from tests.environment import find_postgres
from tests.factories import make_course
from tests.postgres_server import unprivileged


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

KILLS = int(os.environ.get("HRLMS_KILLS", "10"))
STOPS = int(os.environ.get("HRLMS_STOPS", "3"))
CLIENTS = 4
TOKEN = "t" * 32


@dataclass
class Claims:
    """Who still has to claim, and what was acknowledged, by enrolment."""

    url: str
    form: str
    waiting: SimpleQueue[tuple[str, str]] = field(default_factory=SimpleQueue)
    acknowledged: dict[str, str] = field(default_factory=dict)
    unanswered: list[tuple[str, str]] = field(default_factory=list)
    statuses: Counter[object] = field(default_factory=Counter)

    def go_on(self, port: int, stop: threading.Event) -> None:
        """One client: claims for one learner after the other, until told to stop."""
        while not stop.is_set():
            try:
                enrolment, session = self.waiting.get_nowait()
            except Empty:
                return
            answer = self.claim(port, session)
            if answer:
                self.acknowledged[enrolment] = answer
            else:
                self.unanswered.append((enrolment, session))

    def claim(self, port: int, session: str) -> str:
        """Where the answer leads: the award's number is in it. Empty without an answer, or with an error."""
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            caller = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            caller.request("POST", self.url, self.form, headers)
            answer = caller.getresponse()
            answer.read()
            caller.close()
        except (OSError, http.client.HTTPException) as error:
            self.statuses[type(error).__name__] += 1
            return ""
        self.statuses[answer.status] += 1
        return answer.headers["Location"] if answer.status == 302 else ""


def make_claims(number: int) -> Claims:
    """Learners who are signed in and have nothing left to do but claim."""
    course = make_course(modules=1, lessons=1)
    approval = make_approval(course)
    key = f"{approval.credit_type.code}:{approval.approval_number}"
    form = urlencode({"csrfmiddlewaretoken": TOKEN, "approval": key, "attested": "on"})
    claims = Claims(reverse("harmreduction_lms:claim_credit", args=[course.translation_key]), form)
    for _learner in range(number):
        enrolment = complete(make_enrolment(make_nurse(), course))
        claims.waiting.put((str(enrolment.pk), session_of(enrolment.learner)))
    return claims


def session_of(learner: Any) -> str:
    client = Client()
    client.force_login(learner)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def web_server() -> Iterator[tuple[int, Any]]:
    """The port, and the lines on which the ids of workers appear."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.postgres.award_server", name, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as master:
        try:
            yield port, master.stdout
        finally:
            os.killpg(master.pid, signal.SIGKILL)


def claim_until(claims: Claims, port: int, disturb: Callable[[], None]) -> None:
    """Clients claim, and somewhere amidst it `disturb` does its worst; then they stop."""
    stop = threading.Event()
    clients = [threading.Thread(target=claims.go_on, args=(port, stop)) for _client in range(CLIENTS)]
    before = len(claims.acknowledged)
    for client in clients:
        client.start()
    while len(claims.acknowledged) == before and any(client.is_alive() for client in clients):
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.15))
    disturb()
    stop.set()
    for client in clients:
        client.join()


def assert_nothing_lost_or_half(claims: Claims) -> None:
    awards = {str(award.enrolment_id): award for award in CreditAward.objects.all()}
    lost = [one for one, where in claims.acknowledged.items() if awards[one].number not in where]
    assert lost == []
    assert AwardEvent.objects.count() == len(awards)
    assert ModelLogEntry.objects.filter(action=AWARD).count() == len(awards)
    attested = {str(pk) for pk in Attestation.objects.values_list("enrolment_id", flat=True)}
    assert attested == set(awards)
    assert audit_awards().faults == ()


def assert_asking_again_gives_the_same(claims: Claims, port: int) -> None:
    """Whoever got no answer asks again: what was awarded comes back, what was not is awarded now."""
    before = {str(award.enrolment_id): award.number for award in CreditAward.objects.all()}
    for enrolment, session in claims.unanswered:
        answer = claims.claim(port, session)
        assert before.get(enrolment, "") in answer
        assert answer
    assert CreditAward.objects.count() == len(claims.acknowledged) + len(claims.unanswered)


def tell(what: str, claims: Claims, times: int) -> None:
    print(  # noqa: T201 - the figures are the result
        f"{times} {what}: {len(claims.acknowledged)} acknowledged, {len(claims.unanswered)} not; "
        f"answers: {dict(claims.statuses)}"
    )


def test_killed_workers_lose_no_acknowledged_award_and_leave_none_half_written() -> None:
    claims = make_claims(KILLS * 8 + 20)
    with web_server() as (port, workers):
        for _kill in range(KILLS):
            worker = int(workers.readline())

            claim_until(claims, port, partial(os.kill, worker, signal.SIGKILL))
        tell("kills", claims, KILLS)
        assert claims.acknowledged
        assert claims.unanswered, "no kill hit a request"
        assert_nothing_lost_or_half(claims)
        assert_asking_again_gives_the_same(claims, port)
    assert_nothing_lost_or_half(claims)


def restart_database(data: str) -> None:
    """What `pg_ctl` calls immediate: every process of the server is aborted, without a checkpoint."""
    programs = find_postgres()
    assert programs is not None
    options = [f"--pgdata={data}", "--mode=immediate", f"--log={data}/../log", "--wait"]
    command = [*unprivileged(), str(programs / "pg_ctl"), "restart", *options]
    with open(os.devnull, "w") as nothing:
        subprocess.run(command, cwd=Path(data).parent, stdout=nothing, stderr=nothing, check=True)


def wait_for_database() -> None:
    for _attempt in range(100):
        try:
            connection.ensure_connection()
        except OperationalError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the database did not come back")


def test_stopping_the_database_loses_no_acknowledged_award() -> None:
    claims = make_claims(STOPS * 20 + 20)
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        [data] = cursor.fetchone()
    if not Path(data).exists():
        pytest.skip("the server runs elsewhere, so it cannot be stopped from here")
    with web_server() as (port, workers):
        workers.readline()
        for _stop in range(STOPS):
            connections.close_all()

            claim_until(claims, port, partial(restart_database, data))
            wait_for_database()
        tell("stops of the database", claims, STOPS)
        assert claims.acknowledged
        assert_nothing_lost_or_half(claims)
        assert_asking_again_gives_the_same(claims, port)
    assert_nothing_lost_or_half(claims)
