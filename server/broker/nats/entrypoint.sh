#!/bin/sh
# Runs nats-server and has it read its accounts anew when PlantOps has replaced their file: PlantOps may be on another machine
# and cannot signal it. Looks five times a second.
# Called with the arguments of nats-server, such as -c /etc/nats/nats.conf; NATS_ACCOUNTS_FILE names the file.
set -eu
accounts=$NATS_ACCOUNTS_FILE

# Until PlantOps has written the file, nobody may log in.
[ -e "$accounts" ] || (umask 077 && printf 'authorization { users: [ { user: nobody, password: "$2a$04$none" } ] }\n' >"$accounts")

# Inode, size and times: a replaced file differs in at least one.
state() { stat -c '%i %s %y %z' "$accounts" 2>/dev/null || true; }

seen=$(state)
nats-server "$@" &
server=$!
trap 'kill -TERM "$server" 2>/dev/null || true' TERM INT
# A signal that comes before NATS has set its handlers would end it.
sleep 1 & wait $! || true
while kill -0 "$server" 2>/dev/null; do
  now=$(state)
  if [ -n "$now" ] && [ "$now" != "$seen" ]; then
    seen=$now
    kill -HUP "$server" 2>/dev/null || true
  fi
  # In the background, so that a stop does not wait for it.
  sleep 0.2 & wait $! || true
done
status=0
wait "$server" || status=$?
exit "$status"
