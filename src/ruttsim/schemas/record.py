"""Columns of the record of a run, and of the plan beside it."""

from __future__ import annotations

from ruttsim.domain.day import CANCELLED_REASONS, MISSED_REASONS
from ruttsim.domain.energy import WAYS
from ruttsim.domain.household import SALES
from ruttsim.schemas.line import WHERE, SchemaLine

_ROUND = (
    SchemaLine("round", "whole number", "Round of that day and split; -1: none."),
    SchemaLine("organisation", "text", "Name of the organisation, or night_patrol."),
    SchemaLine("team", "whole number", "Team, counted within the organisation."),
)
_VEHICLE = (
    SchemaLine("vehicle_type", "text", "Name of the vehicle type: see `ruttsim params`."),
    SchemaLine("mode", "text", "car, ebike or walk."),
)

LEGS = (
    *WHERE,
    SchemaLine("round", "whole number", "Round of that day and split; of the patrol, its car."),
    SchemaLine(
        "organisation", "text", "Name of the organisation, patrol (alarms) or night_patrol."
    ),
    _ROUND[2],
    *_VEHICLE,
    SchemaLine("vehicle", "whole number", "Which vehicle of the organisation; -1: on foot."),
    SchemaLine("sequence", "whole number", "Which leg of the round; 0 leaves the base."),
    SchemaLine("from_place", "whole number", "Place left: buildings first, then premises."),
    SchemaLine("to_place", "whole number", "Place arrived at."),
    SchemaLine("visit", "whole number", "Visit arrived at; -1: an alarm, or the base."),
    SchemaLine("alarm", "whole number", "Alarm arrived at; -1: a visit, or the base."),
    SchemaLine("depart_s", "s", "Seconds after midnight when the leg starts."),
    SchemaLine("arrive_s", "s", "Seconds after midnight when the vehicle stops."),
    SchemaLine("stop_s", "s", "From the vehicle to the door; within a building, the walk."),
    SchemaLine("distance_m", "m", "Distance along the street."),
)
VISITS = (
    *WHERE,
    SchemaLine("visit", "whole number", "Row of the visit among the recurring visits."),
    SchemaLine("carer", "whole number", "0, or 1 for the second carer of the visit."),
    SchemaLine("client", "whole number", "Client; of your own, a person: not for publication."),
    SchemaLine("kind", "text", "care, service or night."),
    SchemaLine("basic_area", "text", "Basic area where the client lives."),
    _ROUND[1],
    _ROUND[2],
    SchemaLine("round", "whole number", "Round of whoever came; -1: nobody did."),
    SchemaLine("planned_round", "whole number", "Round by the plan; -1: none held the visit."),
    SchemaLine("earliest_s", "s", "Earliest start."),
    SchemaLine("latest_s", "s", "Latest start."),
    SchemaLine("planned_s", "s", "Planned duration."),
    SchemaLine("planned_start_s", "s", "Planned start; -1 where no round holds the visit."),
    SchemaLine("ready_s", "s", "When the carer stands at the door; -1: never."),
    SchemaLine("start_s", "s", "When care starts; -1: never."),
    SchemaLine("end_s", "s", "When the carer is done here; -1: never was here."),
    SchemaLine("care_s", "s", "Time of care in fact."),
    SchemaLine("shortened_s", "s", "Planned time that was left out of a delivered visit."),
    SchemaLine("outcome", "text", "delivered, cancelled or missed."),
    SchemaLine(
        "reason", "text", f"Why: {', '.join((*CANCELLED_REASONS, *MISSED_REASONS))}; or empty."
    ),
)
ALARMS = (
    *WHERE,
    SchemaLine("alarm", "whole number", "Alarm, in the order in which they ring on the day."),
    SchemaLine("responder", "whole number", "0, or 1 for the second carer who was sent."),
    SchemaLine("client", "whole number", "Who rang; of your own, a person: not for publication."),
    SchemaLine("basic_area", "text", "Basic area where it rang."),
    SchemaLine("organisation", "text", "Whose carer answered, or patrol."),
    SchemaLine("round", "whole number", "Round of the carer; of the patrol, its car."),
    SchemaLine("rung_s", "s", "When it rang, seconds after midnight."),
    SchemaLine("ready_s", "s", "When the responder stood at the door."),
    SchemaLine("start_s", "s", "When all who were needed were there, and help began."),
    SchemaLine("end_s", "s", "When the responder was done."),
)
DECISIONS = (
    *WHERE,
    SchemaLine("time_s", "s", "When it was decided, seconds after midnight."),
    SchemaLine("rule", "text", "What it was about: absences, late_visits, alarms and so on."),
    SchemaLine("action", "text", "What was decided: substitute, hand_over, patrol and so on."),
    SchemaLine("visit", "whole number", "Visit that it was about; -1: none."),
    SchemaLine("carer", "whole number", "Which of the visit's carers; -1: no visit."),
    SchemaLine("alarm", "whole number", "Alarm that it was about; -1: none."),
    SchemaLine("from_round", "whole number", "Whose task it was; -1: nobody's."),
    SchemaLine("to_round", "whole number", "Whose it became; -1: nobody's, or the patrol's."),
)
CHARGING = (
    *WHERE,
    _ROUND[1],
    SchemaLine("premise", "text", "Premises of the base."),
    _VEHICLE[0],
    SchemaLine("vehicle", "whole number", "Which vehicle of the organisation, as in legs."),
    SchemaLine("way", "text", f"Where it was refilled: {', '.join(WAYS)}."),
    SchemaLine("arrive_s", "s", "When it came, seconds after midnight."),
    SchemaLine("start_s", "s", "When refilling began; -1: it was taken before that."),
    SchemaLine("end_s", "s", "When it was full, or taken."),
    SchemaLine("start_kwh", "kWh", "What it held when it came."),
    SchemaLine("end_kwh", "kWh", "What it held at the end."),
)
HOUSEHOLD = (
    *WHERE,
    SchemaLine("client", "whole number", "Who buys; of your own, a person: not for publication."),
    *_ROUND,
    *_VEHICLE,
    SchemaLine("planned_depart_s", "s", "When the carer is planned to leave the base."),
    SchemaLine("vehicle", "whole number", "Which vehicle, as in legs; -1: on foot, or given up."),
    SchemaLine("depart_s", "s", "When the carer leaves the base; -1, as below: it gave way."),
    SchemaLine("arrive_s", "s", "When the carer is there; getting to the door follows."),
    SchemaLine("stop_s", "s", "From the vehicle to the door."),
    SchemaLine("end_s", "s", "When the service is done."),
    SchemaLine("return_s", "s", "When the carer is back at the base."),
    SchemaLine("out_distance_m", "m", "Distance to the buyer."),
    SchemaLine("back_distance_m", "m", "Distance back."),
    SchemaLine("outcome", "text", f"What became of it: {', '.join(SALES)}."),
)
_CARER = SchemaLine(
    "carer",
    "whole number",
    "Carer, same for both parts of a split shift; of single days, below -1 of the night.",
)
_SUBSTITUTE = SchemaLine("is_substitute", "true or false", "Whether in place of somebody absent.")
_BASE = (
    *_ROUND[1:],
    SchemaLine("premise", "text", "Premises of the base."),
    SchemaLine("shift", "text", "Line of the menu of shifts."),
    SchemaLine("part", "whole number", "Part of the shift; a split shift has 0 and 1."),
)
ROUNDS = (
    *WHERE,
    _ROUND[0],
    _CARER,
    _SUBSTITUTE,
    *_BASE,
    *_VEHICLE,
    SchemaLine("leave_s", "s", "When the carer leaves the base."),
    SchemaLine("return_s", "s", "When the carer is back."),
    SchemaLine("planned_leave_s", "s", "When the plan had the carer leave."),
    SchemaLine("planned_return_s", "s", "When the plan had the carer back."),
    SchemaLine("break_start_s", "s", "Start of the break; -1: none."),
    SchemaLine("break_end_s", "s", "End of the break; -1: none."),
)
PLAN = (
    *WHERE,
    SchemaLine("round", "whole number", "Round of that day and split; -1: no round holds it."),
    _CARER,
    _SUBSTITUTE,
    *_BASE,
    *_VEHICLE,
    SchemaLine("leave_s", "s", "When the round leaves the base."),
    SchemaLine("return_s", "s", "When it is back."),
    SchemaLine("break_before", "whole number", "Stop that the break lies before; -1: no break."),
    SchemaLine("break_earliest_s", "s", "When the break begins at the earliest."),
    SchemaLine("break_latest_s", "s", "When it begins at the latest at that stop."),
    SchemaLine("sequence", "whole number", "Which stop of the round; -1: a round without any."),
    SchemaLine("visit", "whole number", "Row of the visit among the recurring visits; or -1."),
    SchemaLine("visit_carer", "whole number", "0, or 1 for the second carer of the visit."),
    SchemaLine("start_s", "s", "When care starts."),
    SchemaLine("reason", "text", "Why no round holds it: no_skill, no_window, no_time; or empty."),
)
