/** What each kind of device is called, and its icon. Names of projects are the same in all languages. */
import {
  mdiBluetooth,
  mdiChip,
  mdiCodeBraces,
  mdiConsole,
  mdiHomeAutomation,
  mdiLanguagePython,
  mdiLightningBolt,
  mdiMemory,
  mdiRouterWireless,
  mdiZigbee,
} from '@mdi/js';
import { DEVICE_FILE_NAMES, type DeviceFileKindName } from '@plantops/shared/device-files/index.ts';

const LOOKS: Record<DeviceFileKindName, { label: string; icon: string }> = {
  esphome: { label: 'ESPHome', icon: mdiHomeAutomation },
  tasmota: { label: 'Tasmota', icon: mdiLightningBolt },
  zigbee2mqtt: { label: 'zigbee2mqtt', icon: mdiZigbee },
  theengs: { label: 'Theengs Gateway', icon: mdiBluetooth },
  openmqttgateway: { label: 'OpenMQTTGateway', icon: mdiRouterWireless },
  arduino: { label: 'Arduino, ESP32', icon: mdiMemory },
  micropython: { label: 'MicroPython', icon: mdiCodeBraces },
  python: { label: 'Python', icon: mdiLanguagePython },
  curl: { label: 'curl, HTTP', icon: mdiConsole },
  homemade: { label: 'MQTT', icon: mdiChip },
};

export const KIND_LIST = DEVICE_FILE_NAMES.map((name) => ({ name, ...LOOKS[name] }));
export const kindLabel = (kind: DeviceFileKindName): string => LOOKS[kind].label;
