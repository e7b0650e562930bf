"""The composition root, the loops and the command line: the one room that knows every other."""
