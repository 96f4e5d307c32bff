/** The only place where MQTT topics are built or parsed. */

export const MESSAGE_KINDS = ['telemetry', 'heartbeat', 'gateway'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** The flows must take these; what nothing takes of the others is let go. */
export const ALWAYS_TAKEN: ReadonlySet<MessageKind> = new Set(['telemetry', 'heartbeat']);

/** Filters that the server subscribes to. */
export const DEVICE_MESSAGE_FILTERS: Record<MessageKind, string> = {
  telemetry: 'devices/+/telemetry',
  heartbeat: 'devices/+/heartbeat',
  // What a gateway publishes in the form of the program that it runs, about itself and the sensors behind it.
  gateway: 'gateways/+/#',
};
/** What devices say of their presence; it does not pass the flows. */
export const DEVICE_STATUS_FILTER = 'devices/+/status';

export const telemetryTopic = (deviceId: string): string => `devices/${deviceId}/telemetry`;
/** Where a device reads what it should do; the server publishes there. */
export const commandsTopic = (deviceId: string): string => `devices/${deviceId}/commands`;
export const heartbeatTopic = (deviceId: string): string => `devices/${deviceId}/heartbeat`;
/** Where a device says that it is there, and its last will that it is not: `online`, `offline`. */
export const statusTopic = (deviceId: string): string => `devices/${deviceId}/status`;
/** Below this topic a gateway publishes whatever it likes: it is the base topic of the program that it runs. */
export const gatewayTopic = (deviceId: string): string => `gateways/${deviceId}`;

export interface DeviceTopic {
  deviceId: string;
  kind: MessageKind;
}

/** Topics that were parsed, because each reading names one of few and it is asked for twice on its way. */
const parsed = new Map<string, DeviceTopic>();
const MOST_PARSED = 5000;

/**
 * The device and kind of a topic, or undefined for a topic that no device may use. The id in the topic is the only
 * trusted one: the broker's ACL ties it to the username.
 */
export function parseDeviceTopic(topic: string): Readonly<DeviceTopic> | undefined {
  const known = parsed.get(topic);
  if (known) return known;
  const device = parse(topic);
  if (!device) return undefined;
  if (parsed.size >= MOST_PARSED) parsed.clear();
  parsed.set(topic, device);
  return device;
}

function parse(topic: string): DeviceTopic | undefined {
  const parts = topic.split('/');
  if (parts[0] === 'gateways' && parts[1] && parts.length > 2) return { deviceId: parts[1], kind: 'gateway' };
  if (parts.length !== 3 || parts[0] !== 'devices' || !parts[1]) return undefined;
  const kind = parts[2];
  if (kind !== 'telemetry' && kind !== 'heartbeat') return undefined;
  return { deviceId: parts[1], kind };
}

/** The device whose status a topic says; undefined for any other topic. */
export function parseStatusTopic(topic: string): string | undefined {
  const parts = topic.split('/');
  return parts.length === 3 && parts[0] === 'devices' && parts[2] === 'status' && parts[1] ? parts[1] : undefined;
}

/** The part of a gateway's topic that its program chose: `gateways/{id}/tele/shelf/SENSOR` gives `tele/shelf/SENSOR`. */
export const belowGateway = (topic: string): string => topic.split('/').slice(2).join('/');

/** Where the last will of a device belongs; of a gateway, below its own topic, where its program has it. */
export const willTopic = (deviceId: string, where: string): string =>
  where.startsWith('gateways/') ? `${gatewayTopic(deviceId)}/LWT` : statusTopic(deviceId);
