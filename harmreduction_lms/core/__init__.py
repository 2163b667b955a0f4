"""What every domain needs and none of them owns: HTML cleaning, identifiers, registries, errors.

Nothing here may import a domain.
"""
