"""Critical minerals: licences, trade, stocks, prices, refining capacity."""
