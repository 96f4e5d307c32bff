/**
 * Deferred acknowledgement for mqtt.js, which by default sends PUBACK as soon as its handler returns. This is the only
 * file that uses mqtt.js internals; the version is pinned, and a test fails if a new version behaves differently.
 */
import type { IPublishPacket, MqttClient } from 'mqtt';

/** A message that has been received; one of QoS 1 is not acknowledged yet. */
export interface PendingPublish {
  packet: IPublishPacket;
  /** The connection it arrived on. Its packet id means nothing on any other. */
  connection: unknown;
  /** Lets the client read the next packet. Not calling it applies back-pressure: the broker keeps what follows. */
  next: () => void;
}

interface MqttInternals {
  stream: unknown;
  _sendPacket(packet: { cmd: 'puback'; messageId: number; reasonCode: 0 }): void;
}

const internals = (client: MqttClient): MqttInternals => client as unknown as MqttInternals;

/** If the handler reports an error, mqtt.js sends no PUBACK and continues with the next packet. */
const DEFERRED = new Error('acknowledged later');

/**
 * Passes every message to `receive`. One of QoS 1 must be acknowledged later with `acknowledge`; one of QoS 0 has no
 * `messageId`, and the broker has forgotten it already.
 */
export function deferAcknowledgement(client: MqttClient, receive: (publish: PendingPublish) => void): void {
  client.handleMessage = (packet, done) => {
    const next = (): void => (packet.qos === 0 ? done() : done(DEFERRED));
    receive({ packet, connection: internals(client).stream, next });
  };
}

/** The client's current connection. */
export const currentConnection = (client: MqttClient): unknown => internals(client).stream;

/** Sends PUBACK. Call it only while the connection that the message arrived on is still the current one. */
export function acknowledge(client: MqttClient, messageId: number): void {
  internals(client)._sendPacket({ cmd: 'puback', messageId, reasonCode: 0 });
}
