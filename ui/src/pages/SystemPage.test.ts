import { CHECK_NAMES, type CheckName, type CheckResult, checkText } from '@plantops/shared/durability/checks.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { Durability } from '../api/generated';
import AppNavigation from '../components/shell/AppNavigation.vue';
import { useLanguage } from '../messages/text';
import { liveScreen } from '../testing/begun-screen';
import { FakeEventSource } from '../testing/fake-event-source';
import { problem } from '../testing/fake-server';
import { start } from '../testing/samples';
import { mountPage } from '../testing/screen';
import { pass, server } from '../testing/stage';
import SystemPage from './SystemPage.vue';

const CHECKS = '/api/system/checks';
const WELL: CheckResult = { state: 'ok', code: 'database_answers', figures: {} };
const FULL: CheckResult = { state: 'failing', code: 'store_not_saved', figures: { reason: 'No space left on device' } };
const OLD: CheckResult = { state: 'warning', code: 'backup_old', figures: { days: 40 } };

function durability(found: Partial<Record<CheckName, CheckResult>> = {}): Durability {
  const checks = CHECK_NAMES.map((name) => {
    const result = found[name] ?? WELL;
    return { name, since: '2026-01-07T11:00:00Z', ...result, ...checkText(result, 'en') };
  });
  const has = (state: string): boolean => checks.some((check) => check.state === state);
  return {
    state: has('failing') ? 'failing' : has('warning') ? 'warning' : 'ok',
    checks,
    counts: { taken: 12_345, answered: 12_000, dropped: 800, waiting: null },
  };
}

async function shown(found?: Partial<Record<CheckName, CheckResult>>) {
  server.answer('GET', CHECKS, durability(found));
  const screen = await liveScreen(start());
  const page = await mountPage(SystemPage, {}, { screen });
  const rows = () => page.testIds('system-check').map(({ textContent }) => textContent?.replaceAll(/\s+/g, ' ').trim());
  const state = () => page.testIds('system-state')[0]?.textContent?.replaceAll(/\s+/g, ' ').trim();
  return { ...page, rows, state, screen };
}
afterEach(() => useLanguage('en'));

describe('the page of the system', () => {
  it('says that all is well, with each check and the counts', async () => {
    const page = await shown();
    expect(page.state()).toBe('All wellWhat your devices send is stored.');
    expect(page.rows()).toHaveLength(CHECK_NAMES.length);
    expect(page.words()).toContain('Taken by the broker 12,345');
    expect(page.words()).toContain('Waiting at the broker not known');
    expect(page.words()).toContain('Dropped from a full queue 800');
  });

  it('says first what is not, since when and what to do', async () => {
    const page = await shown({ backup: OLD, broker_store: FULL });
    expect(page.state()).toBe('Readings are not stored safely');
    expect(page.rows()[0]).toMatch(
      /^Broker's storeThe broker cannot save what waits \(No space left on device\).*not let in.*Free space.*Since .*2026/,
    );
    expect(page.rows()[1]).toMatch(/^BackupThe last backup is 40 days old\.Download one/);
  });

  it('counts what is to look at where all readings are stored', async () => {
    const page = await shown({ backup: OLD });
    expect(page.state()).toBe('All readings are stored. 1 thing to look at');
  });

  it('is in German, too', async () => {
    await useLanguage('de');
    const page = await shown({ broker_store: FULL });
    expect(page.state()).toBe('Messwerte werden nicht sicher gespeichert');
    expect(page.rows()[0]).toMatch(/^Speicher des BrokersDer Broker kann nicht sichern, was wartet/);
  });

  it('follows live events, also in the navigation, and asks again every ten seconds for figures', async () => {
    const page = await shown();
    const bar = await mountPage(AppNavigation, {}, { screen: page.screen });
    const sign = () =>
      (bar.wrapper.element as HTMLElement).querySelector('a[href="/system"]')?.getAttribute('aria-label');
    expect(sign()).toBe('System');
    await FakeEventSource.latest.emit('checks', durability({ broker_store: FULL }));
    expect(page.state()).toBe('Readings are not stored safely');
    expect(sign()).toBe('System: readings are not stored safely');
    await pass(10_000);
    expect([page.state(), sign()]).toEqual(['All wellWhat your devices send is stored.', 'System']);
  });

  it('says why it could not be asked for, and tries again', async () => {
    server.answer('GET', CHECKS, problem(503, { code: 'database_unavailable' }));
    const page = await mountPage(SystemPage, {}, { screen: await liveScreen(start()) });
    expect(page.words()).toContain('Try again');
    server.answer('GET', CHECKS, durability());
    await pass(10_000);
    expect(page.testIds('system-state')[0]?.textContent).toContain('All well');
    expect(page.words()).not.toContain('Try again');
  });
});
