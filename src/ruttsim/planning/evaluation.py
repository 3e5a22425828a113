"""Times and soft costs of one round.

The base cost of a round (travel, duty, who does what, and what its work adds to its length) is
known from the edges that a move changes. What depends on times is its soft cost: lateness,
waiting, overtime, what waiting adds to its length, breaks. `time_round` computes it from the
first position that changed on.
"""

# Compiled code: types are inferred, and columns are read by name.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from ruttsim.compiled import part
from ruttsim.domain.rounds import NEVER_S
from ruttsim.planning.tables import (
    BREAK,
    BREAK_AT,
    BREAK_CLOSES,
    BREAK_MISSED,
    BREAK_OPENS,
    BREAK_WAITED,
    CLOSES,
    CLOSES_AGAIN,
    DELAY,
    DUTY,
    END,
    ENDS,
    FIRST,
    FROM_PLACE,
    IDLE_PRICE,
    IDLE_SHARE,
    IDLE_UNIT,
    LAG,
    LASTS,
    LATE_LIMIT,
    LATE_PRICE,
    LATEST,
    LEAST,
    LEAVES,
    LENGTH,
    LENGTH_PRICE,
    LOGGED,
    LONGEST,
    MOST_GUIDED,
    MOST_SHARE,
    OLD_DUTY,
    OLD_LENGTH,
    OLD_REST,
    OLD_ROW,
    OPENS,
    OPENS_AGAIN,
    OVER_LIMIT,
    OVER_PRICE,
    OVERLONG_PRICE,
    PAID,
    PARTNER,
    PLACE,
    PLACES,
    POSITION,
    PROFILE,
    READY,
    REST,
    RESTS_AT,
    RETURNS,
    ROUND,
    ROW,
    SECOND,
    SLACK,
    STAMP,
    START,
    STARTS,
    TO_PLACE,
    TOUCHED,
    TOUCHED_ROUNDS,
    TRIAL,
    TRIED_IDLE,
    TRIED_LATE,
    TRIED_SOFT,
    WAIT_PRICE,
    WAITED,
    WORK_LONGEST,
)


@part
def arrival(travel, period, profile, leg, t):
    """When one arrives who leaves at t, and the least time that leg ever takes."""
    periods = len(period)
    if periods == 1:
        least = travel[profile, leg, 1]
        return t + least, least
    k = periods - 1
    while k > 0 and period[k] > t:
        k -= 1
    at = t + travel[profile, leg, 1 + k]
    least = travel[profile, leg, 1]
    for q in range(1, periods):
        least = min(least, travel[profile, leg, 1 + q])
        if q > k and period[q] < at:
            at = min(at, period[q] + travel[profile, leg, 1 + q])
    return at, least


@part
def latest_leave(travel, period, profile, leg, earliest, arrive):
    """The last moment from `earliest` on to leave and still arrive by `arrive`."""
    best = earliest
    for q in range(len(period)):
        leave = arrive - travel[profile, leg, 1 + q]
        if q + 1 < len(period):
            leave = min(leave, period[q + 1] - 1)
        if leave >= period[q] and leave > best:
            best = leave
    return best


