import type { Clock } from '@plantops/shared/clock.ts';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { LiveAnnouncer } from './live-announcer.ts';
import { LiveEvents } from './live-events.ts';

/**
 * Live updates for open dashboards. Opened after the services whose changes it publishes, so that it is called last.
 */
export function openLive({ database, bus, clock }: { database: Database; bus: ChangeBus; clock: Clock }): LiveEvents {
  const live = new LiveEvents(clock.now());
  new LiveAnnouncer({ database, bus, live });
  return live;
}
