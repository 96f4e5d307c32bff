/** The programs whose messages are understood, as they write their names. */
const NAMES: Readonly<Record<string, string>> = {
  tasmota: 'Tasmota',
  theengs: 'Theengs',
  zigbee2mqtt: 'zigbee2mqtt',
  miflora: 'miflora-mqtt-daemon',
  esphome: 'ESPHome',
  json: 'JSON',
};

export const dialectName = (dialect: string): string => NAMES[dialect] ?? dialect;
