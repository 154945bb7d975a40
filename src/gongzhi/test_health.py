import json
import logging

import pytest
import structlog
from django.db.models.functions import Now
from django.test import RequestFactory
from django_tasks_db.models import DBTaskResult

from gongzhi import health, logs
from gongzhi.kernel.duty import leases
from gongzhi.kernel.duty.models import DutyTrouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def alive():
    leases.beat("worker-a", "worker")
    leases.beat("clock-a", "clock")


def test_all_is_well_while_both_processes_beat(client, alive):
    answer = client.get("/healthz")

    assert (answer.status_code, set(answer.json().values())) == (200, {"ok"})


def test_a_missing_worker_is_named(client):
    leases.beat("clock-a", "clock")
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["worker"] == "没有在运行的后台任务进程"


def test_a_failing_duty_is_told_but_no_reason_to_restart(client, alive, at):
    DutyTrouble.objects.create(duty="x", key="k", first_at=at, last_at=at, next_at=at, error="no")
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["duties"]) == (200, "有1项职责没有尽到")


def test_a_full_disk_is_told(client, alive, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_MB", 10**12)
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["disk"].startswith("磁盘只剩")


def test_strangers_learn_that_something_fails_and_not_what(client):
    answer = client.get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"})

    assert (answer.status_code, answer.json()["worker"]) == (503, "failing")


def test_metrics_tell_the_state_of_the_work(client, alive):
    DBTaskResult.objects.create(task_path="x", args_kwargs={}, backend_name="default", run_after=Now())
    client.get("/healthz")
    text = client.get("/metrics").content.decode()

    assert 'gongzhi_tasks{status="ready"} 1.0' in text
    assert 'gongzhi_processes{kind="worker"} 1.0' in text
    assert 'gongzhi_request_seconds_count{method="GET",route="healthz",status="200"}' in text


def test_metrics_are_for_this_machine_or_the_token(client, settings):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 403
    settings.METRICS_TOKEN = "t0ken"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer t0ken"}).status_code == 200


def test_near_is_this_machine_without_a_proxy():
    asked = RequestFactory().get("/")

    assert health.is_near(asked)
    asked.META["REMOTE_ADDR"] = "203.0.113.7"
    assert not health.is_near(asked)


def test_a_request_is_one_line_without_its_query(client, caplog):
    with caplog.at_level(logging.INFO, logger="gongzhi.request"):
        client.get("/login?next=/matters/someone")
    (record,) = [record for record in caplog.records if record.name == "gongzhi.request"]
    told = record.msg

    assert (told["event"], told["method"], told["route"], told["status"]) == ("request", "GET", "login", 200)
    assert "someone" not in str(told)
    assert told["request_id"]


def test_lines_are_json_with_chinese_readable(capsys):
    made = logs.configured(as_json=True, level="INFO")["formatters"]["lines"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=made["processors"], foreign_pre_chain=made["foreign_pre_chain"]
    )
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "磁盘已满", (), None)
    text = formatter.format(record)

    assert json.loads(text)["event"] == "磁盘已满"
    assert "磁盘已满" in text
