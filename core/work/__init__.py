"""What officers do with a case: each deed is one function of a unit, and writes a line of its history."""
