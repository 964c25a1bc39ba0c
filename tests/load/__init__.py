"""Benchmarks: the product beside a bare floor, measured in the same run. `make bench`."""
