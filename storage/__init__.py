"""The database: tables, units of work, sealing, search and sealed attachments."""
