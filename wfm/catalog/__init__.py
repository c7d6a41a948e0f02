"""What there is to do: channels, work types, contact types and reasons, departments."""
