"""AI chips: budgets, products, orders, deliveries, prices."""
