import type { Clock } from '@plantops/shared/clock.ts';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';

/** How long a broker may take to accept a login. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Codes of MQTT 3.1.1 and 5 for a wrong name or password, and for one that may not connect. */
const REFUSALS = new Set<unknown>([4, 5, 134, 135]);

export interface LineOptions {
  brokerUrl: string;
  login: IClientOptions;
  /** What is wrong if the broker refuses the login. */
  refusal: string;
  clock: Clock;
  /** Called when the line is of no use any more, before anyone who waits for it is told. */
  onLost: () => void;
}

/** A connection to a broker for what must arrive. It comes back by itself unless its login is refused. */
export interface BrokerLine {
  client: MqttClient;
  /** Resolves once the broker has accepted the login. @throws Error after ten seconds, and if it refuses it */
  accepted: Promise<void>;
  /** Rejects if the broker refuses the login, now or when the connection comes back. */
  lost: Promise<never>;
}

export function openLine({ brokerUrl, login, refusal, clock, onLost }: LineOptions): BrokerLine {
  const client = mqtt.connect(brokerUrl, login);
  const { promise: lost, reject } = Promise.withResolvers<never>();
  const lose = (why: string): void => {
    client.end(true);
    onLost();
    reject(new Error(why));
  };
  client.on('error', (failure) => {
    if ('code' in failure && REFUSALS.has(failure.code)) lose(refusal);
  });
  const patience = clock.after(CONNECT_TIMEOUT_MS, () =>
    lose(`The broker at ${brokerUrl} does not answer: check the address in the PlantOps server of this node`),
  );
  const connected = new Promise<void>((resolve) => client.once('connect', () => resolve()));
  const accepted = Promise.race([connected, lost]).finally(() => patience.cancel());
  // Whoever waits for them is told; nobody may be waiting.
  accepted.catch(() => undefined);
  lost.catch(() => undefined);
  return { client, accepted, lost };
}
