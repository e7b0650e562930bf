"""A case: what the office keeps of one matter, its dates, its history and its way to an answer."""
