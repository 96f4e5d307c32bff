/** A garden in which every page has something to show, for what is judged of all pages. */
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { MqttClient } from 'mqtt';
import { assignNewPlant, call, getDevice, getPlant, listAlerts, register } from './api.ts';
import { connectDevice, publishReading } from './device-client.ts';
import { eventually } from './eventually.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

export interface Garden {
  /** Too dry, with a day of readings, a journal, a care plan by rules, an open alert and a past one. */
  fernId: string;
  /** Well. */
  calatheaId: string;
  /** Its device has been silent for hours. */
  oliveId: string;
  /** A plant without a device. */
  lonelyId: string;
  /** Devices by what is special about them. */
  devices: { shelf: DeviceCredentials; weak: DeviceCredentials; silent: DeviceCredentials; spare: DeviceCredentials };
  /** Sends a reading of the fern. */
  sendOfFern: (values: object) => Promise<void>;
  /** Ends the connections of its devices. */
  close: () => Promise<void>;
}

/** A day of readings, one each twenty minutes, the last of them now. */
const dayOfReadings = () =>
  Array.from({ length: DAY_MINUTES / 20 }, (_, index) => {
    const minutes = DAY_MINUTES - 20 - index * 20;
    return {
      minutes,
      values: {
        soil_moisture: 60 - (DAY_MINUTES - minutes) / 60,
        temperature: 21 + 2 * Math.sin(minutes / 200),
        humidity: 55,
        light_level: 900,
      },
    };
  });

/** Fills the server with plants, devices, alerts, journal entries and a plan. */
export async function growGarden(url: string): Promise<Garden> {
  const clients: MqttClient[] = [];
  const connected = async (more: object) => {
    const credentials = await register(url, undefined, more);
    const client = await connectDevice(credentials);
    clients.push(client);
    const send = (values: object, minutesAgo = 0) =>
      publishReading(client, credentials, values, new Date(Date.now() - minutesAgo * MINUTE_MS));
    return { credentials, client, send };
  };
  const shelf = await connected({ name: 'Shelf sensor', firmware_version: '1.9.0' });
  const weak = await connected({ name: 'Balcony sensor', firmware_version: '1.10.0' });
  const silent = await connected({ name: 'Silent sensor' });
  const spare = await connected({ name: 'Spare sensor' });

  const fernId = await assignNewPlant(url, shelf.credentials.device_id, {
    name: 'Fern',
    species: 'Nephrolepis exaltata',
    thresholds: { soil_moisture: { min: 35, max: 80 }, temperature: { min: 16, max: 29 } },
  });
  const calatheaId = await assignNewPlant(url, weak.credentials.device_id, {
    name: 'Calathea',
    thresholds: { soil_moisture: { min: 20 }, temperature: { max: 30 } },
  });
  const oliveId = await assignNewPlant(url, silent.credentials.device_id, { name: 'Olive' });
  const { body: lonely } = await call<{ id: string }>(url, 'POST', '/api/plants', {
    name: 'Monstera of the long corridor between the kitchen and the winter garden',
  });

  await Promise.all(dayOfReadings().map(({ values, minutes }) => shelf.send(values, minutes)));
  await Promise.all([
    weak.send({ soil_moisture: 44, temperature: 34 }),
    silent.send({ soil_moisture: 50, temperature: 20 }, 240),
    spare.send({ soil_moisture: 61, temperature: 22.5, humidity: 48, light_level: 1200 }),
    weak.client.publishAsync(weak.credentials.topics.heartbeat, '{"battery_pct":9,"rssi_dbm":-84}', { qos: 1 }),
    spare.client.publishAsync(spare.credentials.topics.telemetry, '{"temperature":"warm"}', { qos: 1 }),
    shelf.send({ soil_moisture: 12 }),
  ]);
  const openAlerts = async (plantId: string) => (await listAlerts(url, `?plant_id=${plantId}&open=true`)).length;
  await eventually(async () => (await openAlerts(fernId)) === 1 && (await openAlerts(calatheaId)) === 1, {
    what: 'the alerts',
  });
  await weak.send({ temperature: 22 });
  await eventually(async () => (await openAlerts(calatheaId)) === 0, { what: 'the end of an alert' });
  for (const entry of [
    { kind: 'watering', amount_ml: 250 },
    { kind: 'fertilizing', note: 'Half the dose' },
    { kind: 'note', note: 'A new frond', at: new Date(Date.now() - 3 * DAY_MINUTES * MINUTE_MS).toISOString() },
  ])
    await call(url, 'POST', `/api/plants/${fernId}/journal`, entry);
  await call(url, 'POST', `/api/plants/${fernId}/analyze`);
  await silent.client.endAsync();
  await eventually(async () => (await getPlant(url, fernId)).latest?.soil_moisture === 12, {
    what: 'its last reading',
  });
  await eventually(async () => (await getDevice(url, spare.credentials.device_id)).rejected_count === 1, {
    what: 'the rejected message',
  });
  return {
    fernId,
    calatheaId,
    oliveId,
    lonelyId: lonely.id,
    devices: {
      shelf: shelf.credentials,
      weak: weak.credentials,
      silent: silent.credentials,
      spare: spare.credentials,
    },
    sendOfFern: (values) => shelf.send(values),
    close: async () => {
      await Promise.all(clients.map((client) => client.endAsync()));
    },
  };
}
