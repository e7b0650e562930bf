"""The law as data and pure functions: working days, due dates, the rules of the service standard."""
