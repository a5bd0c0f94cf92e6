"""What the Makefile runs to prepare and check the project; nothing that the application needs."""
