"""Work on files in the background."""

from __future__ import annotations

from django_tasks import task

from gongzhi.kernel.clock import now
from gongzhi.kernel.files.sweep import sweep_orphans


@task()
def sweep() -> None:
    """Remove what no row promises; to be enqueued once a night."""
    sweep_orphans(now())
