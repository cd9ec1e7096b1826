"""Who may do what: actor, actions, the matrix. It knows no framework; what is absent here is forbidden."""
