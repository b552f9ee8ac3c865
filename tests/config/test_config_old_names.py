"""Names of levers that earlier papers used are found, or known to be planned."""

from __future__ import annotations

import pytest

from aicompete.config import load_catalogue
from aicompete.config.catalogue.register import load_register


def words(text: str) -> list[str]:
    return text.split()


SAME = words("""
ally_alienation marshall_budget fullstack_export_intensity fullstack_values_condition export_finance chip_ally_release
ally_control_pressure standards_coalition_effort loophole_enforcement sme_subsystem_control model_weight_control
training_compute_control chip_revenue_share outbound_invest_screen talent_restriction grid_expansion_rate
energy_emergency permit_speedup chips_reshoring_subsidy waico_resource brics_centre_budget firm_hedging coop_channel
network_externality switching_cost defacto_weight forced_innovation_gain decoupling_bill_threat decoupling_bill_passed
truce_active truce_length firm_relocation_sensitivity interdependence open_source_weaponisation redteam_coordination
state_bill_rate state_pass_rate state_trade_defection state_industry_support lobby_intensity ai_committee_strength
emergency_brake_threshold gov_compute_invest workforce_training security_by_design secure_dc_share
frontier_eval_capacity biosecurity_screen automation_rate hiring_freeze_anticipation firm_retraining_spend
retraining_success new_job_rate gi_bill_budget genesis_budget genesis_data_release genesis_access_breadth
public_research_cut wto_dfft_challenge voluntary_audit_push ideology_test ftz_pilot_coverage negative_list_scope
iso27701_exemption green_compute public_sector_adoption rival_vacuum_uptake quantum_breakthrough_prob
genesis_ally_access
""")

NOW = {
    "us_dereg": "dereg",
    "fed_preemption_route": "federal_preemption_route",
    "fed_preemption_strength": "federal_preemption_strength",
    "us_eu_reg_pressure": "reg_pressure_on_allies",
    "us_aid_budget": "aid_budget",
    "us_aid_conditionality": "aid_conditionality",
    "us_discourse_effort": "discourse_effort",
    "us_multilateral_engagement": "multilateral_engagement",
    "chip_control_stringency": "chip_export_control",
    "us_open_weights_push": "open_source_push",
    "us_fed_coordination": "coordination",
    "gov_efficiency_cut": "gov_capacity_cut",
    "ree_substitution_rd": "mineral_substitution_rd",
    "re_licence_strictness": "mineral_licence_strictness",
    "re_licence_delay": "mineral_licence_delay",
    "re_target_mode": "mineral_target_mode",
    "cn_entity_sanctions": "entity_sanctions",
    "cn_domestic_stack_fund": "domestic_stack_fund",
    "cn_open_source_push": "open_source_push",
    "cn_state_coordination": "coordination",
    "cn_un_effort": "un_effort",
    "cn_digital_infra_aid": "aid_budget",
    "cn_aid_conditionality": "aid_conditionality",
    "bri_standards_package": "standards_package",
    "cn_iso_itu_effort": "iso_itu_effort",
    "cn_narrative_effort": "discourse_effort",
    "cn_eu_dialogue": "allied_dialogue",
    "cn_data_localisation": "data_localisation",
    "cn_public_data_open": "public_data_open",
    "fl_adoption": "federated_training",
    "fl_block_enforcement": "distributed_training_block",
    "fl_efficiency_loss": "federated_efficiency_loss",
    "decentralisation_level": "decentralised_training",
    "eu_autonomy": "digital_autonomy",
    "cn_ethics_centre": "ethics_centre",
    "cn_audit_openness": "audit_openness",
    "cn_safety_framework": "safety_framework",
    "state_woke_mandate": "subnational_content_mandate",
    # what nobody controls has become an assumption
    "gs_data_sovereignty_demand": "data_sovereignty_demand",
    "chip_loophole_rate": "route_capacity",
    "supply_chain_rebuild_cost": "mineral_rebuild_cost",
    "supply_chain_rebuild_time": "mineral_rebuild_slip",
    "mineral_rebuild_time": "mineral_rebuild_slip",
    "smic_yield_growth": "yield_learning",
    "cluster_power_penalty": "home_chip_power",
    "cn_eda_target_year": "eda_target_year",
    "cn_software_eco": "software_ecosystem",
    "cn_asym_rd_share": "side_track_share",
    "quantum_rd_us": "quantum_research",
    "cn_quantum_rd": "quantum_research",
    "cn_redundancy_share": "redundancy_share",
}

# old name -> name it is planned under
PLANNED: dict[str, str] = {}

# what the options of a run, the start tables or the markets themselves now settle
SETTLED = {
    "random_seed": "--seed",
    "game_depth": "levels of answers in a game file",
    "horizon_years": "months",
    "private_ai_capex": "budgets of nations grow in the chip market",
    "smic_n3_year": "node_time and what follows from it: metric nodes_climbed_chn",
    "cluster_scaling_eff": "cluster_loss for each doubling: metric cluster_kept_chn",
    "ascend_parity_year": "metric chip_parity_year_chn: the year comes out of the ladder, design and side tracks",
    "smic_yield": "yield_home in the start tables",
    "ally_cn_market_share": "share of sales in China of every firm",
}

ALL = 129


@pytest.mark.parametrize(("old", "new"), [*((name, name) for name in SAME), *NOW.items()], ids=lambda name: str(name))
def test_an_old_name_finds_the_present_one(old: str, new: str) -> None:
    found = load_catalogue().find(old)
    assert found, f"no lever or assumption is found for '{old}'; '{new}' could carry it as an alias"
    assert found[0].name == new


def test_planned_names_are_in_the_register_and_nowhere_else() -> None:
    catalogue = load_catalogue()
    entries = load_register().entries.values()
    planned = {name for entry in entries for name in (*entry.planned_levers, *entry.planned_assumptions)}
    assert not {old: new for old, new in PLANNED.items() if new not in planned}
    exist = [old for old in PLANNED if any(old in (e.name, *e.aliases) for e in catalogue.find(old))]
    assert not exist, "these exist: move them to the names that are found"


def test_every_old_name_has_one_fate() -> None:
    fates = [*SAME, *NOW, *PLANNED, *SETTLED]
    assert len(fates) == len(set(fates)) == ALL
