"""What is typed about financing plans and the simulator; nothing is saved here."""
