"""What several tests share: publications, finished editions, servers on loopback, readers that nobody here wrote."""
