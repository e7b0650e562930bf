"""Benchmarks: floor and program take turns in one run; what counts are ratios and counts, not seconds."""
