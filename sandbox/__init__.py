"""Stand-ins of the platforms on loopback, for the demo and the tests. Imports nothing of ours."""
