"""Who someone is, how they log in, and what they agreed to have stored."""
