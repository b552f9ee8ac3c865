"""Controls: who may ship what to whom, and the chips that go round it."""
