/**
 * Deferred acknowledgement for mqtt.js, which by itself sends PUBACK as soon as its handler returns. This is the one
 * place that reaches into its private parts; the version is pinned, and a test fails if a new one behaves otherwise.
 */
import type { IPublishPacket, MqttClient } from 'mqtt';

/** A QoS 1 message that was received and not yet acknowledged. */
export interface PendingPublish {
  packet: IPublishPacket;
  /** The connection it came by. Its packet id means nothing on another one. */
  connection: unknown;
  /** Lets the client read the next packet. Not calling it is a brake: the broker keeps what is to come. */
  next: () => void;
}

interface MqttInternals {
  stream: unknown;
  _sendPacket(packet: { cmd: 'puback'; messageId: number; reasonCode: 0 }): void;
}

const internals = (client: MqttClient): MqttInternals => client as unknown as MqttInternals;

/** mqtt.js sends no PUBACK when the handler reports an error, and then goes on with the next packet. */
const DEFERRED = new Error('acknowledged later');

/** Hands every QoS 1 message to `receive` and leaves its acknowledgement to `acknowledge`. */
export function deferAcknowledgement(client: MqttClient, receive: (publish: PendingPublish) => void): void {
  client.handleMessage = (packet, done) => {
    if (packet.qos !== 1) {
      done();
      return;
    }
    receive({ packet, connection: internals(client).stream, next: () => done(DEFERRED) });
  };
}

/** The connection the client has now. */
export const currentConnection = (client: MqttClient): unknown => internals(client).stream;

/** Sends PUBACK. Call it only while the message's own connection is the current one. */
export function acknowledge(client: MqttClient, messageId: number): void {
  internals(client)._sendPacket({ cmd: 'puback', messageId, reasonCode: 0 });
}
