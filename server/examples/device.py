"""PlantOps on a Raspberry Pi: registers itself, then publishes readings and heartbeats over MQTT.

Needs Python 3.9 and paho-mqtt (sudo apt install python3-paho-mqtt). Environment variables:
PLANTOPS_URL, INTERVAL_S, STATE_FILE, DEVICE_MAC, REGISTRATION_KEY (if the server asks for one)."""
import json
import os
import time
import urllib.request
import uuid
import paho.mqtt.client as mqtt

URL = os.environ.get("PLANTOPS_URL", "http://127.0.0.1:8080").rstrip("/")
STATE_FILE = os.path.expanduser(os.environ.get("STATE_FILE", "~/.plantops-device.json"))
REFUSED = (4, 5, 134, 135)  # unknown or changed credentials, in the numbering of paho 1 and paho 2


def read_sensors():  # replace this with your sensors; leave out what you do not measure
    return {"soil_moisture": 45.2, "temperature": 22.5, "humidity": 65.0, "light_level": 800}


def register():  # retries until the server answers; the credentials are kept for the next start
    mac = os.environ.get("DEVICE_MAC", f"{uuid.getnode():012x}")
    body = json.dumps({"mac_address": mac, "sensor_types": list(read_sensors())}).encode()
    headers = {"Content-Type": "application/json", "X-Registration-Key": os.environ.get("REGISTRATION_KEY", "")}
    while True:
        try:
            request = urllib.request.Request(f"{URL}/api/devices/register", body, headers)
            device = {"server": URL, **json.load(urllib.request.urlopen(request, timeout=30))}
            with open(os.open(STATE_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
                json.dump(device, f)
            return device
        except (OSError, ValueError) as error:
            pause = int((getattr(error, "headers", None) or {}).get("Retry-After", 10))  # many boards register
            print(f"cannot register at {URL}: {error}; trying again in {pause} s", flush=True)
            time.sleep(pause)


saved = json.load(open(STATE_FILE)) if os.path.exists(STATE_FILE) else {}
api = getattr(mqtt, "CallbackAPIVersion", None)  # paho 2 requires a version, paho 1 does not know it
while True:  # once, and again whenever the broker refuses the credentials
    device, saved, codes = saved if saved.get("server") == URL else register(), {}, []
    client = mqtt.Client(*([api.VERSION2] if api else []), client_id=device["mqtt_username"])
    client.username_pw_set(device["mqtt_username"], device["mqtt_password"])
    client.max_queued_messages_set(1000)  # readings wait here while the connection is lost
    client.on_connect = lambda c, u, f, code, p=None: codes.append(getattr(code, "value", code))
    client.connect_async(device["mqtt"]["host"], device["mqtt"]["port"])
    client.loop_start()  # connects, and reconnects by itself
    next_reading = next_heartbeat = started = time.monotonic()
    while not any(code in REFUSED for code in codes[-1:]):
        if time.monotonic() >= next_reading:
            reading = {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
            client.publish(device["topics"]["telemetry"], json.dumps(reading | read_sensors()), 1)
            next_reading += float(os.environ.get("INTERVAL_S", "60"))
        if time.monotonic() >= next_heartbeat and client.is_connected():
            uptime = json.dumps({"uptime_s": int(time.monotonic() - started)})
            client.publish(device["topics"]["heartbeat"], uptime, 1)
            next_heartbeat = time.monotonic() + device["heartbeat_interval_s"]
        time.sleep(0.1)
    client.loop_stop()
