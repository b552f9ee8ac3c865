"""Data regimes: duties to keep data at home, their exemptions, trade complaints, data pools and audits."""
