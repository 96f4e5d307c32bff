import { z } from 'zod';
import { DIALECTS } from '../dialects/dialect.ts';
import { field } from '../runtime/config.ts';

export const dialectConfig = z.object({
  dialect: field(z.enum(['auto', ...DIALECTS]).default('auto'), {
    label: { en: 'Program', de: 'Programm' },
    choices: {
      auto: { en: 'known by its topics and messages', de: 'an Topics und Nachrichten erkannt' },
      tasmota: { en: 'Tasmota', de: 'Tasmota' },
      theengs: { en: 'Theengs Gateway, OpenMQTTGateway', de: 'Theengs Gateway, OpenMQTTGateway' },
      zigbee2mqtt: { en: 'zigbee2mqtt', de: 'zigbee2mqtt' },
      miflora: { en: 'miflora-mqtt-daemon', de: 'miflora-mqtt-daemon' },
      esphome: { en: 'ESPHome', de: 'ESPHome' },
      json: { en: 'JSON with known names', de: 'JSON mit bekannten Namen' },
    },
  }),
});
