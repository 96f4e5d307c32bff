import { createInbox, type NatsConnection } from '@nats-io/transport-node';
import type { DeviceCommand, DeviceCommands } from '@plantops/shared/ports.ts';
import { commandsTopic } from '@plantops/shared/topics.ts';
import { connectToNats, type NatsPlace } from './connection.ts';
import { subjectOf } from './subjects.ts';

/** What NATS answers with where nobody listens. */
const NOBODY_LISTENS = 503;

/**
 * Publishes commands to devices that are connected. One that is away does not get a command later: MQTT 3.1.1, which NATS
 * speaks, knows no expiry, and a command of days ago might water a plant when nobody expects it.
 */
export class NatsCommandSender implements DeviceCommands {
  readonly #place: NatsPlace;
  #connection: Promise<NatsConnection> | undefined;

  constructor(place: NatsPlace) {
    this.#place = place;
  }

  async send({ deviceId, text }: DeviceCommand): Promise<void> {
    const connection = await this.#connected();
    // NATS tells who names a place for answers that nobody listens, and does so before it answers the flush.
    const place = createInbox();
    const codes: (number | undefined)[] = [];
    const answers = connection.subscribe(place, {
      callback: (_, answer) => void codes.push(answer.headers?.code),
    });
    try {
      connection.publish(subjectOf(commandsTopic(deviceId)), text, { reply: place });
      await connection.flush();
    } catch (failure) {
      throw new Error('NATS does not say whether it has the command, so the device may get it or not', {
        cause: failure,
      });
    } finally {
      answers.unsubscribe();
    }
    if (codes.includes(NOBODY_LISTENS))
      throw new Error(
        'The command is not sent: the device is not connected, or does not read commands. NATS keeps no command for later',
      );
  }

  async stop(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  /** Connects at the first command, and again after a connection was lost. */
  async #connected(): Promise<NatsConnection> {
    const before = await this.#connection?.catch(() => undefined);
    if (before && !before.isClosed()) return before;
    this.#connection = connectToNats(this.#place);
    try {
      return await this.#connection;
    } catch (failure) {
      throw new Error('The command is not sent: NATS cannot be reached', { cause: failure });
    }
  }
}
