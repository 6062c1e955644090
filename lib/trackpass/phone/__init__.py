"""The page that the box serves to the phone in the same home network."""
