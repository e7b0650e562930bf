"""The demo: citizens' mails over real SMTP and IMAP, and what must become of each."""
