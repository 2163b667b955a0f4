"""Ready-made page types, mixins + `Page`. A site with a base page of its own leaves this app out."""
