/** The AsyncAPI 3 document of what devices publish and read by MQTT, from the schemas of the messages. */
import { heartbeatPayloadSchema, statusPayloadSchema, telemetryPayloadSchema } from '@plantops/shared/messages.ts';
import { commandsTopic, gatewayTopic, heartbeatTopic, statusTopic, telemetryTopic } from '@plantops/shared/topics.ts';
import { z } from 'zod';

interface Channel {
  /** The topic, in which `{device_id}` stands for the id. */
  address: string;
  description: string;
  /** What the device does with it. */
  does: 'send' | 'receive';
  payload: Record<string, unknown>;
  contentType: string;
  examples: readonly unknown[];
}

const ID = '{device_id}';
const JSON_TYPE = 'application/json';
const schemaOf = (schema: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return rest;
};

/** What there is to publish and to read, by name. */
export const CHANNELS: Readonly<Record<string, Channel>> = {
  telemetry: {
    address: telemetryTopic(ID),
    description:
      'A reading: a time and one or more values. QoS 1 is acknowledged once the database has it; QoS 0 is taken, too. Each field is judged by itself: one that does not fit is set aside with a finding at the device, and the others are stored. A second message of the same time fills what is still empty. Retained messages are allowed; an old one is never taken for a new reading.',
    does: 'send',
    payload: schemaOf(telemetryPayloadSchema),
    contentType: JSON_TYPE,
    examples: [{ timestamp: '2026-01-07T12:00:00Z', soil_moisture: 45.2, temperature: 22.5 }],
  },
  heartbeat: {
    address: heartbeatTopic(ID),
    description: 'A sign of life between two readings, with vital signs. One that does not fit is left out.',
    does: 'send',
    payload: schemaOf(heartbeatPayloadSchema),
    contentType: JSON_TYPE,
    examples: [{}, { uptime_s: 3600, rssi_dbm: -61, battery_pct: 88, firmware_version: '1.0.0' }],
  },
  status: {
    address: statusTopic(ID),
    description:
      'Whether the device is there. Made for a last will: `offline` makes it offline at once. May be retained; bare text, a JSON string, or an object.',
    does: 'send',
    payload: schemaOf(statusPayloadSchema),
    contentType: JSON_TYPE,
    examples: ['offline', { status: 'online' }],
  },
  commands: {
    address: commandsTopic(ID),
    description: 'What a flow asks the device to do. What the fields mean is between the flow and the device.',
    does: 'receive',
    payload: { type: 'object' },
    contentType: JSON_TYPE,
    examples: [{ pump_s: 5 }],
  },
  gateway: {
    address: `${gatewayTopic(ID)}/{topic}`,
    description: 'What a gateway publishes in the form of the program that it runs; see docs/gateways.md.',
    does: 'send',
    payload: {},
    contentType: 'application/octet-stream',
    examples: [{ temperature: 21.5 }],
  },
};

const referTo = (...path: string[]): { $ref: string } => ({ $ref: `#/${path.join('/')}` });
const named = <T>(make: (name: string, channel: Channel) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(CHANNELS).map(([name, channel]) => [name, make(name, channel)]));

/** The document, as of AsyncAPI 3.0.0. */
export function asyncApiDocument(): Record<string, unknown> {
  return {
    asyncapi: '3.0.0',
    id: 'urn:plantops:mqtt',
    info: {
      title: 'PlantOps by MQTT',
      version: '1',
      description:
        'What a device publishes and reads. Its address, user name and password are in the answer of `POST /api/devices/register`; the user name is the device id. A device may use its own topics only.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: JSON_TYPE,
    servers: {
      broker: {
        host: '{host}:{port}',
        protocol: 'mqtt',
        description: 'As registration answers it',
        variables: { host: { description: 'mqtt.host' }, port: { default: '1883', description: 'mqtt.port' } },
        security: [{ type: 'userPassword' }],
      },
    },
    channels: named((name, { address, description }) => ({
      address,
      description,
      messages: { [name]: referTo('components', 'messages', name) },
      parameters: Object.fromEntries(
        [...address.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => [
          parameter,
          { description: parameter === 'device_id' ? 'The id that registration answered' : 'Chosen by the gateway' },
        ]),
      ),
    })),
    operations: named((name, { does, description }) => ({
      action: does,
      channel: referTo('channels', name),
      summary: description.split(/[.;:] /)[0],
      messages: [referTo('channels', name, 'messages', name)],
      bindings: { mqtt: { qos: 1, bindingVersion: '0.2.0' } },
    })),
    components: {
      messages: named((name, { payload, contentType, examples }) => ({
        name,
        contentType,
        payload,
        examples: examples.map((example) => ({ payload: example })),
      })),
    },
  };
}
