import type { Check } from '@plantops/shared/api/durability.ts';
import { CHECK_CODES, CHECK_WORDS } from '@plantops/shared/durability/check-words.ts';
import { CHECK_NAMES, type CheckName, type CheckResult, checkText } from '@plantops/shared/durability/checks.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { Durability } from './durability.ts';
import { JobBook } from './job-book.ts';
import { backupAgeS, backupCheck, diskCheck } from './place-checks.ts';

const START = new Date('2026-01-01T00:00:00Z');
const well: CheckResult = { state: 'ok', code: 'database_answers', figures: {} };
const away: CheckResult = { state: 'failing', code: 'database_away', figures: {} };

let clock: FakeClock;
let found: Record<CheckName, CheckResult>;
let looks: { checks: readonly Check[]; isChanged: boolean }[];
let stoodStill: number;
let durability: Durability;

beforeEach(() => {
  clock = new FakeClock(START);
  found = Object.fromEntries(CHECK_NAMES.map((name) => [name, well])) as Record<CheckName, CheckResult>;
  [looks, stoodStill] = [[], 0];
  durability = new Durability({
    sources: Object.fromEntries(CHECK_NAMES.map((name) => [name, () => found[name]])) as never,
    counts: () => ({ taken: 1, answered: 1, dropped: 0, waiting: null }),
    beforeLook: () => undefined,
    onStoodStill: () => (stoodStill += 1),
    onLooked: (checks, isChanged) => looks.push({ checks, isChanged }),
    clock,
  });
});
const check = (name: CheckName): Check | undefined => durability.state.checks.find((one) => one.name === name);

describe('the state of the system', () => {
  it('is not known before the first look', () => {
    expect(durability.state.checks.map(({ state }) => state)).toEqual(CHECK_NAMES.map(() => 'unknown'));
    expect(durability.state.state).toBe('ok');
  });

  it('has each check with its words, what to do, and since when', async () => {
    durability.start();
    await clock.advance(5000);
    found.database = away;
    await clock.advance(5000);
    expect(check('database')).toEqual({
      name: 'database',
      ...away,
      since: '2026-01-01T00:00:06.000Z',
      words: 'The database does not answer.',
      remedy: 'Readings wait at the broker. Start the database, or see its log and its disk.',
    });
    expect(durability.state.state).toBe('failing');
    expect(looks.filter(({ isChanged }) => isChanged)).toHaveLength(2);
    durability.stop();
    expect(clock.timers).toBe(0);
  });

  it('is the worst of its checks; warnings are sentences with what to do', () => {
    found.backup = { state: 'warning', code: 'backup_old', figures: { days: 40 } };
    durability.look();
    expect([durability.state.state, durability.warnings()]).toEqual([
      'warning',
      ['The last backup is 40 days old. Download one in Settings, "Backup", and keep it on another machine.'],
    ]);
  });

  it.each([['in the time of day', (seconds: number) => clock.set(new Date(clock.now().getTime() + seconds * 1000))]])(
    'tells for ten minutes that the server stood still, %s',
    async (_how, stand) => {
      durability.start();
      stand(22);
      await clock.advance(1000);
      expect([check('machine')?.code, check('machine')?.figures, stoodStill]).toEqual([
        'machine_stood_still',
        { seconds: 22 },
        1,
      ]);
      await clock.advance(599_000);
      expect(check('machine')?.state).toBe('warning');
      await clock.advance(2000);
      expect([check('machine')?.state, stoodStill]).toEqual(['ok', 1]);
      durability.stop();
    },
  );
});

describe('words of checks', () => {
  it.each(LANGUAGES)('%s: every figure in them is filled in', (language) => {
    const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    for (const code of CHECK_CODES) {
      const { words, remedy } = CHECK_WORDS[code];
      const figures = Object.fromEntries([...names(words.en), ...names(remedy?.en ?? '')].map((name) => [name, 7]));
      const text = checkText({ code, figures }, language);
      expect(`${text.words} ${text.remedy}`, code).not.toMatch(/[{}?]/);
    }
  });

  it('sizes are written as the language does', () => {
    const figures = { free_mb: 12_345, needed_mb: 8.5 };
    expect(checkText({ code: 'store_low_space', figures }, 'en').words).toMatch(/13\sGB are left, 8\.9\sMB are/);
    expect(checkText({ code: 'store_low_space', figures }, 'de').words).toMatch(/13\sGB sind frei, 8,9\sMB nötig/);
  });
});

describe('the disk', () => {
  it.each([
    [undefined, undefined, 'unknown', 'not_known_yet'],
    [1e9, undefined, 'ok', 'disk_has_room'],
    [1e9, 31, 'ok', 'disk_has_room'],
    [1e9, 12.5, 'warning', 'disk_full_soon'],
    [30 * 2 ** 20, undefined, 'failing', 'disk_full'],
  ])('with %s bytes and %s days left is %s', (free, days, state, code) => {
    expect(diskCheck(free, days)).toMatchObject({ state, code });
  });
});

describe('backups', () => {
  const days = (count: number): Date => new Date(START.getTime() - count * 86_400_000);
  it.each([
    [undefined, undefined, 'unknown', 'not_known_yet'],
    [undefined, days(13), 'ok', 'backup_not_due'],
    [undefined, days(20), 'warning', 'backup_none'],
    [days(3), days(90), 'ok', 'backup_recent'],
    [days(31), days(90), 'warning', 'backup_old'],
  ])('made %s, with data since %s, are %s', (madeAt, bornAt, state, code) => {
    expect(backupCheck({ madeAt, bornAt }, clock)).toMatchObject({ state, code });
  });

  it('have an age once there is one', () => {
    expect(backupAgeS({ madeAt: days(1), bornAt: undefined }, clock)).toBe(86_400);
    expect(backupAgeS({ madeAt: undefined, bornAt: days(1) }, clock)).toBeUndefined();
  });
});

describe('jobs of the database', () => {
  it('are well until one fails, and again when it has worked', () => {
    const jobs = new JobBook();
    const [retention, figures] = [jobs.reportOf('retention'), jobs.reportOf('figures')];
    retention();
    figures(new Error('out of shared memory\nHINT: more'));
    jobs.noteCounted('policy_compression', 4, 'its last run failed');
    expect(jobs.check()).toEqual({
      state: 'warning',
      code: 'job_failing',
      figures: { jobs: 'figures for charts, policy_compression', reason: 'out of shared memory' },
    });
    expect(jobs.list()).toContainEqual({ name: 'policy_compression', failures: 4, isFailing: true });
    figures();
    jobs.noteCounted('policy_compression', 4, undefined);
    expect(jobs.check()).toEqual({ state: 'ok', code: 'jobs_done', figures: { count: 3 } });
    expect(jobs.list()).toContainEqual({ name: 'figures for charts', failures: 1, isFailing: false });
  });
});
