import type { Clock } from '@plantops/shared/clock.ts';
import type { CheckResult } from '@plantops/shared/durability/checks.ts';

const DAY_MS = 86_400_000;
/** How long before the disk is full the owner is warned (days): time to act, and no alarm about a far future. */
const WARN_DAYS = 30;
/** With less than that, PostgreSQL cannot go on writing its log, which is in files of 16 MiB. */
const LEAST_FREE_BYTES = 32 * 2 ** 20;
/** A backup that is older is of little use. */
const OLD_BACKUP_DAYS = 30;
/** So long nobody needs to have made one (days). */
const BACKUP_DUE_DAYS = 14;

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** @param daysLeft until the disk is full at the present rate; undefined: not known, or never */
export function diskCheck(freeBytes: number | undefined, daysLeft: number | undefined): CheckResult {
  if (freeBytes === undefined) return { state: 'unknown', code: 'not_known_yet', figures: {} };
  const figures = { free_mb: megabytes(freeBytes) };
  if (freeBytes < LEAST_FREE_BYTES) return { state: 'failing', code: 'disk_full', figures };
  if (daysLeft !== undefined && daysLeft < WARN_DAYS)
    return { state: 'warning', code: 'disk_full_soon', figures: { days: Math.floor(daysLeft) } };
  return { state: 'ok', code: 'disk_has_room', figures };
}

/** What is known of backups. */
export interface BackupFacts {
  /** When the last one was made; undefined: never. */
  madeAt: Date | undefined;
  /** Since when there are data; undefined: not known yet. */
  bornAt: Date | undefined;
}

/** How long ago the last backup was made (s); undefined if there is none. */
export const backupAgeS = ({ madeAt }: BackupFacts, clock: Clock): number | undefined =>
  madeAt && (clock.now().getTime() - madeAt.getTime()) / 1000;

export function backupCheck({ madeAt, bornAt }: BackupFacts, clock: Clock): CheckResult {
  const daysSince = (at: Date): number => Math.max(0, Math.floor((clock.now().getTime() - at.getTime()) / DAY_MS));
  if (madeAt) {
    const days = daysSince(madeAt);
    return days > OLD_BACKUP_DAYS
      ? { state: 'warning', code: 'backup_old', figures: { days } }
      : { state: 'ok', code: 'backup_recent', figures: { days } };
  }
  if (!bornAt) return { state: 'unknown', code: 'not_known_yet', figures: {} };
  const days = daysSince(bornAt);
  return days > BACKUP_DUE_DAYS
    ? { state: 'warning', code: 'backup_none', figures: { days } }
    : { state: 'ok', code: 'backup_not_due', figures: {} };
}
