"""Who someone is and what they agreed to: a name and a password in, a session and a level of consent out."""
