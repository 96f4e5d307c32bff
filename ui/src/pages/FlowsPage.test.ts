import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { FlowProposal, FlowState, FlowVersion } from '../api/generated';
import { useLanguage } from '../messages/text';
import { liveScreen } from '../testing/begun-screen';
import { FakeEventSource } from '../testing/fake-event-source';
import { type Call, page as pageOf, problem } from '../testing/fake-server';
import { flowState, flowVersion, start } from '../testing/samples';
import { mountPage } from '../testing/screen';
import { server } from '../testing/stage';
import FlowsPage from './FlowsPage.vue';

const LIST = '/api/flows/versions';
const ONE = `${LIST}/:id`;
const BACK = `${LIST}/:id/restore`;

const node = (id: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  type: 'function',
  z: 'telemetry',
  name: id,
  x: 100,
  y: 100,
  wires: [[]],
  ...more,
});
const TABS: FlowNode[] = [
  { id: 'alerts', type: 'tab', label: 'Alerts' },
  { id: 'telemetry', type: 'tab', label: 'Telemetry' },
];
const FLOWS: Record<number, FlowNode[]> = {
  1: [...TABS, node('a', { wires: [['b']] }), node('b')],
  2: [...TABS, node('a', { wires: [['b']] }), node('b', { func: 'one' })],
  3: [...TABS, node('a', { wires: [['mine']] }), node('b', { func: 'one' }), node('mine', { wires: [['b']] })],
};
const VERSIONS = [
  flowVersion(3),
  flowVersion(2, { who: 'api', note: 'for the fern' }),
  flowVersion(1, { who: 'shipped', summary: null }),
];

async function shown(flows: Partial<FlowState> = {}, versions: FlowVersion[] = VERSIONS) {
  server.answer('GET', LIST, versions);
  server.answer('GET', ONE, ({ params }: Call) => ({
    ...flowVersion(Number(params.id)),
    flows: FLOWS[Number(params.id)],
  }));
  const screen = await liveScreen(start({ flows: flowState({ version: 3, ...flows }) }));
  const page = await mountPage(FlowsPage, {}, { screen });
  const rows = () => page.testIds('flow-version');
  return {
    ...page,
    rows,
    words: (nth: number) => rows()[nth]?.querySelector('.about')?.textContent?.replaceAll(/\s+/g, ' ').trim(),
    all: page.words,
    changes: () => page.testIds('flow-change').map(({ textContent }) => textContent?.replaceAll(/\s+/g, ' ').trim()),
  };
}
afterEach(() => useLanguage('en'));

