import { exampleValue, inItsUnit, type MakeDeviceFile, OPEN_WORDS, oneLine, quoted } from './device-file.ts';

/**
 * A program for MicroPython on an ESP32, ESP8266 or Pico W: QoS 1, deep sleep, and a file in which readings wait with
 * their own times while the network or the broker is away.
 */
export const micropython: MakeDeviceFile = (input) => {
  const { username, password, host, port, topics, sensors, intervalS, sleeps, name } = input;
  const text = `# PlantOps: ${oneLine(name)} (MicroPython)
# Save it on the board as main.py. If "umqtt.simple" is missing there: import mip; mip.install("umqtt.simple")
import json
import machine
import network
import ntptime
import os
import time
from umqtt.simple import MQTTClient

WIFI_NAME, WIFI_PASSWORD = ${quoted(OPEN_WORDS.wifiName)}, ${quoted(OPEN_WORDS.wifiPassword)}
MQTT_HOST, MQTT_PORT = ${quoted(host)}, ${port}
DEVICE_ID, MQTT_PASSWORD = ${quoted(username)}, ${quoted(password)}
TELEMETRY_TOPIC = ${quoted(topics.telemetry)}
STATUS_TOPIC = ${quoted(topics.status)}
INTERVAL_S = ${intervalS}
DEEP_SLEEP = ${sleeps ? 'True' : 'False'}  # between two readings, for a battery
WAITING_FILE = "waiting.txt"  # readings that were not sent yet, one a line
MOST_WAITING = 500


def read_sensors():  # put in your sensors here; leave out what gave no value
    return {
${sensors.map((metric) => `        ${quoted(metric)}: ${exampleValue(metric)},  # ${inItsUnit(metric)}: an example`).join('\n')}
    }


def timestamp():  # None while the clock is not set
    now = time.gmtime()
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % tuple(now[:6]) if now[0] >= 2024 else None


def connect_wifi():
    wlan = network.WLAN(network.STA_IF)
    wlan.active(True)
    if not wlan.isconnected():
        wlan.connect(WIFI_NAME, WIFI_PASSWORD)
    for _ in range(200):
        if wlan.isconnected():
            return
        time.sleep_ms(100)
    raise OSError("no Wi-Fi: check its name and password")


def set_clock():
    try:
        ntptime.settime()  # UTC
    except OSError as error:
        print("no time from the network:", error)


def connect_broker():
    keep_alive_s = min(2 * INTERVAL_S, 65535)
    client = MQTTClient(DEVICE_ID, MQTT_HOST, MQTT_PORT, DEVICE_ID, MQTT_PASSWORD, keepalive=keep_alive_s)
    if not DEEP_SLEEP:
        client.set_last_will(STATUS_TOPIC, b"offline", False, 1)
    client.connect()
    if not DEEP_SLEEP:
        client.publish(STATUS_TOPIC, b"online", False, 1)
    return client


def load_waiting():
    try:
        with open(WAITING_FILE) as file:
            return [json.loads(line) for line in file if line.strip()]
    except (OSError, ValueError):  # there is none, or it was cut off
        return []


def keep_waiting(readings):  # flash wears out: it is written only when something changed
    with open(WAITING_FILE, "w") as file:
        for reading in readings[-MOST_WAITING:]:
            file.write(json.dumps(reading) + "\\n")


client = None


def deliver(reading):
    global client
    waiting = load_waiting()
    before = len(waiting)
    for _ in range(2):  # a connection that was lost meanwhile is noticed by the first attempt
        try:
            connect_wifi()
            if timestamp() is None:
                set_clock()
            if "timestamp" not in reading and timestamp():
                reading["timestamp"] = timestamp()
            client = client or connect_broker()
            while waiting:
                client.publish(TELEMETRY_TOPIC, json.dumps(waiting[0]).encode(), False, 1)  # until it is acknowledged
                waiting.pop(0)
            client.publish(TELEMETRY_TOPIC, json.dumps(reading).encode(), False, 1)
            reading = None
            break
        except Exception as error:  # whatever it is, the reading is kept
            print("not sent:", repr(error))
            client = None
    if reading and "timestamp" in reading:  # without a time it could not be placed later
        waiting.append(reading)
    if waiting:
        keep_waiting(waiting)
    elif before:
        os.remove(WAITING_FILE)


while True:
    reading = read_sensors()
    if timestamp():
        reading["timestamp"] = timestamp()
    deliver(reading)
    if DEEP_SLEEP:
        if client:
            client.disconnect()
        machine.deepsleep(INTERVAL_S * 1000)  # starts again with the first line
    time.sleep(INTERVAL_S)
`;
  return {
    filename: 'main.py',
    language: 'python',
    text,
    steps: [
      {
        en: 'Save it on the board as main.py, with Thonny or: mpremote cp main.py :main.py',
        de: 'Speichere es auf dem Board als main.py, mit Thonny oder: mpremote cp main.py :main.py',
      },
      {
        en: 'Fill in your Wi-Fi and how your sensors are read.',
        de: 'Trage dein WLAN ein und wie deine Sensoren gelesen werden.',
      },
      { en: 'Restart the board.', de: 'Starte das Board neu.' },
    ],
  };
};
