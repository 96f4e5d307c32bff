/** A device as Home Assistant sees it: whether it is heard, its battery and its signal. Pure. */
import type { Device } from '@plantops/shared/api/devices.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { type DiscoveryMessage, discoveryMessage, type Entity, fieldOf } from './discovery.ts';
import type { Told } from './plant-entities.ts';

/** What some devices tell of themselves; an entity of it is made where one has. */
const VITALS = {
  battery: { from: 'battery_pct', options: { device_class: 'battery', unit_of_measurement: '%' } },
  signal: { from: 'rssi_dbm', options: { device_class: 'signal_strength', unit_of_measurement: 'dBm' } },
  link_quality: { from: 'link_quality', options: { icon: 'mdi:signal' } },
} as const satisfies Record<string, { from: keyof Device; options: Record<string, unknown> }>;
const VITAL_NAMES = Object.keys(VITALS) as (keyof typeof VITALS)[];

const has = (device: Device): (keyof typeof VITALS)[] =>
  VITAL_NAMES.filter((name) => device[VITALS[name].from] !== null);

/** What a device's discovery message says. What it measures is told at its plant. */
export function deviceDiscovery(device: Device, { topics, language, dashboardUrl }: Told): DiscoveryMessage {
  const { house } = spoken(language);
  const vital = (name: keyof typeof VITALS): Entity => ({
    p: 'sensor',
    name: house[name],
    ...VITALS[name].options,
    state_class: 'measurement',
    entity_category: 'diagnostic',
    value_template: fieldOf(name),
  });
  return discoveryMessage(
    topics,
    { subject: 'device', id: device.id },
    {
      name: device.name ?? device.id,
      mf: 'PlantOps',
      mdl: house[device.kind],
      ...(device.firmware_version && { sw: device.firmware_version }),
      ...(device.mac_address && { sn: device.mac_address }),
      ...(device.via && { via_device: topics.identity('device', device.via) }),
      ...(dashboardUrl !== null && { cu: `${dashboardUrl}/devices` }),
    },
    {
      connectivity: {
        p: 'binary_sensor',
        name: house.connectivity,
        device_class: 'connectivity',
        entity_category: 'diagnostic',
        value_template: fieldOf('connectivity'),
      },
      ...Object.fromEntries(has(device).map((name) => [name, vital(name)])),
    },
  );
}

/** What a device's state topic holds. One whose messages are wrong is heard nevertheless. */
export const deviceState = (device: Device): Record<string, unknown> => ({
  connectivity: device.status === 'online' || device.status === 'error' ? 'ON' : 'OFF',
  ...Object.fromEntries(VITAL_NAMES.map((name) => [name, device[VITALS[name].from]])),
});
