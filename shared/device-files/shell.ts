import {
  type DeviceFileInput,
  exampleValue,
  hostInAddress,
  type MakeDeviceFile,
  oneLine,
  shellQuoted,
} from './device-file.ts';

const exampleReading = ({ sensors }: DeviceFileInput): string =>
  JSON.stringify(Object.fromEntries(sensors.map((metric) => [metric, exampleValue(metric)])));

const publishCommand = ({ username, password, host, port, topics }: DeviceFileInput, message: string): string =>
  `mosquitto_pub -h ${shellQuoted(host)} -p ${port} -i ${shellQuoted(username)} -u ${shellQuoted(username)} -P ${shellQuoted(password)} -q 1 -t ${topics.telemetry} -m ${shellQuoted(message)}`;

/** One reading over HTTP, with the credentials of the device. Without a time, the time of receipt counts. */
export const curl: MakeDeviceFile = (input) => ({
  filename: 'send-reading.sh',
  language: 'shell',
  text: [
    '#!/bin/sh',
    `# PlantOps: ${oneLine(input.name)} (one reading over HTTP)`,
    `curl --fail-with-body -sS ${shellQuoted(`${input.baseUrl}/api/devices/${input.deviceId}/telemetry`)} \\`,
    `  -u ${shellQuoted(`${input.username}:${input.password}`)} \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d ${shellQuoted(exampleReading(input))}`,
    '',
    '# The same over MQTT:',
    `# ${publishCommand(input, exampleReading(input))}`,
    '',
  ].join('\n'),
  steps: [
    { en: 'Put in your own values.', de: 'Trage deine eigenen Werte ein.' },
    { en: 'Paste it into a terminal.', de: 'Füge es in ein Terminal ein.' },
    {
      en: 'Any program that can make an HTTP request may send readings like this.',
      de: 'Jedes Programm, das HTTP-Anfragen stellen kann, darf so Messwerte senden.',
    },
  ],
});

/** What any MQTT client needs to know, and a command to try it. */
export const homeMade: MakeDeviceFile = (input) => {
  const { username, password, host, port, topics } = input;
  return {
    filename: 'mqtt.txt',
    language: 'text',
    text: [
      `PlantOps: ${oneLine(input.name)}`,
      '',
      `server      mqtt://${hostInAddress(host)}:${port} (MQTT 3.1.1 or 5, without TLS)`,
      `user name   ${username}`,
      `password    ${password}`,
      'client id   any',
      '',
      `readings    ${topics.telemetry}`,
      `heartbeats  ${topics.heartbeat}  {} or {"battery_pct": 88, "rssi_dbm": -61}`,
      `status      ${topics.status}  online, and as the last will: offline`,
      '',
      'A reading is JSON with one or more of these fields, QoS 0 or 1:',
      exampleReading(input),
      '"timestamp" may be added, as ISO 8601 in UTC. Without it the time of receipt counts.',
      '',
      'To try it:',
      publishCommand(input, exampleReading(input)),
      '',
    ].join('\n'),
    steps: [
      {
        en: 'Give your program the server, the user name and the password.',
        de: 'Gib deinem Programm den Server, den Benutzernamen und das Passwort.',
      },
      {
        en: 'Have it publish its readings as JSON to the topic of readings.',
        de: 'Lass es seine Messwerte als JSON auf dem Topic „readings“ veröffentlichen.',
      },
    ],
  };
};
