"""The same matter from many people: proposed as one group, answered to all of them at once."""
