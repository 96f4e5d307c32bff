import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import type { FlowEdits } from './flow-edits-format.ts';
import type { OwnNodes } from './own-nodes-format.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { Backup } from './backup.ts';
import { Restore, type RestoreOptions } from './restore.ts';

export interface BackupNeeds {
  database: Database;
  dataDir: string;
  inbox: { holdBack: RestoreOptions['holdBack'] };
  flows: { edits(): FlowEdits | null; ownNodes(): OwnNodes | null } & RestoreOptions['flows'];
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** Saves everything to one file and restores it. */
export function openBackup({ database, dataDir, inbox, flows, bus, clock, log }: BackupNeeds) {
  const backup = new Backup({ database, clock, edits: () => flows.edits(), ownNodes: () => flows.ownNodes() });
  const holdBack = () => inbox.holdBack();
  return { backup, restore: new Restore({ database, dataDir, clock, backup, flows, holdBack, bus, log }) };
}
