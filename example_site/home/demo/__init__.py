"""What the `demo` command puts on the site, one module a subject. All of it may be run again at any time:
what is there already is left as it is."""
