"""The fault sweep against real nodes; see tests/acceptance/real-fault-sweep and docs/testing.md."""
