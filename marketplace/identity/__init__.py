"""People and organisations: who they are, how they sign in, what they are told."""
