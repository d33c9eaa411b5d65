"""What Cloud Sync holds: job schema, default mapping, scope filters; reading and writing a synchronizationSchema."""
