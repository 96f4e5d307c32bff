import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Language } from '@plantops/shared/settings/display.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blame } from './crash-blame.ts';
import { SafeMode, safeModeSentence, type SafeModeState } from './safe-mode.ts';

const BLAME: Blame = {
  nodeId: undefined,
  failure: { what: 'engine_ended', node: null, isCertain: false, isTwice: false, message: 'it ended with 1' },
};
const FLOWS = [{ id: 't', type: 'tab' }];
const OTHERS = [{ id: 'o', type: 'tab' }];

let dataFolder: string;
let clock: FakeClock;
let entered: SafeModeState[];
beforeEach(() => {
  dataFolder = mkdtempSync(path.join(os.tmpdir(), 'plantops-safe-mode-'));
  clock = new FakeClock();
  entered = [];
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

const safeMode = () =>
  new SafeMode({ dataFolder, onEntered: (state) => void entered.push(state), clock, log: pino({ level: 'silent' }) });

describe('safe mode', () => {
  it('begins with the second crash within a minute, names why, and outlasts a restart', async () => {
    const first = safeMode();
    first.crashed(BLAME, FLOWS);
    expect([first.state, first.isCausedBy(FLOWS)]).toEqual([undefined, false]);
    await clock.advance(59_000);
    first.crashed(BLAME, FLOWS);
    const reasons = [{ nodeId: undefined, text: 'the flow engine ended twice within a minute: it ended with 1' }];
    expect(first.state).toEqual({ since: clock.now().toISOString(), reasons });
    expect(entered).toMatchObject([{ since: clock.now().toISOString(), reasons }]);
    for (const one of [first, safeMode()])
      expect([one.isCausedBy(FLOWS), one.isCausedBy(OTHERS)]).toEqual([true, false]);
    first.crashed(BLAME, FLOWS);
    expect(entered, 'once').toHaveLength(1);
  });

  it('does not begin with crashes that are a minute apart', async () => {
    const mode = safeMode();
    mode.crashed(BLAME, FLOWS);
    await clock.advance(60_000);
    mode.crashed(BLAME, FLOWS);
    expect(mode.state).toBeUndefined();
  });

  it('names the node that is to blame, if that is known', () => {
    const mode = safeMode();
    mode.crashed(BLAME, FLOWS);
    mode.crashed({ nodeId: 'f', failure: { ...BLAME.failure, node: 'function "mine"' } }, FLOWS);
    expect(mode.state?.reasons).toEqual([
      {
        nodeId: 'f',
        text: 'function "mine" has probably ended the flow engine twice within a minute: it ended with 1',
      },
    ]);
  });

  it('is told in each language, with what only the check says as it is', () => {
    const mode = safeMode();
    mode.crashed(BLAME, FLOWS);
    mode.crashed(BLAME, FLOWS);
    mode.enter([{ nodeId: 'a', text: 'a is wired to nothing' }]);
    const told = (language: Language): string[] => entered.map((state) => safeModeSentence(state, language));
    expect(told('en')).toEqual([
      'Your flows cannot run as they are, so the last ones that ran well run in their place. The reason: the flow engine ended twice within a minute: it ended with 1. Yours are open at /editor: mend and deploy them.',
      expect.stringContaining('The reason: a is wired to nothing.'),
    ]);
    expect(told('de')).toEqual([
      expect.stringMatching(
        /laufen.* Die Flow-Engine ist zweimal innerhalb einer Minute abgebrochen: it ended with 1\./,
      ),
      expect.stringContaining('a is wired to nothing.'),
    ]);
    expect(told('es')[0]).toContain('El motor de flujos ha terminado dos veces en un minuto: it ended with 1.');
    expect(told('fr')[0]).toContain('Le moteur de flux s’est arrêté deux fois en une minute : it ended with 1.');
  });

  it('tells of the same faults once, and of others again, since the first moment', async () => {
    const mode = safeMode();
    const faults = [{ nodeId: 'a', text: 'a is wired to nothing' }];
    mode.enter(faults);
    const { since } = mode.state ?? {};
    await clock.advance(1000);
    mode.enter(faults);
    mode.enter([{ nodeId: 'b', text: 'b, too' }]);
    expect(entered.map(({ reasons }) => reasons[0]?.nodeId)).toEqual(['a', 'b']);
    expect([mode.state?.since, mode.isCausedBy(FLOWS)]).toEqual([since, false]);
  });

  it("ends when the owner's flows run, and forgets the crashes before when the owner has changed them", () => {
    const mode = safeMode();
    const crash = () => mode.crashed(BLAME, FLOWS);
    crash();
    mode.leave();
    crash();
    expect(mode.state).toBeDefined();
    mode.forgive();
    expect([mode.state, safeMode().state]).toEqual([undefined, undefined]);
    crash();
    expect(mode.state).toBeUndefined();
  });

  it('remembers flows that have run for a minute without a crash', async () => {
    const mode = safeMode();
    expect(mode.lastGood()).toBeUndefined();
    mode.started(FLOWS);
    await clock.advance(59_999);
    mode.started(OTHERS);
    await clock.advance(59_999);
    expect(mode.lastGood()).toBeUndefined();
    await clock.advance(1);
    expect(safeMode().lastGood()).toEqual(OTHERS);
    mode.started(FLOWS);
    mode.crashed(BLAME, FLOWS);
    await clock.advance(60_000);
    mode.started(FLOWS);
    mode.stop();
    await clock.advance(60_000);
    expect(safeMode().lastGood()).toEqual(OTHERS);
  });

  it('begins anew where its file is damaged', () => {
    for (const name of ['safe-mode.json', 'last-good.json']) writeFileSync(path.join(dataFolder, name), '{"since":');
    expect([safeMode().state, safeMode().lastGood()]).toEqual([undefined, undefined]);
  });
});
