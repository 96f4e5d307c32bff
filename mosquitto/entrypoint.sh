#!/bin/sh
# Runs Mosquitto in its container and makes it reread the password file when the server has replaced it: the server is
# in another container and cannot signal it. Checks five times a second; a reload disconnects no client whose
# credentials are still valid.
set -eu
home=${MOSQUITTO_HOME:-/mosquitto}
source=$(dirname "$0")
passwords=$home/auth/passwords

mkdir -p "$home/config" "$home/auth" "$home/data"
(
  # Copies, because Mosquitto requires its files to belong to its own user and to be closed to others, whatever they are
  # in the checkout.
  umask 077
  cp "$source/mosquitto.conf" "$source/acl" "$home/config/"
  # On the first start the server has not written the file yet: nobody can connect, but the broker runs.
  [ -e "$passwords" ] || : >"$passwords"
)
# Mosquitto drops root and rereads the password file as its own user. The server's container has the same uid (1883), so
# that both can read and replace the file while its mode stays 0600 and the directory's 0700.
if [ "$(id -u)" = 0 ]; then
  chown -R mosquitto:mosquitto "$home/config" "$home/auth" "$home/data"
  chmod 0700 "$home/auth"
fi

# Inode, size and times: a replaced file differs in at least one. Prints nothing while there is no file, since a reload
# would then refuse everyone.
state() { stat -c '%i %s %y %z' "$passwords" 2>/dev/null || true; }

seen=$(state)
mosquitto -c "$home/config/mosquitto.conf" &
broker=$!
trap 'kill -TERM "$broker" 2>/dev/null || true' TERM INT
# A signal that arrives before Mosquitto has set its handlers would end it.
sleep 1 & wait $! || true
while kill -0 "$broker" 2>/dev/null; do
  now=$(state)
  if [ -n "$now" ] && [ "$now" != "$seen" ]; then
    seen=$now
    kill -HUP "$broker" 2>/dev/null || true
  fi
  # In the background, so that a stop does not wait for it.
  sleep 0.2 & wait $! || true
done
status=0
wait "$broker" || status=$?
exit "$status"
