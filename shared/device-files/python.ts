import { exampleValue, inItsUnit, hostName, type MakeDeviceFile, oneLine, quoted, withValues } from './device-file.ts';

/**
 * A program for Python 3.9 or later, on a Raspberry Pi for example. It needs nothing else: it speaks the small part of
 * MQTT 3.1.1 that a board needs itself (CONNECT, PUBLISH with QoS 1, PUBACK, PINGREQ). Readings wait in a file, with
 * their own times, while the broker is away.
 */
export const python: MakeDeviceFile = (input) => {
  const { username, password, host, port, topics, sensors, intervalS, name } = input;
  const text = `# PlantOps: ${oneLine(name)} (Python 3.9 or later, nothing to install)
import json
import os
import socket
import struct
import time

MQTT_HOST, MQTT_PORT = ${quoted(host)}, ${port}
DEVICE_ID, MQTT_PASSWORD = ${quoted(username)}, ${quoted(password)}
TELEMETRY_TOPIC = ${quoted(topics.telemetry)}
STATUS_TOPIC = ${quoted(topics.status)}
INTERVAL_S = float(os.environ.get("INTERVAL_S", "${intervalS}"))
# Readings that were not sent yet, one a line.
WAITING_FILE = os.environ.get("WAITING_FILE", os.path.expanduser("~/.plantops-${input.deviceId}.waiting"))
MOST_WAITING = 100000
KEEP_ALIVE_S = 60
CONNECT, CONNACK, PUBLISH, PUBACK, PINGREQ, PINGRESP = 0x10, 0x20, 0x32, 0x40, 0xC0, 0xD0


def read_sensors():  # put in your sensors here; leave out what gave no value
    return {
${sensors.map((metric) => `        ${quoted(metric)}: ${exampleValue(metric)},  # ${inItsUnit(metric)}: an example`).join('\n')}
    }


def text(words):
    data = words.encode()
    return struct.pack("!H", len(data)) + data


class Broker:
    """A connection over which messages are sent with QoS 1. @raises OSError where it is lost or refused"""

    def __init__(self):
        self.packet_id = 0
        self.socket = socket.create_connection((MQTT_HOST, MQTT_PORT), timeout=10)
        flags = 0b11001110  # user name, password, a will with QoS 1 that is not retained, clean session
        self.send(CONNECT, text("MQTT") + bytes([4, flags]) + struct.pack("!H", KEEP_ALIVE_S) + text(DEVICE_ID)
                  + text(STATUS_TOPIC) + text("offline") + text(DEVICE_ID) + text(MQTT_PASSWORD))
        refused = self.expect(CONNACK)[1]
        if refused:
            why = ": the password is not right, make a new one in the dashboard" if refused in (4, 5) else ""
            raise OSError(f"the broker refused the connection with code {refused}{why}")
        self.publish(STATUS_TOPIC, "online")

    def send(self, kind, body):
        length, rest = b"", len(body)
        while True:
            rest, low = rest // 128, rest % 128
            length += bytes([low | (0x80 if rest else 0)])
            if not rest:
                break
        self.socket.sendall(bytes([kind]) + length + body)

    def receive(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise OSError("the broker closed the connection")
            data += more
        return data

    def expect(self, kind):
        while True:
            first, length, shift = self.receive(1)[0], 0, 0
            while True:
                byte = self.receive(1)[0]
                length |= (byte & 0x7F) << shift
                shift += 7
                if not byte & 0x80:
                    break
            body = self.receive(length)
            if first & 0xF0 == kind & 0xF0:
                return body

    def publish(self, topic, payload):  # returns once the broker has acknowledged it
        self.packet_id = self.packet_id % 65535 + 1
        self.send(PUBLISH, text(topic) + struct.pack("!H", self.packet_id) + payload.encode())
        while struct.unpack("!H", self.expect(PUBACK)[:2])[0] != self.packet_id:
            pass

    def ping(self):
        self.send(PINGREQ, b"")
        self.expect(PINGRESP)


def load_waiting():
    try:
        with open(WAITING_FILE) as file:
            return [line.strip() for line in file if line.strip()]
    except FileNotFoundError:
        return []


def keep_waiting(readings):
    if not readings:
        if os.path.exists(WAITING_FILE):
            os.remove(WAITING_FILE)
        return
    with open(WAITING_FILE + ".new", "w") as file:
        file.write("".join(reading + "\\n" for reading in readings[-MOST_WAITING:]))
    os.replace(WAITING_FILE + ".new", WAITING_FILE)  # the old file is whole until the new one is


broker, waiting, next_reading, next_try = None, load_waiting(), time.monotonic(), time.monotonic()
while True:
    now = time.monotonic()
    if now >= next_reading:
        next_reading = now + INTERVAL_S
        next_try = now
        values = read_sensors()
        if values:
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            waiting.append(json.dumps({"timestamp": stamp, **values}))
    if now >= next_try:
        next_try = now + KEEP_ALIVE_S / 3
        try:
            broker = broker or Broker()
            had = len(waiting)
            while waiting:
                broker.publish(TELEMETRY_TOPIC, waiting[0])
                waiting.pop(0)
            if not had:
                broker.ping()
            else:
                print(f"{had} sent", flush=True)
        except OSError as error:  # they wait, and are tried again
            print(f"not sent, {len(waiting)} waiting: {error}", flush=True)
            broker = None
        keep_waiting(waiting)
    time.sleep(max(0.05, min(next_reading, next_try) - time.monotonic()))
`;
  return {
    filename: `${hostName(input)}.py`,
    language: 'python',
    text,
    steps: [
      {
        en: 'Put in how your sensors are read. Nothing has to be installed.',
        de: 'Trage ein, wie deine Sensoren gelesen werden. Installiert werden muss nichts.',
      },
      withValues(
        { en: 'Start it: python3 {file}', de: 'Starte es: python3 {file}' },
        { file: `${hostName(input)}.py` },
      ),
    ],
  };
};