@part
def guide(prices, idle):
    """What stands in a round's soft cost for its part in the most idle duty: see `idleness`."""
    share = min(idle * IDLE_UNIT // prices[MOST_GUIDED], MOST_SHARE)
    return share * share * share * share // prices[IDLE_SHARE]


@part
def time_round(tables, state, r, k0, store, cap):
    """Whether round r can be worked, timed from position k0 on; costs go to the TRIED columns.

    Stops as infeasible where the soft cost passes `cap`. Readiness and starts of linked tasks are
    written and logged; with `store`, everything is written and nothing logged.
    """
    task, duty, travel, period, prices = (
        tables.task,
        tables.duty,
        tables.travel,
        tables.period,
        tables.prices,
    )
    sequence, node, rounds, log, now = (
        state.sequence,
        state.node,
        state.round,
        state.log,
        state.now,
    )
    places = prices[PLACES]
    row, n, d = rounds[r, ROW], rounds[r, LENGTH], rounds[r, DUTY]
    if n == 0:
        rounds[r, TRIED_SOFT] = 0
        rounds[r, TRIED_LATE] = 0
        rounds[r, TRIED_IDLE] = 0
        return True
    profile = duty[d, PROFILE]
    rest_s = duty[d, BREAK]
    rest = rounds[r, REST] if rest_s > 0 else -1
    first_s = duty[d, START]
    while True:
        if k0 > 0:
            p = sequence[row, k0 - 1]
            here = task[p, PLACE]
            t, waited, slack, soft = (
                node[p, ENDS],
                node[p, WAITED],
                node[p, SLACK],
                node[p, PAID],
            )
            latest, rest_at, rest_waited, least = (
                node[p, LATEST],
                node[p, BREAK_AT],
                node[p, BREAK_WAITED],
                node[p, LEAST],
            )
            waited_first = node[sequence[row, 0], WAITED]
            first_start = node[sequence[row, 0], ENDS] - task[sequence[row, 0], LASTS]
        else:
            here = duty[d, FROM_PLACE]
            t, waited, slack, soft = first_s, 0, NEVER_S, 0
            latest, rest_at, rest_waited, least, waited_first, first_start = 0, -1, 0, 0, 0, 0
        is_done = True
        for k in range(k0, n + 1):
            if k < n:
                p = sequence[row, k]
                there = task[p, PLACE]
            else:
                p = -1
                there = duty[d, TO_PLACE]
            at, leg_s = arrival(travel, period, profile, here * places + there, t)
            least += leg_s
            if k == rest:
                if at <= duty[d, BREAK_CLOSES]:
                    rest_at = max(at, duty[d, BREAK_OPENS])
                    waited += rest_at - at
                    at = rest_at + rest_s
                else:
                    rest_at = max(t, duty[d, BREAK_OPENS])
                    if rest_at > duty[d, BREAK_CLOSES]:
                        is_done = False
                        break
                    waited += rest_at - t
                    at, leg_s = arrival(
                        travel, period, profile, here * places + there, rest_at + rest_s
                    )
                rest_waited = waited
                slack = min(slack, waited + duty[d, BREAK_CLOSES] - rest_at)
            if k == n:
                t = at
                break
            opens = task[p, OPENS_AGAIN] if node[p, SECOND] else task[p, OPENS]
            ready = max(at, opens)
            starts = ready
            partner = task[p, PARTNER]
            if partner >= 0:
                starts = max(starts, node[partner, READY] + task[p, LAG])
                if not store and (
                    node[p, READY] != ready
                    or node[p, STARTS] != starts
                    or node[p, ROUND] != r
                    or node[p, POSITION] != k
                ):
                    h = now[LOGGED]
                    if h >= len(log):
                        return False
                    log[h, 0] = p
                    log[h, 1] = node[p, ROUND]
                    log[h, 2] = node[p, POSITION]
                    log[h, 3] = node[p, STARTS]
                    log[h, 4] = node[p, READY]
                    now[LOGGED] = h + 1
                    node[p, ROUND] = r
                    node[p, POSITION] = k
                    node[p, STARTS] = starts
                    node[p, READY] = ready
            waited += starts - at
            if k == 0:
                waited_first = waited
                first_start = starts
            closes = task[p, CLOSES]
            if starts >= task[p, OPENS_AGAIN]:
                closes = task[p, CLOSES_AGAIN]
            room = closes - starts
            if room < 0:
                if -room > task[p, LATE_LIMIT]:
                    return False
                soft -= room * task[p, LATE_PRICE]
                latest = max(latest, -room)
                room = 0
                if soft > cap:
                    return False
            if partner >= 0:
                room = 0
            slack = min(slack, waited + room)
            t = starts + task[p, LASTS]
            least += task[p, LASTS]
            here = there
            if store:
                node[p, ROUND] = r
                node[p, POSITION] = k
                node[p, STARTS] = starts
                node[p, READY] = ready
                node[p, ENDS] = t
                node[p, WAITED] = waited
                node[p, SLACK] = slack
                node[p, PAID] = soft
                node[p, LATEST] = latest
                node[p, BREAK_AT] = rest_at
                node[p, BREAK_WAITED] = rest_waited
                node[p, LEAST] = least
        if is_done:
            break
        # The break would begin too late: it is taken a stop earlier, at last not at all.
        rest -= 1
        rounds[r, REST] = rest
        k0 = min(k0, max(rest, 0))
    return_s = t
    delay = min(slack, waited)
    leave_s = first_s + delay
    if len(period) > 1:
        # Later legs would be driven in other periods, so only the leaving is put off.
        leave_s = first_s
        leg = duty[d, FROM_PLACE] * places + task[sequence[row, 0], PLACE]
        at, _ = arrival(travel, period, profile, leg, first_s)
        if rest != 0:
            leave_s = latest_leave(travel, period, profile, leg, first_s, first_start)
            at, _ = arrival(travel, period, profile, leg, leave_s)
            waited += leave_s - first_s + first_start - at - waited_first
            waited_first = leave_s - first_s + first_start - at
        elif at <= duty[d, BREAK_CLOSES]:
            # The break is at the first door: one arrives when it begins.
            leave_s = latest_leave(travel, period, profile, leg, first_s, rest_at)
            then, _ = arrival(travel, period, profile, leg, leave_s)
            waited += leave_s - first_s + at - then
            waited_first += leave_s - first_s + at - then
        else:
            # The break is at the base: the round begins with it.
            leave_s = rest_at
        delay = 0
    length = return_s - leave_s
    soft += prices[WAIT_PRICE] * (waited - max(delay, waited_first))
    soft += duty[d, LENGTH_PRICE] * (length - least)
    over = max(0, return_s - duty[d, END], length - duty[d, LONGEST])
    if over > duty[d, OVER_LIMIT]:
        return False
    soft += over * duty[d, OVER_PRICE]
    if rest_s > 0:
        work_longest = duty[d, WORK_LONGEST]
        if rest < 0:
            soft += duty[d, BREAK_MISSED]
            overlong = max(0, length - work_longest)
        else:
            rest_at = max(rest_at, rest_at + delay - rest_waited)
            overlong = max(0, rest_at - leave_s - work_longest)
            overlong += max(0, return_s - rest_at - rest_s - work_longest)
        soft += overlong * duty[d, OVERLONG_PRICE]
    if store:
        rounds[r, LEAVES] = leave_s
        rounds[r, RETURNS] = return_s
        rounds[r, RESTS_AT] = rest_at if rest >= 0 else -1
        rounds[r, DELAY] = delay
    idle = max(0, duty[d, END] - return_s) + waited
    if prices[IDLE_PRICE] > 0:
        soft += guide(prices, idle)
    rounds[r, TRIED_SOFT] = soft
    rounds[r, TRIED_LATE] = latest
    rounds[r, TRIED_IDLE] = idle
    return soft <= cap


@part
def touch(state, r, k):
    """Note that round r is timed anew from position k on, and what it was."""
    rounds, now = state.round, state.now
    if rounds[r, STAMP] != now[TRIAL]:
        rounds[r, STAMP] = now[TRIAL]
        rounds[r, FIRST] = k
        rounds[r, OLD_ROW] = rounds[r, ROW]
        rounds[r, OLD_LENGTH] = rounds[r, LENGTH]
        rounds[r, OLD_DUTY] = rounds[r, DUTY]
        rounds[r, OLD_REST] = rounds[r, REST]
        state.lists[TOUCHED_ROUNDS, now[TOUCHED]] = r
        now[TOUCHED] += 1
    elif k < rounds[r, FIRST]:
        rounds[r, FIRST] = k
