import type { Clock } from '@plantops/shared/ports.ts';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { LiveAnnouncer } from './live-announcer.ts';
import { LiveEvents } from './live-events.ts';

/** What dashboards are told while they look on. Opened after the rooms whose changes it tells, so that it hears last. */
export function openLive({ database, bus, clock }: { database: Database; bus: ChangeBus; clock: Clock }): LiveEvents {
  const live = new LiveEvents(clock.now());
  new LiveAnnouncer({ database, bus, live, clock });
  return live;
}
