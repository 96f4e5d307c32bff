#!/bin/sh
# Starts PgBouncer in transaction mode before a database. It takes from the environment:
#   DATABASE_HOST, DATABASE_PORT (5432)  where the database is
#   POSTGRES_USER, POSTGRES_PASSWORD     its superuser, by whom PgBouncer asks for the roles that PlantOps makes
#   LISTEN_ADDRESS (*), LISTEN_PORT (6432), CONNECTIONS (20: to the database, for each role)
set -eu
umask 077
folder=$(mktemp -d)

printf '"%s" "%s"\n' "$POSTGRES_USER" "$POSTGRES_PASSWORD" >"$folder/users"
cat >"$folder/pgbouncer.ini" <<END
[databases]
* = host=$DATABASE_HOST port=${DATABASE_PORT:-5432}

[pgbouncer]
listen_addr = ${LISTEN_ADDRESS:-*}
listen_port = ${LISTEN_PORT:-6432}
unix_socket_dir =
pool_mode = transaction
default_pool_size = ${CONNECTIONS:-20}
max_client_conn = 2000
auth_type = scram-sha-256
auth_file = $folder/users
auth_user = $POSTGRES_USER
END
exec pgbouncer --quiet "$folder/pgbouncer.ini"
