"""Members of the European Union stand together when one of them is coerced."""

from __future__ import annotations

from tests.engine_kit import trace


def test_the_union_backs_its_small_members_most_and_nobody_else() -> None:
    alone, backed = (trace(f"assumptions.union_backing={part}", months=1, disable=()).last for part in (0, 0.7))
    gained = backed.alliances.resolve - alone.alliances.resolve
    small, large, outside = (gained[:, :, backed.facts.nation(iso3)] for iso3 in ("NLD", "DEU", "JPN"))
    assert (small > large).all()
    assert (large > 0.0).all()
    assert (outside == 0.0).all()


def test_a_backed_member_turns_away_from_who_coerces_it() -> None:
    """Sanctions on all alike: the Netherlands stands further from the coercer where the Union stands behind it."""
    turned = {}
    for part in (0, 0.7):
        world = trace("CHN.entity_sanctions=1", f"assumptions.union_backing={part}", months=36, disable=()).last
        turned[part] = world.alliances.reaction[:, world.facts.nation("NLD")]
    assert (turned[0.7] > 1.03 * turned[0]).all()
