#!/bin/sh
# Starts a streaming replica in a container of the database's image. The first start copies the database; whoever may do so must
# be let in by it, which this sees to. It takes from the environment:
#   DATABASE_HOST, DATABASE_PORT (5432)  the database that it follows
#   POSTGRES_USER, POSTGRES_PASSWORD     its superuser
#   PGDATA                               where the copy is kept
set -eu
export PGPASSWORD="$POSTGRES_PASSWORD"
port=${DATABASE_PORT:-5432}

ask() { psql -XAtq -v ON_ERROR_STOP=1 -h "$DATABASE_HOST" -p "$port" -U "$POSTGRES_USER" -d postgres -c "$1"; }

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ "$(ask "SELECT count(*) FROM pg_hba_file_rules WHERE 'replication' = ANY (database) AND auth_method LIKE 'scram%' AND address = 'all'")" = 0 ]; then
    ask "COPY (SELECT 'host replication all all scram-sha-256') TO PROGRAM 'cat >>\"\$PGDATA/pg_hba.conf\"'"
    ask 'SELECT pg_reload_conf()' >/dev/null
  fi
  mkdir -p "$PGDATA"
  # A copy that was interrupted is begun anew.
  find "$PGDATA" -mindepth 1 -delete
  chmod 0700 "$PGDATA"
  # With a slot, the database keeps what a replica that is away has not had yet, up to max_slot_wal_keep_size.
  slot=$(hostname | tr -c 'a-z0-9\n' '_')
  ask "SELECT pg_create_physical_replication_slot('$slot') WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '$slot')" >/dev/null
  pg_basebackup -h "$DATABASE_HOST" -p "$port" -U "$POSTGRES_USER" -D "$PGDATA" -X stream --checkpoint=fast --slot="$slot" --write-recovery-conf
fi
exec postgres "$@"
