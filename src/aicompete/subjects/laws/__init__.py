"""Laws: what nations outside the powers forbid their own firms to sell."""
