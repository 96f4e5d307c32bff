import { hostInAddress, type MakeDeviceFile, oneLine, quoted } from './device-file.ts';

/**
 * zigbee2mqtt: its whole configuration.yaml for a new network; of an existing one only the section `mqtt` is changed.
 * Keys as in https://www.zigbee2mqtt.io/guide/configuration/.
 */
export const zigbee2mqtt: MakeDeviceFile = ({ username, password, host, port, topics, name }) => ({
  filename: 'configuration.yaml',
  language: 'yaml',
  text: [
    `# PlantOps: ${oneLine(name)} (zigbee2mqtt)`,
    '# If you have a configuration.yaml already, change only its section "mqtt": with another network_key every Zigbee',
    '# device would have to be paired again.',
    'mqtt:',
    `  base_topic: ${topics.gateway}`,
    `  server: ${quoted(`mqtt://${hostInAddress(host)}:${port}`)}`,
    `  user: ${quoted(username)}`,
    `  password: ${quoted(password)}`,
    `  client_id: ${quoted(username)}`,
    '',
    '# Your Zigbee adapter, if it is not found by itself:',
    '# serial:',
    '#   port: /dev/serial/by-id/usb-your-adapter',
    '#   adapter: zstack',
    '',
    'homeassistant:',
    '  enabled: false',
    '',
    'frontend:',
    '  enabled: true',
    '',
    '# Tells which sensors are online.',
    'availability:',
    '  enabled: true',
    '',
    'advanced:',
    '  last_seen: ISO_8601',
    '  network_key: GENERATE',
    '  pan_id: GENERATE',
    '  ext_pan_id: GENERATE',
    '',
  ].join('\n'),
  steps: [
    {
      en: 'New: save it as data/configuration.yaml of zigbee2mqtt. Already running: replace only its section "mqtt".',
      de: 'Neu: Lege sie als data/configuration.yaml von zigbee2mqtt ab. Läuft es schon: Ersetze nur den Abschnitt „mqtt“.',
    },
    { en: 'Restart zigbee2mqtt.', de: 'Starte zigbee2mqtt neu.' },
    {
      en: 'Allow joining on its page and pair a sensor. Each becomes a device of its own here, as zigbee2mqtt names it.',
      de: 'Erlaube dort das Anlernen und lerne einen Sensor an. Jeder wird hier ein eigenes Gerät, mit dem Namen von zigbee2mqtt.',
    },
  ],
});
