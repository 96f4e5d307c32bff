import { type MakeDeviceFile, oneLine, shellQuoted, withValues } from './device-file.ts';

/** The longest pause between two scans that is useful (s): Bluetooth sensors that are not heard seem to be away. */
const LONGEST_PAUSE_S = 3600;

/**
 * Theengs Gateway on a computer with Bluetooth. Options as in https://gateway.theengs.io/use/use.html; it keeps them in
 * ~/theengsgw.conf. Long options with `=` take a password that begins with a hyphen, too.
 */
export const theengs: MakeDeviceFile = ({ username, password, host, port, topics, intervalS, name }) => ({
  filename: 'theengs.sh',
  language: 'shell',
  text: [
    '#!/bin/sh',
    `# PlantOps: ${oneLine(name)} (Theengs Gateway)`,
    'exec python3 -m TheengsGateway \\',
    `  --host=${shellQuoted(host)} --port=${port} \\`,
    `  --user=${shellQuoted(username)} --pass=${shellQuoted(password)} \\`,
    `  --pub_topic=${topics.gateway}/BTtoMQTT \\`,
    `  --lwt_topic=${topics.gateway}/LWT \\`,
    `  --sub_topic=${topics.gateway}/undecoded \\`,
    `  --presence_topic=${topics.gateway}/presence \\`,
    '  --presence=0 --discovery=0 --publish_all=0 \\',
    `  --scan_duration=10 --time_between=${Math.min(Math.max(intervalS - 10, 5), LONGEST_PAUSE_S)}`,
    '',
  ].join('\n'),
  steps: [
    {
      en: 'Install it on a computer with Bluetooth: pip install TheengsGateway',
      de: 'Installiere es auf einem Rechner mit Bluetooth: pip install TheengsGateway',
    },
    { en: 'Start it: sh theengs.sh', de: 'Starte es: sh theengs.sh' },
    {
      en: 'Each plant sensor that it hears becomes a device of its own here.',
      de: 'Jeder Pflanzensensor, den es hört, wird hier ein eigenes Gerät.',
    },
  ],
});

/**
 * OpenMQTTGateway on an ESP32. It knows the base topic and the name of the gateway apart. Settings as in
 * https://docs.openmqttgateway.com/use/gateway.html; its console takes a topic and a message.
 */
export const openMqttGateway: MakeDeviceFile = ({ username, password, host, port, topics }) => {
  const cut = topics.gateway.lastIndexOf('/') + 1;
  const settings = {
    mqtt_server: host,
    mqtt_port: String(port),
    mqtt_user: username,
    mqtt_pass: password,
    mqtt_secure: false,
    mqtt_validate: false,
    mqtt_topic: topics.gateway.slice(0, cut),
    gateway_name: topics.gateway.slice(cut),
    disc: false,
    // The connection of the set-up page, which the gateway keeps for its next start.
    cnt_index: 0,
    save_cnt: true,
  };
  return {
    filename: 'openmqttgateway.txt',
    language: 'console',
    text: `commands/MQTTtoSYS/config ${JSON.stringify(settings)}\n`,
    steps: [
      {
        en: 'Running already: open its web page, Console, paste the whole line and press Enter.',
        de: 'Läuft es schon: Öffne seine Webseite, Konsole, füge die ganze Zeile ein und drücke Enter.',
      },
      withValues(
        {
          en: 'New: type these values into its set-up page: server {host}, port {port}, the user and the password, base topic {topic}, gateway name {gateway}.',
          de: 'Neu: Trage diese Werte auf seiner Einrichtungsseite ein: Server {host}, Port {port}, Benutzer und Passwort, Basis-Topic {topic}, Gateway-Name {gateway}.',
        },
        { host, port, topic: settings.mqtt_topic, gateway: settings.gateway_name },
      ),
      {
        en: 'Each plant sensor that it hears becomes a device of its own here.',
        de: 'Jeder Pflanzensensor, den es hört, wird hier ein eigenes Gerät.',
      },
    ],
  };
};
