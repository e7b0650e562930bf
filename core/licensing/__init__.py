"""What the office knows of licences: business codes, their sectors, and who may issue what."""
