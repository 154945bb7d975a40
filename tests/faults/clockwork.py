"""The clock of the test: does the errands' duty again and again, far more often than a county's clock would."""

from __future__ import annotations

import time

import django


def main() -> None:
    django.setup()
    from django.db import DatabaseError, connection

    from gongzhi.kernel.clock import now
    from gongzhi.kernel.duty import sweeping
    from tests.faults.errands.module import REMIND

    while True:
        try:
            sweeping.run(REMIND, now())
        except DatabaseError:
            connection.close()
        time.sleep(0.2)


if __name__ == "__main__":
    main()
