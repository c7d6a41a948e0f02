"""Volumes, forecasts and requirements."""
