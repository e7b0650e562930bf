"""Pages for people: the staff inbox and the ops page."""
