"""What tests share: databases to run on."""