describe('the page of the flows', () => {
  it('lists each version with when, by whom and what changed, and leads to the editor', async () => {
    const page = await shown();
    expect(page.testId('flows-run').textContent).toContain('Version 3 runs.');
    expect(page.role('link', 'Open the flow editor').getAttribute('href')).toBe('/editor/');
    expect(page.words(0)).toMatch(
      /^Version 3 runs now.* · deployed in the editor\+1function "mine" on Telemetry added$/,
    );
    expect(page.words(1)).toMatch(/^Version 2 .* · deployed by a script.*for the fern$/);
    expect(page.words(2)).toMatch(/^Version 1 .* · came with PlantOpsThe first version that is kept\.$/);
  });

  it('says what runs where the owner’s flows do not', async () => {
    const page = await shown({ safe_mode: { since: '2026-01-07T12:00:00.000Z', reasons: [] } });
    expect(page.testId('flows-run').textContent).toContain('the last ones that ran well run in their place');
    expect(page.words(0)).not.toContain('runs now');
    await FakeEventSource.latest.emit('flows', flowState({ running: false }));
    expect(page.testId('flows-run').textContent).toContain('The flows are not running.');
  });

  it('says so where no version is recorded yet, and where they cannot be loaded', async () => {
    const page = await shown({ version: null }, []);
    expect(page.all()).toContain('No version is recorded yet');
    server.answer('GET', LIST, problem(503, { detail: 'The database is away.' }));
    await FakeEventSource.latest.emit('flows', flowState({ version: 1 }));
    expect(page.all()).toContain('The database is away.');
    server.answer('GET', LIST, VERSIONS);
    await page.click(page.role('button', 'Try again'));
    expect(page.rows()).toHaveLength(3);
  });

  it('follows what is deployed elsewhere', async () => {
    const page = await shown();
    server.answer('GET', LIST, [flowVersion(4, { who: 'roll_back', came_from: 2 }), ...VERSIONS]);
    await FakeEventSource.latest.emit('flows', flowState({ version: 4 }));
    expect(page.words(0)).toMatch(/^Version 4 runs now.* · version 2 brought back/);
  });

  it('shows older versions when the owner asks', async () => {
    const page = await shown({}, []);
    server.answer('GET', LIST, ({ query }: Call) =>
      query.cursor === '2' ? [flowVersion(1)] : pageOf([flowVersion(3), flowVersion(2)], 2),
    );
    await FakeEventSource.latest.emit('flows', flowState({ version: 4 }));
    await page.click(page.role('button', 'Show older ones'));
    expect(page.rows().map(({ dataset }) => dataset.number)).toEqual(['3', '2', '1']);
    expect(page.has('button', 'Show older ones')).toBe(false);
  });

  it('tells what only moved, and how much more changed than it tells', async () => {
    const summary = { ...flowVersion(1).summary!, changed: 4 };
    const page = await shown({}, [
      flowVersion(3, { summary }),
      flowVersion(2, { summary: { ...summary, added: 0, changed: 0, moved: 2, first: [] } }),
    ]);
    expect(page.words(0)).toContain('function "mine" on Telemetry added, and 4 more');
    expect(page.words(1)).toContain('Nodes were only moved on the screen.');
  });

  it('speaks German', async () => {
    const page = await shown();
    await useLanguage('de');
    expect(page.words(0)).toMatch(
      /^Version 3 läuft jetzt.* · im Editor deployt\+1function "mine" auf Telemetry hinzugefügt$/,
    );
  });
});

describe('what changed in a version', () => {
  it('is drawn on its tab and told in words', async () => {
    const page = await shown();
    const compare = page.role('button', 'What changed Version 3');
    await page.click(compare);
    expect(compare.getAttribute('aria-expanded')).toBe('true');
    expect(page.all()).toContain('From version 2 to version 3');
    const drawing = page.testId('flow-drawing');
    expect(drawing.getAttribute('aria-label')).toMatch(/^Telemetry: /);
    const marks = [...drawing.querySelectorAll<SVGElement>('[data-node]')].map((box) => [
      box.dataset.node,
      [...box.querySelectorAll('.badge text')].map(({ textContent }) => textContent).join(''),
    ]);
    expect(marks).toEqual([
      ['a', '⇄'],
      ['b', ''],
      ['mine', '+'],
    ]);
    expect(drawing.querySelectorAll('.wire.removed, .wire.added')).toHaveLength(3);
    expect(page.changes()).toEqual([
      '⇄function "a" on Telemetry rewiredOutput 1 no longer leads to function "b"Output 1 now leads to function "mine"',
      '+function "mine" on Telemetry added',
    ]);
    await page.click(page.role('button', 'Alerts'));
    expect(page.testId('flow-drawing').getAttribute('aria-label')).toMatch(/^Alerts: /);
  });

  it('is found in the drawing by its words, also on another tab', async () => {
    const page = await shown();
    await page.click(page.role('button', 'What changed Version 3'));
    await page.click(page.role('button', 'Alerts'));
    expect(page.testId('flow-drawing').querySelector('.looked')).toBeNull();
    await page.click(page.role('button', 'function "mine" on Telemetry added'));
    expect(page.testId('flow-drawing').querySelector<SVGElement>('.looked')?.dataset.node).toBe('mine');
  });

  it('is told once for each node, and line by line where a text has many', async () => {
    const page = await shown();
    const flows = [
      [...TABS, node('a', { func: 'one\ntwo\nthree\nfour\nfive', wires: [['b']] }), node('b')],
      [...TABS, node('a', { func: 'zero\ntwo\nthree\nfour\nfive' }), node('b')],
    ];
    server.answer('GET', ONE, ({ params }: Call) => ({ ...flowVersion(2), flows: flows[Number(params.id) - 1] }));
    await page.click(page.role('button', 'What changed Version 2'));
    expect(page.changes()).toEqual([
      '≠⇄function "a" on Telemetry changed and rewiredfunc−removed: one+added: zerotwothree2 lines as beforeOutput 1 no longer leads to function "b"',
    ]);
  });

  it('is told property by property', async () => {
    const page = await shown();
    await page.click(page.role('button', 'What changed Version 2'));
    expect(page.changes()).toEqual(['≠function "b" on Telemetry changedfuncbeforenot setafterone']);
    await page.click(page.role('button', 'With the newest'));
    expect(page.all()).toContain('From version 2 to version 3');
    expect(page.changes()).toHaveLength(2);
  });

  it('of the first version is only told against the newest', async () => {
    const page = await shown();
    await page.click(page.role('button', 'What changed Version 1'));
    expect(page.all()).toContain('From version 1 to version 3');
    expect(page.has('button', 'With the one before')).toBe(false);
    expect(page.changes()).toHaveLength(3);
  });

  it('says why it cannot be loaded, and is asked for again', async () => {
    const page = await shown();
    server.answer('GET', ONE, problem(404, { detail: 'There is no version 2 of the flows.' }));
    await page.click(page.role('button', 'What changed Version 3'));
    expect(page.all()).toContain('There is no version 2 of the flows.');
    server.answer('GET', ONE, ({ params }: Call) => ({ ...flowVersion(1), flows: FLOWS[Number(params.id)] }));
    await page.click(page.role('button', 'Try again'));
    expect(page.changes()).toHaveLength(2);
  });
});

