#!/bin/sh
# Runs Mosquitto in its container and tells it to read the password file again when the server has replaced it: the
# server is in another container and cannot signal it. Five looks a second; a reload drops no client that may stay.
set -eu
home=${MOSQUITTO_HOME:-/mosquitto}
source=$(dirname "$0")
passwords=$home/auth/passwords

mkdir -p "$home/config" "$home/auth" "$home/data"
(
  # Copies, since Mosquitto wants its files to be its own user's and closed to others, whatever they are in the checkout.
  umask 077
  cp "$source/mosquitto.conf" "$source/acl" "$home/config/"
  # A first start, before the server has written any: nobody may connect yet, but the broker runs.
  [ -e "$passwords" ] || : >"$passwords"
)
# Mosquitto gives up root and reads the password file again as its own user. The server's container has the same uid
# (1883), so that both may read and replace it while its mode stays 0600 and the directory's 0700.
if [ "$(id -u)" = 0 ]; then
  chown -R mosquitto:mosquitto "$home/config" "$home/auth" "$home/data"
  chmod 0700 "$home/auth"
fi

# Inode and times: a replaced file differs in at least one. Nothing while there is no file: a reload would refuse everyone.
state() { stat -c '%i %s %y %z' "$passwords" 2>/dev/null || true; }

seen=$(state)
mosquitto -c "$home/config/mosquitto.conf" &
broker=$!
trap 'kill -TERM "$broker" 2>/dev/null || true' TERM INT
# A signal before it has set its handlers would end it.
sleep 1 & wait $! || true
while kill -0 "$broker" 2>/dev/null; do
  now=$(state)
  if [ -n "$now" ] && [ "$now" != "$seen" ]; then
    seen=$now
    kill -HUP "$broker" 2>/dev/null || true
  fi
  # In the background, so that a stop is not waited for.
  sleep 0.2 & wait $! || true
done
status=0
wait "$broker" || status=$?
exit "$status"
