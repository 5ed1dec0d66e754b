"""The bank's own identity provider: OpenID Connect for people, its bearer tokens for programs."""
