"""The home page of the example site, and the `demo` command."""
