#!/bin/sh
# PlantOps by hand: registers a device and sends one reading. Needs curl and mosquitto_pub (apt install
# mosquitto-clients).
# Run this file with the board's MAC address as its argument, or paste it into a terminal.
# A known MAC address keeps its plant and gets new credentials.
(
set -eu
url="http://127.0.0.1:8080"
mac="${1:-02:00:00:00:00:01}"

answer=$(curl -sS --fail-with-body "$url/api/devices/register" \
  -H 'Content-Type: application/json' \
  -H "X-Registration-Key: ${REGISTRATION_KEY:-your registration key}" \
  -d "{\"mac_address\": \"$mac\", \"name\": \"My first device\"}") || { echo "$answer" >&2; exit 1; }
field() { printf '%s' "$answer" | sed 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/'; }

mosquitto_pub -h "$(field host)" -p "$(field port)" -q 1 \
  -u "$(field mqtt_username)" -P "$(field mqtt_password)" -t "$(field telemetry)" \
  -m '{"timestamp": "'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'", "soil_moisture": 45.2, "temperature": 22.5, "humidity": 65.0, "light_level": 800}'
echo "$(field device_id) sent a reading: assign it to a plant at $url/devices"
)
