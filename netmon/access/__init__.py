"""Who may do what: roles, tokens, one place that decides, and the audit."""
