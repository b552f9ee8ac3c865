"""A small game for the tests of the table, in the terminal and in the dashboard."""

SMALL_GAME = """\
name: small
months: 24
horizon: 6
lag: 1
payoffs: standard
moves:
  close: {player: USA, level: 0, name: Close, levers: {chip_export_control: 1}, costs: {effort: 1}, source: a test}
  never: {player: USA, level: 0, name: No, levers: {aid_budget: 9}, needs: chip_price < 0, source: a test}
  aid: {player: CHN, level: 1, name: Aid, levers: {aid_budget: 12}, costs: {effort: 2}, source: a test}
stages:
  - {player: USA, month: 3, options: {close: [close], never: [never]}}
  - {player: CHN, month: 6, options: {aid: [aid]}}
"""
