/**
 * Settings for a small machine that does other work too, given on the command line so that a new Wardroom changes
 * them for an old data folder. Durability is PostgreSQL's own: fsync and synchronous commit are left as they are, on.
 */
export function tuning(major: number): Readonly<Record<string, string>> {
  return {
    // Only the socket, whose folder nobody else may enter.
    listen_addresses: "",
    unix_socket_permissions: "0700",
    max_connections: "100",
    shared_buffers: "32MB",
    max_wal_size: "256MB",
    // Nothing follows this server, so the log holds what a crash needs and no more.
    wal_level: "minimal",
    max_wal_senders: "0",
    max_logical_replication_workers: "0",
    max_parallel_workers_per_gather: "0",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    // From 18 on, reading ahead would cost three more processes.
    ...(major >= 18 ? { io_method: "sync" } : {}),
  };
}
