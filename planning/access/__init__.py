"""Who may come in and what for: accounts, sessions, passwords, stand-ins, links, and the audit trail of all that."""
