from __future__ import annotations

import doctest
from datetime import date, timedelta

import pytest

from gongzhi.kernel.events.models import Event
from gongzhi.kernel.flow.models import Clock, MatterLink
from gongzhi.kernel.notify.models import Message
from gongzhi.modules.appeals.conftest import AT, clocks_of
from gongzhi.modules.appeals.mediation import duties, refused, rules
from gongzhi.modules.appeals.mediation.conftest import CONTENT, WORDS, Mediation
from gongzhi.modules.appeals.mediation.models import Dispute
from gongzhi.modules.appeals.mediation.opening import PartyTold
from gongzhi.modules.appeals.refused import HeadlineTellsSomebody, PlaceOutside


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(rules).failed == 0


def test_a_dispute_told_at_a_talk_point_lies_with_its_township(county: Mediation):
    dispute = county.told()

    assert (dispute.matter.lead_unit, dispute.matter.place_code, dispute.level) == (
        county.world.town,
        "349921100200",
        "village",
    )
    assert dispute.number.startswith("JF")
    assert [party.person.label for party in dispute.parties.all()] == ["谢* 138****8000", "邹*"]


def test_neither_row_nor_log_holds_a_name_or_what_was_said(county: Mediation):
    dispute = county.agreed()

    log = " ".join(str(event.payload) for event in Event.objects.filter(matter=dispute.pk))
    assert not [word for word in ("谢某", "13800138000", CONTENT[:8]) if word in log + dispute.matter.title]


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"text": "吵架"}, refused.DisputeTooShort),
        ({"parties": [PartyTold(" ")]}, refused.PartyMissing),
        ({"point": None}, refused.PointNeeded),
        ({"title": "谢某电话13800138000"}, HeadlineTellsSomebody),
        ({"place_code": "310000000000"}, PlaceOutside),
        ({"source": "walk_in", "point": None}, refused.NobodyMediates),
    ],
)
def test_what_cannot_be_registered_is_refused_and_leaves_nothing(county: Mediation, more, wrong):
    with pytest.raises(wrong):
        county.told(**more)

    assert not Dispute.objects.exists()


@pytest.mark.parametrize("more", [{"people": 12}, {"violence": True}, {"again": True}])
def test_a_grave_dispute_is_red_whatever_the_clerk_chose_and_must_be_reported(county: Mediation, more):
    dispute = county.told(risk="blue", **more)

    assert (dispute.risk, clocks_of(dispute)["report"]) == ("red", AT + timedelta(hours=2))


def test_leaders_are_told_of_a_grave_dispute_once_it_is_reported(county: Mediation):
    leader = county.world.officer("xianzhang", "贺县长", county.world.root, "leader")
    dispute = county.move(county.told(people=30), "report", measures="已派民警到场，双方分开。")

    assert "report" not in clocks_of(dispute)
    assert Message.objects.filter(officer=leader, title__startswith="重大矛盾纠纷报告").count() == 1


def test_each_level_has_a_term_of_its_own(county: Mediation):
    village = county.mediating()
    town = county.move(village, "pass_up", reason="村里调解两次不成。")
    county_ = county.move(
        county.move(town, "accept", mediator=str(county.elder.pk)), "pass_up", reason="双方要求到县里。"
    )

    terms = list(
        Clock.objects.filter(matter=village.pk, name="mediate").order_by("pk").values_list("rule", flat=True)
    )
    assert [one.rpartition("=")[2] for one in terms] == ["7d", "15d", "30d"]
    assert (county_.level, county_.matter.assignments.get(closed_at=None).unit) == (
        "county",
        county.centre_unit,
    )
    with pytest.raises(refused.NoLevelAbove):
        county.move(county_, "pass_up", by=county.judge, reason="还是不成。")


def test_sittings_are_counted_and_their_minutes_sealed(county: Mediation):
    dispute = county.mediating()
    for came in ("one", "both"):
        county.move(dispute, "hear", came=came, mediator=str(county.elder.pk), minutes="双方各说了经过。")

    assert [(one.number, one.came, one.minutes.open()) for one in dispute.sessions.all()] == [
        (1, "one", "双方各说了经过。"),
        (2, "both", "双方各说了经过。"),
    ]


