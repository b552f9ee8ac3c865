"""What a game's payoffs say: how it is played under each idea of a player, what depth is worth, what answers what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aicompete.game.files import Game
from aicompete.game.payoffs import END, MEAN
from aicompete.game.solve import trees
from aicompete.game.solve.noise import Estimate, interval, percentiles, resampled
from aicompete.game.tensor import Tensor
from aicompete.game.ways import END_STATES, TOTAL_COST
from aicompete.world.columns import Array

SAMPLES = 400
"""Bootstrap samples of runs."""
SCRIPTED, RANDOM, MYOPIC, PERFECT = "scripted", "random", "myopic", "perfect"


@dataclass(frozen=True)
class Depth:
    """Play with the levels up to ``depth`` open: the way, what it gives, and what the last level added."""

    depth: int
    way: tuple[int, ...]
    value: dict[str, Estimate]
    added: dict[str, Estimate]
    """Against one level less; none for depth 0."""
    cost: Estimate
    """What the competition costs the world, USD bn a year."""
    cost_added: Estimate | None
    steady: float
    """Share of bootstrap samples in which the same way is played."""


@dataclass(frozen=True)
class Study:
    """A game with its payoffs."""

    game: Game
    tensor: Tensor

    @property
    def movers(self) -> list[str]:
        """Who moves, stage by stage."""
        return [stage.player for stage in self.game.stages]

    @property
    def told(self) -> tuple[str, ...]:
        """Whose payoffs are told: players first, then those who look on."""
        return tuple(dict.fromkeys((*self.game.players, *self.game.payoffs)))

    def means(
        self, weights: Array | None = None, factors: Mapping[str, Mapping[str, float]] | None = None
    ) -> dict[str, Array]:
        """Mean payoffs, ``(*stages,)``; ``weights``: of runs; ``factors``: on the weights of a player's terms."""
        found = {}
        for who in self.told:
            payoff = self.tensor.payoff(who, (factors or {}).get(who))
            found[who] = payoff.mean(axis=-1) if weights is None else payoff @ weights
        return found

    def estimate(self, who: str, way: Sequence[int], against: Sequence[int] | None = None) -> Estimate:
        """A payoff of a way, or its difference from that of another."""
        payoff = self.tensor.payoff(who)
        values = payoff[tuple(way)]
        return interval(values if against is None else values - payoff[tuple(against)])

    def perfect(self) -> trees.Solved:
        """Subgame-perfect play on the means."""
        return trees.backward(self.means(), self.movers)

    def depths(self, seed: int = 0) -> list[Depth]:
        """What each further level of answers is worth to whom (the value of depth)."""
        levels = [stage.level for stage in self.game.stages]
        weights = resampled(self.tensor.runs, SAMPLES, seed)
        payoffs = {who: self.tensor.payoff(who) for who in self.told}
        world = self.tensor.parts[TOTAL_COST, MEAN]
        costs = np.zeros((SAMPLES, max(levels) + 1))
        best = [solved.way for solved in trees.values_of_depth(self.means(), self.movers, levels)]
        ways: list[list[tuple[int, ...]]] = []
        values = {who: np.zeros((SAMPLES, len(best))) for who in self.told}
        for sample, row in enumerate(weights):
            means = {who: payoffs[who] @ row for who in self.told}
            solved = trees.values_of_depth(means, self.movers, levels)
            ways.append([s.way for s in solved])
            costs[sample] = [row @ world[s.way] for s in solved]
            for who in self.told:
                values[who][sample] = [means[who][s.way] for s in solved]
        middle = {who: [float(payoffs[who][way].mean()) for way in best] for who in self.told}
        spent = [float(world[way].mean()) for way in best]
        return [
            Depth(
                depth,
                way,
                {who: percentiles(values[who][:, depth], middle[who][depth]) for who in self.told},
                {
                    who: percentiles(
                        values[who][:, depth] - values[who][:, depth - 1], middle[who][depth] - middle[who][depth - 1]
                    )
                    for who in self.told
                }
                if depth
                else {},
                percentiles(costs[:, depth], spent[depth]),
                percentiles(costs[:, depth] - costs[:, depth - 1], spent[depth] - spent[depth - 1]) if depth else None,
                float(np.mean([sample[depth] == way for sample in ways])),
            )
            for depth, way in enumerate(best)
        ]

    def rule(self, name: str, stage: int, means: Mapping[str, Array]) -> trees.Rule:
        """A player's rule of choice at a stage: scripted, myopic, perfect, or ``ahead 2`` (looks two stages ahead)."""
        if name == SCRIPTED:
            return lambda before: self.game.stages[stage].script
        depth = {MYOPIC: 0, PERFECT: len(self.game.stages)}.get(name)
        return trees.lookahead(means, self.movers, stage, int(name.split()[1]) if depth is None else depth)

    def played(self, rules: Mapping[str, str]) -> dict[str, Estimate]:
        """Payoffs when each player follows the rule of that name; random players choose evenly at every stage."""
        ways = self.ways_of(rules)
        return {
            who: interval(np.sum([share * self.tensor.payoff(who)[way] for way, share in ways], axis=0))
            for who in self.told
        }

    def ways_of(self, rules: Mapping[str, str]) -> list[tuple[tuple[int, ...], float]]:
        """The ways that rules lead, with their shares."""
        means = self.means()
        ways: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
        for s, stage in enumerate(self.game.stages):
            further = []
            rule = None if rules[stage.player] == RANDOM else self.rule(rules[stage.player], s, means)
            for way, share in ways:
                options = range(len(stage.options)) if rule is None else [int(rule(way))]
                further += [((*way, option), share / len(options)) for option in options]
            ways = further
        return ways

    def ends(self, rules: Mapping[str, str]) -> dict[str, float]:
        """Shares of runs that end in each state when each player follows the rule of that name."""
        found = {}
        for name in END_STATES:
            last = self.tensor.parts[name, END]
            found[name] = float(np.sum([share * last[way].mean() for way, share in self.ways_of(rules)]))
        return found

    def way_of(self, rules: Mapping[str, str]) -> tuple[int, ...]:
        """The way the game goes when nobody plays at random."""
        means = self.means()
        return trees.followed([self.rule(rules[stage.player], s, means) for s, stage in enumerate(self.game.stages)])

    def sensitivity(
        self, draws: int = 300, seed: int = 0
    ) -> tuple[list[float], dict[tuple[str, str], tuple[tuple[int, ...], tuple[int, ...]]]]:
        """How the perfect play hangs on the weights of payoffs.

        Returns, stage by stage, in which share of draws (each weight times a factor from 1/2 to 2, even in logs) the
        same option is chosen as with the weights given; and the ways played with one weight halved and doubled.
        """
        base = self.perfect().way
        generator = np.random.default_rng(seed)
        same = np.zeros(len(base))
        for _ in range(draws):
            factors = {
                who: {term.name: float(2.0 ** generator.uniform(-1.0, 1.0)) for term in self.game.payoffs[who]}
                for who in self.game.players
            }
            way = trees.backward(self.means(factors=factors), self.movers).way
            same += np.array(way) == np.array(base)
        alone = {}
        for who in self.game.players:
            for term in self.game.payoffs[who]:
                pair = [trees.backward(self.means(factors={who: {term.name: f}}), self.movers).way for f in (0.5, 2.0)]
                if any(way != base for way in pair):
                    alone[who, term.name] = (pair[0], pair[1])
        return [float(share) for share in same / draws], alone
