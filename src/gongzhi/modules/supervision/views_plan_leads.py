"""What stands in the way of issuing for want of a lead unit: one unit for all of these tasks, or each for itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.supervision import plan_edits
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_forms import NamesField, shown_names


class LeadsForm(forms.Form):
    """The tasks of a plan without a lead unit, all ticked, and the unit that shall lead those that stay so."""

    lead_units = NamesField("supervision:plan_units", label="牵头单位", help_text="可以选几个，第一个负总责")
    items = forms.TypedMultipleChoiceField(label="任务", coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, plan: Plan, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = plan.items.filter(removed=False, lead_units=[]).order_by("order", "id")
        self.fields["items"].choices = [(one.pk, named(one)) for one in rows]  # type: ignore[attr-defined]
        self.fields["items"].initial = [one.pk for one in rows]
        self.fields["lead_units"].choices = shown_names(self.data, "lead_units")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["lead_units"], cleaned["links"] = cleaned.get("lead_units") or ([], {})
        return cleaned


def named(item: Item) -> str:
    return f"{item.no} {item.text[:60]}{'…' if len(item.text) > 60 else ''}".strip()


@guard("supervision.plan", Plan, "pk")
def leads(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Set the lead unit of many tasks that have none, in a dialog of the page that issues the plan."""

    def action(**values: Any) -> int:
        return plan_edits.set_for_all(plan=plan, **values)

    return form_page(
        request,
        LeadsForm,
        action,
        title="指定牵头单位",
        submit="指定",
        form_kwargs={"plan": plan},
        message=lambda count: f"已为{count}项任务指定牵头单位，可以在核对页撤销。",
        done=reverse("supervision:plan_issue", args=[plan.pk]),
        cancel=reverse("supervision:plan_issue", args=[plan.pk]),
    )


lead_urls = [path("plans/<int:pk>/leads", leads, name="plan_leads")]
