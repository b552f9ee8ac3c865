"""The slice as scalar loops compiled by numba, one run at a time: no bound, for the vector units lie idle.

Needs ``pip install numba`` (extra ``bench``). Equations by number: README.md; the numbers are those of the other two.
"""

from __future__ import annotations

from math import exp, log, log1p, sqrt, tanh

import numpy as np
from numba import njit

from slice_world import CHN, READS, SERIES, Array, Shocks, Slice

USD_BN = 1e9
(
    SHOCK_HALF_LIFE,
    SHOCK_SPREAD,
    ELASTICITY,
    CEILING_MIDPOINT,
    CEILING_STEEPNESS,
    BUDGET_GROWTH,
    LIFETIME,
    LAYER,
    RENEWAL,
    DEMAND_SHOCK,
    GUIDANCE_MIDPOINT,
    GUIDANCE_STEEPNESS,
    HOME_DECLINE,
    HOME_GROWTH,
    CEILING_MARKUP,
    FLOOR_MARKUP,
    NETWORK,
    OPEN_DECLINE,
    OPEN_GROWTH,
    CANCELLATION,
    OWN_GAIN,
    PARTNER_GAIN,
    FADE,
    INFERENCE,
    BANDWIDTH,
    GAIN_COVER,
    GAIN_ORDERS,
    STEP_LIMIT,
    SMALLEST,
    AGE_SCALE,
    LEAN_WEIGHT,
    STACK_GROWTH,
    LOCK_IN,
    TASTE_HALF_LIFE,
    TASTE_SPREAD,
    TURNOVER,
    SWITCHING,
) = range(len(READS))


@njit
def hill(x, midpoint, steepness):
    """Falling Hill curve."""
    return 1.0 / (1.0 + (x / midpoint) ** steepness)


@njit
def network(a, base, partners, out):
    """Benefit of a stack's base at home and among partners, less the cost of switching: into ``out`` (3, N)."""
    n = base.shape[1]
    for s in range(3):
        for i in range(n):
            among = 0.0
            for j in range(n):
                among += partners[i, j] * base[s, j]
            gain = a[OWN_GAIN] * log1p(base[s, i]) + a[PARTNER_GAIN] * among
            out[s, i] = a[NETWORK] * gain - a[SWITCHING] * (1.0 - base[s, i])


@njit
def mean_of_peers(alignment, weights, out):
    """Alignment of the peers, into ``out`` (N,)."""
    n = alignment.shape[0]
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += weights[i, j] * alignment[j]
        out[i] = total


