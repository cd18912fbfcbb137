"""RDS: moto keeps the instances, the overlay keeps their states, windows and rules."""
