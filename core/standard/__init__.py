"""The office's service standards as data: what it promised, clause by clause, and which clause a case is about."""
