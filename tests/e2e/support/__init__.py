"""What journeys stand on: a server with the demo world, a browser, and checks every page must pass."""
