"""What a log line of a failure holds."""

from __future__ import annotations

import io
import logging
import logging.config

import pytest

from gongzhi import logs


@pytest.mark.parametrize("as_json", [True, False])
def test_a_failure_is_logged_without_the_variables_of_its_frames(as_json):
    formatter = logs.configured(as_json=as_json, level="INFO")["formatters"]["lines"]
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(formatter["()"](processors=formatter["processors"], foreign_pre_chain=logs.SHARED))
    logger = logging.getLogger("gongzhi.test_logs")
    logger.addHandler(handler)
    logger.propagate = False
    password = "".join(["geheim", "-4711"])

    try:
        raise ValueError("it fails")
    except ValueError:
        logger.exception("broken", extra={})

    line = handler.stream.getvalue()
    assert password not in line
    assert "ValueError" in line
    assert "it fails" in line
