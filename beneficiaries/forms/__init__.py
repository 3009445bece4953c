"""What is asked of people and of rules, by noun."""
