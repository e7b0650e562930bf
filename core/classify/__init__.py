"""What a message is about: labels and facts, with evidence and abstention."""