describe('bringing a version back', () => {
  it('takes one click, and can be undone', async () => {
    const page = await shown();
    const asked = () => server.asked('POST', BACK).map(({ params }) => params.id);
    server.answer('POST', BACK, flowVersion(4, { who: 'roll_back', came_from: 1 }));
    expect(page.has('button', 'Bring back Version 3')).toBe(false);
    await page.click(page.role('button', 'Bring back Version 1'));
    expect(asked()).toEqual(['1']);
    expect(page.screen.told()).toEqual(['Version 1 runs again, as version 4.']);
    await page.screen.act();
    expect(asked()).toEqual(['1', '3']);
    expect(page.screen.told()).toEqual(['Undone.']);
  });

  it('that cannot run here says why, and changes nothing', async () => {
    const page = await shown();
    const detail = 'no node of type gone is installed';
    server.answer('POST', BACK, problem(400, { code: 'flows_refused', detail, errors: [{ pointer: 'a', detail }] }));
    await page.click(page.role('button', 'Bring back Version 1'));
    expect(page.role('alert').textContent).toMatch(/cannot run here, so nothing was changed:.*no node of type gone/s);
    expect(page.screen.told()).toEqual([]);
  });

  it('tells any other failure', async () => {
    const page = await shown();
    server.answer('POST', BACK, problem(503, { detail: 'The database is away.' }));
    await page.click(page.role('button', 'Bring back Version 1'));
    expect(page.screen.told()).toEqual(['The database is away.']);
  });
});

