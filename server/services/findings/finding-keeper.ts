import type { Evidence, FindingKind } from '@plantops/shared/findings/finding-kind.ts';
import { FINDING_KINDS, type FindingCode, findingText } from '@plantops/shared/findings/kinds.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Findings, NewFinding } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { type Database, inTransaction } from '../../db/pool.ts';
import {
  endFinding,
  findHeardSince,
  type HeardSince,
  listFindings,
  openFindingAlert,
  saveFindings,
  type StoredFinding,
} from '../../db/repositories/findings.ts';
import { insertNotice } from '../../db/repositories/notices.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

/** How often new and ended findings are written (ms). */
const WRITE_MS = 500;
/** How often the count and the last time of a finding that goes on are written, and it is asked whether it is over (ms). */
const REFRESH_MS = 60_000;

export interface FindingKeeperOptions {
  /** The process that it is in: it keeps the kinds that are noted there. */
  side: 'host' | 'engine';
  database: Database;
  /** Releases the message about a finding, so that it is sent. */
  release: (noticeId: string) => Promise<void>;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

interface Kept extends StoredFinding {
  /** When it was last written; undefined: never. */
  writtenAt: Date | undefined;
  isChanged: boolean;
}

const keyOf = (deviceId: string, code: FindingCode, metric: Metric | null): string =>
  `${deviceId} ${code} ${metric ?? ''}`;

/**
 * Knows what was noticed about devices. It is told of each occurrence, and writes at the first and then once a minute.
 * Host and engine each have one.
 */
export class FindingKeeper implements Findings {
  readonly #options: FindingKeeperOptions;
  readonly #findings = new Map<string, Kept>();
  /** Findings that have ended and are still in the database. */
  readonly #ended = new Map<string, StoredFinding>();
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;
  #isFailing = false;
  /** When the database was last asked what has come of devices (ms on the clock's scale of spans). */
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(options: FindingKeeperOptions) {
    this.#options = options;
    options.bus.on('device_removed', ({ deviceId }) => this.#forget(deviceId));
    options.bus.on('data_replaced', () => this.load());
  }

  /** Loads what the last run noted. */
  async load(): Promise<void> {
    const { database, side } = this.#options;
    const stored = (await listFindings(database)).filter(({ code }) => FINDING_KINDS[code].notedIn === side);
    this.#findings.clear();
    this.#ended.clear();
    for (const finding of stored)
      this.#findings.set(keyOf(finding.deviceId, finding.code, finding.metric), {
        ...finding,
        writtenAt: finding.lastAt,
        isChanged: false,
      });
  }

  start(): void {
    this.#timer = this.#options.clock.every(WRITE_MS, () => void this.write());
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#writing;
    await this.write();
  }

