"""Membership with delay, and leadership that others fill."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete import rules


def test_a_member_is_one_after_the_months_of_accession_and_out_after_those_of_leaving():
    standing, member = np.zeros((1, 1)), np.zeros((1, 1))
    for month in range(1, 13):
        standing = rules.accession_step(standing, 1.0, 5.0, 12.0)
        member = rules.seated(member, standing)
        assert member[0, 0] == (1.0 if month >= 5 else 0.0)
    for month in range(1, 13):
        standing = rules.accession_step(standing, 0.0, 5.0, 12.0)
        member = rules.seated(member, standing)
        assert member[0, 0] == (1.0 if month < 12 else 0.0)


def test_a_wish_given_up_half_way_makes_no_member():
    standing = rules.accession_step(np.zeros(1), 1.0, 2.0, 1.0)
    assert rules.seated(np.zeros(1), standing)[0] == 0.0
    assert rules.accession_step(standing, 0.0, 2.0, 1.0)[0] == 0.0


def test_no_vacuum_where_effort_meets_the_need():
    assert rules.leadership_vacuum(0.5, 0.6) == 0.0
    assert rules.leadership_vacuum(0.5, 0.2) == pytest.approx(0.3)


def test_rivals_fill_what_they_try_by_size_and_never_more_than_is_missing():
    strength = np.array([[0.0, 20.0, 5.0, 15.0]])
    full = rules.leadership_filled(0.4, np.array([[1.0, 1.0, 1.0, 1.0]]), strength)
    np.testing.assert_allclose(full, [[0.0, 0.2, 0.05, 0.15]])
    assert full.sum() == pytest.approx(0.4)
    alone = rules.leadership_filled(0.4, np.array([[0.0, 1.0, 0.0, 0.0]]), strength)
    np.testing.assert_allclose(alone, [[0.0, 0.2, 0.0, 0.0]])
    assert (rules.leadership_filled(0.4, np.zeros((1, 4)), strength) == 0.0).all()
