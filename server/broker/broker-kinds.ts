/** What the engine uses of a broker, by its kind: Mosquitto, or a cluster of NATS. The client of NATS is loaded only where there is one. */
import type { Clock } from '@plantops/shared/clock.ts';
import type { DeviceCommands } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import type { BrokerLogin } from './accounts.ts';
import { CommandSender } from './command-sender.ts';
import { BrokerInbox } from './inbox.ts';
import type { MessageDesk } from './message-desk.ts';

export interface BrokerPlace extends BrokerLogin {
  /** Where devices connect by MQTT. */
  url: string;
  /** Publishes the server's own readings. */
  canary?: BrokerLogin;
  /** The servers of NATS that messages come from; undefined: they come by MQTT from `url`. */
  nats?: string[] | undefined;
}

/** What devices publish. */
export async function openInbox({ nats, ...place }: BrokerPlace, clock: Clock, log: Logger): Promise<MessageDesk> {
  if (!nats) return new BrokerInbox({ ...place, clock, log });
  const { NatsInbox } = await import('./nats/nats-inbox.ts');
  return new NatsInbox({ ...place, servers: nats, clock, log });
}

/** What devices are asked to do. */
export async function openCommands(
  { url, nats, commands }: BrokerPlace & { commands: BrokerLogin },
  clock: Clock,
  log: Logger,
): Promise<DeviceCommands & { stop(): Promise<void> }> {
  if (!nats) return new CommandSender({ url, ...commands, clock, log });
  const { NatsCommandSender } = await import('./nats/command-sender.ts');
  return new NatsCommandSender({ ...commands, servers: nats });
}