@njit(error_model="numpy")
def one_run(
    a, months, intensity, top, purse, compute, taste_home, price, performance, base, age, chip_taste, free_taste,
    alignment, rest, hedge, half_life, peer_gain, gdp, demand, control, guidance, rival, acts, partners, peers, supply,
    appeal, pool, sold, demand_shock, taste_shock, alliance_shock, out,
):  # fmt: skip
    """All months of one run; the columns given are copies that change in place, ``out`` is (series, month)."""
    n, sellers = gdp.shape[0], appeal.shape[0]
    cost = price.copy()
    start_alignment = alignment.copy()
    taste, shock = np.zeros((3, n)), np.zeros(n)
    start_network, now_network = np.empty((3, n)), np.empty((3, n))
    start_peers, now_peers = np.empty(n), np.empty(n)
    lock_in_start = base[0] - base[1]
    network(a, base, partners, start_network)
    mean_of_peers(alignment, peers, start_peers)
    allowed, product, installed = np.empty(n), np.empty(n), np.empty(n)
    spending, quantity, totals = np.empty((2, n)), np.empty((2, n)), np.empty((2, n))
    orders, fill, pull, utility, choice, leaving = (
        np.empty(2), np.empty(2), np.empty(2), np.empty(3), np.empty(3), np.empty(3)
    )  # fmt: skip
    growth = exp(a[BUDGET_GROWTH] / 12.0)
    keep = 1.0 - 1.0 / (12.0 * a[LIFETIME])
    rho = 2.0 ** (-1.0 / a[TASTE_HALF_LIFE])
    spread = sqrt(1.0 - rho * rho) * a[TASTE_SPREAD]
    stay_shock = 2.0 ** (-1.0 / a[SHOCK_HALF_LIFE])
    size = a[SHOCK_SPREAD] * sqrt(1.0 - stay_shock * stay_shock)
    all_gdp, acting = gdp.sum(), acts.sum()
    for t in range(months):
        fade = exp(-a[FADE] * t / 12.0) / 12.0
        performance[0] *= exp(a[OPEN_GROWTH] * fade)
        performance[1] *= exp(a[HOME_GROWTH] * fade)
        last = hill(1.0, a[CEILING_MIDPOINT], a[CEILING_STEEPNESS])
        orders[:] = 0.0
        for i in range(n):
            intensity[i] = top[i] * intensity[i] * growth / (top[i] + intensity[i] * (growth - 1.0))
            budget = intensity[i] * gdp[i] * demand[i] * exp(a[DEMAND_SHOCK] * demand_shock[t, i])
            purse[i] = purse[i] * (1.0 - a[CANCELLATION]) + budget / 12.0
            ceiling = (hill(control[i], a[CEILING_MIDPOINT], a[CEILING_STEEPNESS]) - last) / (1.0 - last)
            product[i] = max(ceiling, a[SMALLEST])
            switch = hill(guidance[i], a[GUIDANCE_MIDPOINT], a[GUIDANCE_STEEPNESS])
            allowed[i] = (1.0 - rival[i] * (1.0 - switch)) if ceiling > a[SMALLEST] else 0.0
            foreign = price[0] * product[i] ** (-a[INFERENCE] * (1.0 - a[BANDWIDTH]))
            pull[0] = (1.0 - taste_home[i]) * allowed[i] * foreign ** (1.0 - a[ELASTICITY])
            pull[1] = taste_home[i] * price[1] ** (1.0 - a[ELASTICITY])
            total = pull[0] + pull[1]
            for p in range(2):
                spending[p, i] = purse[i] * pull[p] / total if total > 0.0 else 0.0
            quantity[0, i] = spending[0, i] / foreign * USD_BN
            quantity[1, i] = spending[1, i] / price[1] * USD_BN
            orders[0] += quantity[0, i] / (performance[0] * product[i])
            orders[1] += quantity[1, i] / performance[1]
        for p in range(2):
            fill[p] = min(1.0, supply[p] / orders[p]) if orders[p] > 0.0 else 1.0
        totals[:] = 0.0
        installed[:] = 0.0
        for s in range(sellers):
            for i in range(n):
                totals[pool[s], i] += appeal[s] * sold[s, i]
        revenue, home = 0.0, 0.0
        for s in range(sellers):
            p = pool[s]
            for i in range(n):
                share = appeal[s] * sold[s, i] / totals[p, i] * fill[p]
                shipped = quantity[p, i] * share
                installed[i] += shipped
                revenue += spending[p, i] * share * 12.0
                if p == 1 and i == CHN:
                    home += shipped
        for i in range(n):
            purse[i] = max(purse[i] - spending[0, i] * fill[0] - spending[1, i] * fill[1], 0.0)
            compute[i] = compute[i] * keep + installed[i]
        for p in range(2):
            fall = exp(-(a[OPEN_DECLINE] if p == 0 else a[HOME_DECLINE]) / 12.0)
            cost[p] *= fall
            pressure = log(max(orders[p], 1e-300)) - log(max(supply[p], 1e-300))
            change = (a[GAIN_ORDERS] + a[GAIN_COVER]) * pressure
            change = min(max(change, -a[STEP_LIMIT]), a[STEP_LIMIT])
            moved = price[p] * fall * exp(change)
            price[p] = min(max(moved, cost[p] * a[FLOOR_MARKUP]), cost[p] * a[CEILING_MARKUP])

        network(a, base, partners, now_network)
        for i in range(n):
            lean = a[LEAN_WEIGHT] * (alignment[i] - start_alignment[i])
            for s in range(3):
                taste[s, i] = rho * taste[s, i] + spread * taste_shock[t, s, i]
                side = lean if s == 0 else (-lean if s == 1 else 0.0)
                utility[s] = now_network[s, i] - start_network[s, i] + taste[s, i] + side
            us = log(max(allowed[i] * sqrt(product[i]) * fill[0], 1e-6))
            cn = log(max(fill[1], 1e-6))
            gap = utility[1] + chip_taste[1, i] + cn - utility[0] - chip_taste[0, i] - us
            bought = 1.0 / (1.0 + exp(gap))
            highest = max(utility[0] + free_taste[0, i], utility[1] + free_taste[1, i], utility[2] + free_taste[2, i])
            total = 0.0
            for s in range(3):
                choice[s] = exp(utility[s] + free_taste[s, i] - highest)
                total += choice[s]
            renewal = a[LAYER] * a[RENEWAL] * min(installed[i] / max(compute[i], 1.0), 1.0)
            moving = 0.0
            for s in range(3):
                chips = bought if s == 0 else (1.0 - bought if s == 1 else 0.0)
                choice[s] = a[LAYER] * chips + (1.0 - a[LAYER]) * choice[s] / total
                yearly = a[TURNOVER] * exp(-a[SWITCHING] / a[AGE_SCALE] * age[s, i]) + a[STACK_GROWTH]
                leaving[s] = base[s, i] * (yearly / 12.0 + renewal)
                moving += leaving[s]
            for s in range(3):
                base[s, i] += choice[s] * moving - leaving[s]
                old = 1.0 - choice[s] * moving / max(base[s, i], 1e-12)
                age[s, i] = (age[s, i] + 1.0 / 12.0) * min(max(old, 0.0), 1.0)

        mean_of_peers(alignment, peers, now_peers)
        for i in range(n):
            shock[i] = stay_shock * shock[i] + size * alliance_shock[t, i]
            if acts[i] > 0.0:
                lock_in = a[LOCK_IN] * (base[0, i] - base[1, i] - lock_in_start[i])
                company = peer_gain[i] * 4.0 * hedge[i] * (now_peers[i] - start_peers[i])
                target = tanh((rest[i] + lock_in + company + shock[i]) / (4.0 * hedge[i]))
                alignment[i] += (1.0 - 2.0 ** (-1.0 / half_life[i])) * (target - alignment[i])
        out[0, t], out[1, t], out[2, t] = price[0], revenue, home
        out[3, t] = compute[CHN] / compute.sum()
        out[4, t] = (base[0] * gdp).sum() / all_gdp
        out[5, t] = (alignment * acts).sum() / acting


def simulate(world: Slice, shocks: Shocks, months: int) -> dict[str, Array]:
    """All runs through all months, one after the other: recorded series ``(run, month)``."""
    w = world
    values = np.stack([w.assumptions[name] for name in READS], axis=1)
    out = np.empty((w.runs, len(SERIES), months))
    for r in range(w.runs):
        one_run(
            values[r], months, w.intensity[r].copy(), w.intensity_ceiling[r], w.purse[r].copy(), w.compute[r].copy(),
            w.home_taste[r], w.pool_price[r].copy(), w.performance[r].copy(), w.base[r].copy(), w.age[r].copy(),
            w.chip_taste[r], w.free_taste[r], w.alignment[r].copy(), w.alignment_rest[r], w.hedge[r], w.half_life[r],
            w.peer_gain[r], w.gdp, w.demand, w.control, w.guidance, w.rival, w.acts, w.partners, w.peers, w.supply,
            w.appeal, w.pool, w.sold, np.ascontiguousarray(shocks.demand[:, r]),
            np.ascontiguousarray(shocks.taste[:, r]), np.ascontiguousarray(shocks.alliance[:, r]), out[r],
        )  # fmt: skip
    return {name: out[:, i] for i, name in enumerate(SERIES)}
