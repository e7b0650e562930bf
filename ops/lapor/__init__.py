"""Files of SP4N-LAPOR!: reports come in, cases leave in its columns."""
