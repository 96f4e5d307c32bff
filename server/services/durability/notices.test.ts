import type { Check } from '@plantops/shared/api/durability.ts';
import { type CheckName, type CheckResult, checkText } from '@plantops/shared/durability/checks.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { DurabilityNotices } from './notices.ts';

let clock: FakeClock;
let told: string[];
let language: Language;
let notices: DurabilityNotices;

beforeEach(() => {
  clock = new FakeClock();
  told = [];
  language = 'en';
  notices = new DurabilityNotices((words) => told.push(words(language)), clock);
});

const check = (name: CheckName, result: CheckResult): Check => ({
  name,
  since: '2026-01-01T00:00:00Z',
  ...result,
  ...checkText(result, 'en'),
});
const away = check('database', { state: 'failing', code: 'database_away', figures: {} });
const back = check('database', { state: 'ok', code: 'database_answers', figures: {} });
const unknown = check('database', { state: 'unknown', code: 'not_known_yet', figures: {} });
const notStored = check('canary', { state: 'failing', code: 'canary_not_stored', figures: { seconds: 9 } });
const stored = check('canary', { state: 'ok', code: 'canary_stored', figures: { took_ms: 9 } });

/** Takes these checks every second. */
async function last(seconds: number, ...checks: Check[]): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    notices.take(checks);
    await clock.advance(1000);
  }
}

describe('messages about the system', () => {
  it('are one when a check fails, with what to do, and one when it is well again', async () => {
    await last(60, away);
    expect(told).toEqual([
      'The database does not answer. Readings wait at the broker. Start the database, or see its log and its disk.',
    ]);
    await last(60, back);
    expect(told.slice(1)).toEqual(['Database is well again. The database answers.']);
  });

  it.each([
    ['de', 'Die Datenbank antwortet nicht. ', 'Datenbank: wieder in Ordnung. Die Datenbank antwortet.'],
    ['es', 'La base de datos no contesta. ', 'Base de datos: de nuevo en orden. La base de datos contesta.'],
    ['fr', 'La base de données ne répond pas. ', 'Base de données : de nouveau en ordre. La base de données répond.'],
  ] as const)('are in the language of the owner: %s', async (ofOwner, failing, well) => {
    language = ofOwner;
    await last(60, away);
    await last(60, back);
    expect(told).toEqual([expect.stringContaining(failing), well]);
  });

  it('are none for what passes within fifteen seconds', async () => {
    for (let times = 0; times < 5; times += 1) {
      await last(10, away);
      await last(10, back);
    }
    expect(told).toEqual([]);
  });

  it('are one for what fails at the same time, also if a part is noticed later', async () => {
    await last(8, away, stored);
    await last(20, away, notStored);
    expect(told).toEqual([expect.stringMatching(/^The database does not answer.*\n.*no reading for 9 s/)]);
    await last(20, back, stored);
    expect(told).toHaveLength(2);
  });

  it('do not say that something is well of which nothing is known', async () => {
    await last(20, away);
    await last(60, unknown);
    expect(told).toHaveLength(1);
  });
});
