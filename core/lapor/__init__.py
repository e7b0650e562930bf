"""SP4N-LAPOR!: its reports, its words for states and kinds (domain 4.2 to 4.6)."""
