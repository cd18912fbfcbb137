"""DynamoDB: moto keeps the items, the overlay keeps time."""