describe('a version that is watched', () => {
  const watch = { version: 3, back_to: 2, until: '2026-03-08T11:02:00.000Z', messages: 4 };

  it('is told, and kept on purpose', async () => {
    const page = await shown({ watch }, [
      flowVersion(3, { outcome: { state: 'watching', text: '' } }),
      ...VERSIONS.slice(1),
    ]);
    expect(page.testId('deploy-watch').textContent).toMatch(
      /Version 3 is new\. Until .* it goes back to version 2 by itself/,
    );
    server.answer('POST', '/api/flows/watch/keep', flowState({ version: 3 }));
    server.answer('GET', LIST, [flowVersion(3, { outcome: { state: 'kept', text: '' } }), ...VERSIONS.slice(1)]);
    await page.click(page.role('button', 'Keep it whatever happens'));
    expect(server.asked('POST', '/api/flows/watch/keep')).toHaveLength(1);
    expect(page.testIds('deploy-watch')).toEqual([]);
    expect(page.words(0)).toContain('Kept on purpose.');
  });

  it('says in the list what became of it', async () => {
    const outcomes = [
      flowVersion(5, { outcome: { state: 'well', text: '12 messages went well' } }),
      flowVersion(4, { outcome: { state: 'went_back', text: 'it threw' } }),
      flowVersion(3, { outcome: { state: 'kept', text: '' } }),
      flowVersion(2, { outcome: { state: 'replaced', text: 'version 3 took its place' } }),
    ];
    const page = await shown({ version: 5 }, outcomes);
    expect(page.rows().map((row) => row.querySelector('.outcome')?.textContent)).toEqual([
      'Watched: 12 messages went well.',
      'Went back by itself: it threw.',
      'Kept on purpose.',
      undefined,
    ]);
  });
});

describe('the note of a version', () => {
  it('is written, changed and taken away', async () => {
    const page = await shown();
    server.answer('PATCH', ONE, ({ body, params }: Call) =>
      flowVersion(Number(params.id), body as Partial<FlowVersion>),
    );
    await page.click(page.role('button', 'Add a note Version 3'));
    await page.type('Note', ' with the new sensor ');
    await page.click(page.role('button', 'Save'));
    expect(page.words(0)).toMatch(/added.*with the new sensor$/);
    await page.click(page.role('button', 'Change the note Version 2'));
    await page.type('Note', '');
    await page.click(page.role('button', 'Save'));
    expect(page.words(1)).not.toContain('for the fern');
    expect(server.asked('PATCH', ONE).map(({ params, body }) => [params.id, body])).toEqual([
      ['3', { note: 'with the new sensor' }],
      ['2', { note: null }],
    ]);
  });

  it('stays in its field if it cannot be saved', async () => {
    const page = await shown();
    server.answer('PATCH', ONE, problem(503, { detail: 'Not now.' }));
    await page.click(page.role('button', 'Add a note Version 3'));
    await page.type('Note', 'mine');
    await page.click(page.role('button', 'Save'));
    expect(page.screen.told()).toEqual(['Not now.']);
    await page.click(page.role('button', 'Cancel'));
    expect(page.words(0)).toMatch(/ on Telemetry added$/);
  });
});

describe('what an upgrade proposes', () => {
  const proposal = (more: Partial<FlowProposal> = {}): { proposal: FlowProposal } => ({
    proposal: {
      reasons: ['you and this version have both led it elsewhere'],
      faults: [],
      flows: FLOWS[1] as never,
      changes: [],
      sentences: [],
      ...more,
    },
  });
  async function proposed(more: Partial<FlowProposal> = {}) {
    server.answer('GET', '/api/flows/proposal', proposal(more));
    server.answer('GET', '/api/flows', flowState({ version: 4 }));
    return shown({ is_proposed: true });
  }

  it('is shown with its reasons and what it changes, and taken', async () => {
    const page = await proposed();
    expect(page.testId('flow-proposal').textContent).toContain('you and this version have both led it elsewhere');
    expect(page.changes()).toHaveLength(3);
    server.answer('POST', '/api/flows/proposal/accept', flowVersion(4, { who: 'upgrade' }));
    await page.click(page.role('button', 'Take them'));
    expect(page.screen.told()).toEqual(['The flows of the new version run, as version 4.']);
    expect(page.testIds('flow-proposal')).toEqual([]);
  });

  it('that cannot run as it is is only dismissed', async () => {
    const page = await proposed({ faults: ['it leads nowhere'] });
    expect(page.testId('flow-proposal').textContent).toContain('it leads nowhere');
    expect(page.has('button', 'Take them')).toBe(false);
    server.answer('POST', '/api/flows/proposal/dismiss', undefined);
    await page.click(page.role('button', 'Keep mine'));
    expect(page.screen.told()).toEqual(['Your flows stay as they are.']);
    expect(page.testIds('flow-proposal')).toEqual([]);
  });
});
