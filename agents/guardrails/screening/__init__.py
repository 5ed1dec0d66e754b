"""What comes in: ordinary questions, wrongdoing, attacks on the assistant, and people in need."""
