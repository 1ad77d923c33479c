"""Twins of the providers: what they say over HTTP, from a state that tests set and change. Loopback only."""