def test_an_agreement_starts_visits_and_the_thirty_days_of_confirmation(county: Mediation):
    dispute = county.agreed()

    assert (dispute.matter.state, dispute.agreement.confirm_until) == ("agreed", date(2026, 4, 1))
    assert [one.due_on for one in dispute.visits.all()] == [
        date(2026, 3, 9),
        date(2026, 4, 1),
        date(2026, 5, 31),
    ]
    assert clocks_of(dispute) == {}


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"signed": False}, refused.NotSigned),
        ({"effective_on": date(2026, 3, 3)}, refused.EffectiveAhead),
        ({"perform_by": date(2026, 3, 1)}, refused.PerformedBefore),
    ],
)
def test_an_agreement_that_cannot_be_in_force_is_refused(county: Mediation, more, wrong):
    given = {"content": CONTENT, "effective_on": date(2026, 3, 2), "signed": True} | more

    with pytest.raises(wrong):
        county.move(county.mediating(), "agree", **given)


def test_an_oral_agreement_needs_no_signature(county: Mediation):
    dispute = county.move(
        county.mediating(), "agree", shape="oral", content=CONTENT, effective_on=date(2026, 3, 2)
    )

    assert dispute.agreement.form == "oral"


def test_the_court_may_be_asked_for_thirty_days_and_not_one_more(county: Mediation):
    early, late = county.agreed(), county.agreed()
    county.move(early, "apply", at=AT + timedelta(days=30))
    county.move(
        early,
        "confirmed",
        at=AT + timedelta(days=40),
        result="confirmed",
        court_number="（2026）江1234民特1号",
    )

    with pytest.raises(refused.ConfirmationTooLate):
        county.move(late, "apply", at=AT + timedelta(days=31))
    early.agreement.refresh_from_db()
    assert (early.agreement.confirmation, early.agreement.court_number) == (
        "confirmed",
        "（2026）江1234民特1号",
    )


def test_a_dispute_is_closed_when_its_visits_are_done(county: Mediation):
    dispute = county.agreed()
    with pytest.raises(refused.VisitsOwed):
        county.move(dispute, "close")
    for days in (7, 30, 90):
        county.move(
            dispute, "visit", at=AT + timedelta(days=days), performed="yes", stable="yes", note="都好。"
        )

    dispute = county.move(dispute, "close", at=AT + timedelta(days=91))

    assert (dispute.matter.state, dispute.matter.outcome, dispute.agreement.performed_on) == (
        "closed",
        "agreed",
        date(2026, 5, 31),
    )


def test_failure_tells_the_parties_their_rights(county: Mediation):
    dispute = county.mediating()
    with pytest.raises(refused.RightsNotTold):
        county.move(dispute, "fail", reason="一方拒绝继续调解。")

    assert (
        county.move(dispute, "fail", reason="一方拒绝继续调解。", told=True, risk="orange").risk == "orange"
    )


def test_a_dispute_that_flares_up_again_has_a_fresh_term(county: Mediation):
    later = AT + timedelta(days=10)
    dispute = county.move(county.agreed(), "reopen", at=later, reason="乙方没有拆墙，又吵起来。")

    assert (dispute.matter.state, dispute.again, clocks_of(dispute)["mediate"].date()) == (
        "mediating",
        True,
        date(2026, 3, 19),
    )
    assert not dispute.visits.filter(at=None).exists()


def test_an_appeal_that_tells_of_a_dispute_is_mediated_besides(county: Mediation):
    world = county.world
    appeal = world.appeal(WORDS, category="E30", place_code="349921100200", type="help")

    world.move(appeal, "mediate", by=world.sender, kind="neighbour", respondent="邹某")

    dispute = Dispute.objects.get()
    assert (dispute.source, dispute.parties.first().person, dispute.matter.lead_unit) == (
        "appeal",
        appeal.appellant,
        world.town,
    )
    assert MatterLink.objects.get().other_id == appeal.pk


def test_duties_remind_once_of_visits_and_of_the_last_days_to_ask_the_court(county: Mediation):
    county.agreed()
    for days, duty in (
        (6, "visits"),
        (7, "visits"),
        (8, "visits"),
        (26, "confirmations"),
        (27, "confirmations"),
    ):
        at = AT + timedelta(days=days)
        find = getattr(duties, duty)
        act = duties.remind_visit if duty == "visits" else duties.remind_confirmation
        for _, row in find(at):
            act(row, at)

    titles = Message.objects.filter(officer=county.world.townsman).values_list("title", flat=True)
    assert sorted(title[:4] for title in titles if "纠纷" not in title[:6]) == ["司法确认", "该回访了"]
