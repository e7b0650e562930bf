"""The way of a message: keep, read, match, open; each step durable before the next begins."""
