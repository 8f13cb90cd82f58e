"""What a person types. Paths and results on stdout, progress on stderr; commands are imported when they are used."""
