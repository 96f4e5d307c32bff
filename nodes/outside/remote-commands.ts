import type { Clock } from '@plantops/shared/clock.ts';
import type { DeviceCommand, DeviceCommands } from '@plantops/shared/ports.ts';
import { commandsTopic } from '@plantops/shared/topics.ts';
import { type BrokerLine, openLine } from './broker-line.ts';
import type { BrokerAccount } from './device-messages.ts';

/** How long the broker may take for a command. Sent later, it might water a plant when nobody expects it (ms). */
const PATIENCE_MS = 10_000;

/** Publishes commands to devices with the account of a PlantOps server node. Connects at the first command. */
export class RemoteCommands implements DeviceCommands {
  readonly #account: BrokerAccount;
  readonly #clock: Clock;
  #line: BrokerLine | undefined;

  constructor({ account, clock }: { account: BrokerAccount; clock: Clock }) {
    this.#account = account;
    this.#clock = clock;
  }

  /** A command is not retained, so that it is carried out once. One that the broker does not take in time is given up. */
  async send({ deviceId, text, expiryS }: DeviceCommand): Promise<void> {
    const { client, accepted, lost } = (this.#line ??= this.#open());
    await accepted;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const patience = this.#clock.after(PATIENCE_MS, () => {
      this.stop();
      reject(new Error('The broker does not say whether it has the command, so the device may get it or not'));
    });
    const options = { qos: 1, properties: { messageExpiryInterval: expiryS } } as const;
    const sent = client.publishAsync(commandsTopic(deviceId), text, options).catch((failure: Error) => {
      throw new Error(`The broker refuses the command: ${failure.message}`, { cause: failure });
    });
    try {
      await Promise.race([sent, late, lost]);
    } finally {
      patience.cancel();
    }
  }

  stop(): void {
    this.#line?.client.end(true);
    this.#line = undefined;
  }

  #open(): BrokerLine {
    const { brokerUrl, username, password } = this.#account;
    return openLine({
      brokerUrl,
      login: { ...(username && { username }), ...(password && { password }), protocolVersion: 5 },
      refusal: 'The broker refuses the account in the PlantOps server of this node: check its name and password',
      clock: this.#clock,
      onLost: () => {
        this.#line = undefined;
      },
    });
  }
}
