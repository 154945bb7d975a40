"""Print what the database holds, as JSON."""

from __future__ import annotations

import json
from typing import Any

import django


def main() -> None:
    django.setup()
    from gongzhi.kernel.events.models import Delivery, Event
    from gongzhi.kernel.flow.models import Matter
    from tests.faults.errands.module import HEARD, REMINDED

    numbers = dict(Matter.objects.filter(kind="errand").values_list("pk", "number"))
    told: dict[str, Any] = {
        "titles": dict(Matter.objects.filter(kind="errand").values_list("number", "title")),
        "signed": [], "reports": [], "moves": [], "reminded": [], "heard": [],
        "pending": Delivery.objects.filter(state="pending").count(),
    }  # fmt: skip
    for event in Event.objects.filter(matter__isnull=False).order_by("id"):
        facts = event.facts
        if event.kind == "flow.moved":
            told["moves"].append(str(event.pk))
            if facts["move"] == "sign":
                told["signed"].append(numbers[event.matter])
            else:
                told["reports"] += [text for _, text in facts["values"]]
        elif event.kind == "flow.noted" and facts["what"] == REMINDED:
            told["reminded"].append(numbers[event.matter])
        elif event.kind == "flow.noted" and facts["what"] == HEARD:
            told["heard"].append(facts["text"])
    print(json.dumps(told))


if __name__ == "__main__":
    main()
