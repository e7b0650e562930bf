"""What the office writes by itself: texts from files that it may edit, in three languages."""