  note(deviceId: string, { code, metric = null, evidence = {} }: NewFinding): void {
    const now = this.#options.clock.now();
    const key = keyOf(deviceId, code, metric);
    const known = this.#findings.get(key);
    if (known) {
      known.lastAt = now;
      known.count += 1;
      known.evidence = evidence;
      known.isChanged = true;
      return;
    }
    this.#ended.delete(key);
    this.#findings.set(key, {
      deviceId,
      code,
      metric,
      since: now,
      lastAt: now,
      count: 1,
      evidence,
      writtenAt: undefined,
      isChanged: true,
    });
  }

  clear(deviceId: string, code: FindingCode, metric: Metric | null = null): void {
    const key = keyOf(deviceId, code, metric);
    const finding = this.#findings.get(key);
    if (!finding) return;
    this.#findings.delete(key);
    if (finding.writtenAt) this.#ended.set(key, finding);
  }

  has(deviceId: string, code: FindingCode, metric: Metric | null = null): boolean {
    return this.#findings.has(keyOf(deviceId, code, metric));
  }

  /** Of each device where it was noticed, what a finding without a metric was concluded from. */
  evidenceOf(code: FindingCode): { deviceId: string; evidence: Evidence }[] {
    return [...this.#findings.values()].flatMap(({ code: of, deviceId, evidence }) =>
      of === code ? [{ deviceId, evidence }] : [],
    );
  }

  /** Writes what is due: new and ended findings, and those that go on and were not written for a minute. */
  write(): Promise<void> {
    this.#writing ??= this.#write()
      .then(() => (this.#isFailing = false))
      .catch((failure: unknown) => {
        if (!this.#isFailing) this.#options.log.warn({ err: failure }, 'findings about devices cannot be written');
        this.#isFailing = true;
      })
      .then(() => {
        this.#writing = undefined;
      });
    return this.#writing;
  }

  async #write(): Promise<void> {
    const { database, bus, clock } = this.#options;
    const now = clock.now();
    await this.#endWhatIsOver(now);
    const changedDevices = new Set<string>();
    const alertIds: number[] = [];
    for (const [key, finding] of [...this.#ended]) {
      const alertId = await endFinding(database, finding, now);
      // It may have been noted again meanwhile: then it is written below as a new one.
      this.#ended.delete(key);
      changedDevices.add(finding.deviceId);
      if (alertId !== undefined) alertIds.push(alertId);
    }
    const due = [...this.#findings.values()].filter(
      ({ isChanged, writtenAt }) =>
        isChanged && (writtenAt === undefined || now.getTime() - writtenAt.getTime() >= REFRESH_MS),
    );
    if (due.length > 0) await saveFindings(database, due);
    for (const finding of due) {
      // First, so that it is tried again if it fails.
      if (finding.writtenAt === undefined && FINDING_KINDS[finding.code].tells)
        alertIds.push(...(await this.#tell(finding, now)));
      finding.writtenAt = now;
      finding.isChanged = false;
      changedDevices.add(finding.deviceId);
    }
    if (changedDevices.size > 0) void bus.publish('findings_changed', { deviceIds: [...changedDevices] });
    if (alertIds.length > 0) void bus.publish('alerts_changed', { alertIds });
  }

  /** Ends what was not noticed for long, if what came meanwhile shows that it is over. */
  async #endWhatIsOver(now: Date): Promise<void> {
    const { database, clock } = this.#options;
    const asked: (HeardSince & { finding: Kept })[] = [];
    for (const finding of this.#findings.values()) {
      const { endsAfterS, endsBy }: FindingKind = FINDING_KINDS[finding.code];
      if (endsAfterS === null) continue;
      const since = new Date(finding.lastAt.getTime() + endsAfterS * 1000);
      if (since >= now) continue;
      if (endsBy) asked.push({ deviceId: finding.deviceId, since, sign: endsBy, finding });
      else this.clear(finding.deviceId, finding.code, finding.metric);
    }
    const nowMs = clock.elapsedMs();
    if (asked.length === 0 || nowMs - this.#askedMs < REFRESH_MS) return;
    this.#askedMs = nowMs;
    for (const { finding, since } of await findHeardSince(database, asked))
      // It may have been noticed again meanwhile.
      if (finding.lastAt < since) this.clear(finding.deviceId, finding.code, finding.metric);
  }

  /** Opens an alert and sends a message about a finding. @returns the alert */
  async #tell(finding: StoredFinding, now: Date): Promise<number[]> {
    const { database, release, log } = this.#options;
    const { deviceId, code } = finding;
    const { title, advice } = findingText(code, finding, 'en');
    const told = await inTransaction(database, async (connection) => {
      const opened = await openFindingAlert(connection, finding, `${title} ${advice}`, now);
      if (!opened) return undefined;
      const { alertId, plantId, message, tell } = opened;
      const notice = tell
        ? await insertNotice(connection, { alertId, plantId, deviceId, kind: 'finding', message })
        : undefined;
      return { alertId, notice };
    });
    if (told?.notice)
      void release(told.notice.id).catch((failure: unknown) =>
        log.warn({ err: failure }, 'the message about a finding is sent later'),
      );
    return told ? [told.alertId] : [];
  }

  #forget(deviceId: string): void {
    for (const kept of [this.#findings, this.#ended])
      for (const [key, finding] of kept) if (finding.deviceId === deviceId) kept.delete(key);
  }
}
