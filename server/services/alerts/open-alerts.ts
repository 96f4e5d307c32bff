import type { Clock } from '@plantops/shared/clock.ts';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { AlertList } from './alert-list.ts';
import { Mutes } from './mutes.ts';

/** Creates the services for alerts and mutes. */
export function openAlerts(needs: { database: Database; bus: ChangeBus; clock: Clock }) {
  return { alerts: new AlertList(needs), mutes: new Mutes(needs) };
}
