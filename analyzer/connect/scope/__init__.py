"""Who Connect Sync takes: the OU filter of each partition, the pilot group and scoping filters as predicates."""
