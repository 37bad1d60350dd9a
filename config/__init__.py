"""Settings, clock, database, logs, language, rule packs and calendars: what every other package stands on."""
