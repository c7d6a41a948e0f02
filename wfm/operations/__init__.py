"""Running the service: copies of the database, what is wrong with an installation, and figures for machines that watch."""
