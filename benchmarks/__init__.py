"""Measurements that take too long for tests; `make bench` runs them."""
