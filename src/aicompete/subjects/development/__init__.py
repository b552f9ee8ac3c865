"""Development: rules and habits at home that speed or slow AI, and help that lets the South catch up."""
