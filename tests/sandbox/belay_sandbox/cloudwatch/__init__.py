"""CloudWatch, held by the gateway itself so that every protocol gives the same figures."""
