"""Prepare the database of a run: migrate, make the county of errands, print tokens as JSON."""

from __future__ import annotations

import json

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from gongzhi.kernel.clock import now
    from gongzhi.kernel.exchange.tokens import create
    from tests.support.errands import County

    call_command("migrate", verbosity=0)
    county = County()
    officers = {"clerk": county.clerk, "builder": county.builder, "waterman": county.waterman}
    print(
        json.dumps(
            {name: create(officer=one, name="faults", days=2, at=now())[1] for name, one in officers.items()}
        )
    )


if __name__ == "__main__":
    main()
