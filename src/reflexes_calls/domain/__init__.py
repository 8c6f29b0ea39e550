"""What the service knows without web and without SQL."""
