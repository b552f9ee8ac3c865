"""Economies: growth of GDP, against which budgets and needs are measured."""
