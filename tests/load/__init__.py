"""Opens many visitors at once on a server of this machine and measures what they wait for: `make load`."""
