"""The trained model: additive scores of words, of neighbouring words and of what the rules heard."""
