"""What organisations and experts can do: profiles, licences, past work."""
