import { describe, expect, it } from 'vitest';
import type { FlowState, SetAsideChoice, SetAsideGroup, SetAsideMessage } from '../../api/generated';
import { begunScreen, liveScreen } from '../../testing/begun-screen';
import { FakeEventSource } from '../../testing/fake-event-source';
import { type Call, problem } from '../../testing/fake-server';
import { at, fernDevice, flowState, setAsideGroup, setAsideMessage, start } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import FlowSettings from './FlowSettings.vue';

const LIST = '/api/flows/set-aside';
const REPLAY = `${LIST}/replay`;
const DISCARD = `${LIST}/discard`;
const refused = setAsideGroup({ node_id: null, node: null, count: 1, reason: 'the database cannot hold it' });

async function shown(flows: Partial<FlowState> = {}) {
  const screen = await liveScreen(start({ flows: flowState(flows), devices: [fernDevice({ name: 'Sill' })] }));
  const page = await mountPage(FlowSettings, {}, { screen });
  return {
    ...page,
    groups: () => page.testIds('set-aside-group'),
    messages: () => page.testIds('set-aside-message').map(({ textContent }) => textContent?.replaceAll(/\s+/g, ' ')),
  };
}

/** A server that has set messages aside at the function, newest first, and does with them what it is told. */
function serverWith(...ids: number[]): SetAsideGroup[] {
  let messages = ids.map((id) => setAsideMessage(id));
  const groups = (): SetAsideGroup[] => (messages.length > 0 ? [setAsideGroup({ count: messages.length })] : []);
  const take = ({ body }: Call): number => {
    const { ids: chosen, node_id: nodeId } = body as SetAsideChoice;
    const before = messages.length;
    messages = messages.filter(({ id, node_id }) => !(chosen?.includes(id) ?? node_id === nodeId));
    return before - messages.length;
  };
  server.answer('GET', '/api/flows', () => flowState({ set_aside: groups() }));
  server.answer('GET', LIST, ({ query }: Call) => messages.slice(0, Number(query.limit)));
  server.answer('POST', REPLAY, (call: Call) => ({ replayed: take(call) }));
  server.answer('POST', DISCARD, (call: Call) => ({ discarded: take(call) }));
  return groups();
}
const sentTo = (path: string) => server.asked('POST', path).map(({ body }) => body);

describe('the flows in the settings', () => {
  it('run, are replaced by others, or do not run', async () => {
    const page = await shown();
    expect(page.testId('flows-state').textContent).toBe('They run.');
    const safe_mode = { since: at('11:00'), reasons: [] };
    await FakeEventSource.latest.emit('flows', flowState({ safe_mode }));
    expect(page.testId('flows-state').textContent).toContain('the last ones that ran well run in their place');
    await FakeEventSource.latest.emit('flows', flowState({ running: false, safe_mode }));
    expect(page.testId('flows-state').textContent).toContain('The flows are not running.');
    expect(page.role('link', 'Open the flow editor').getAttribute('href')).toBe('/editor/');
  });

  it('say nothing of themselves if the server does not', async () => {
    const page = await mountPage(FlowSettings, {}, { screen: await begunScreen(start({ flows: undefined })) });
    expect(page.testIds('flows-state')).toEqual([]);
    expect(page.words()).not.toContain('Nothing is set aside');
    expect(page.has('link', 'Open the flow editor')).toBe(true);
  });

  it('say so where nothing is set aside', async () => {
    const page = await shown();
    expect(page.words()).toContain('Nothing is set aside: every reading was stored, or let go by a node that says so.');
  });
});

describe('messages that were set aside', () => {
  it('are listed by where that happened, and follow the live events', async () => {
    const page = await shown({ set_aside: [setAsideGroup(), refused] });
    expect(page.roles('heading').map((heading) => heading.textContent)).toEqual([
      'Flows',
      'Set aside',
      'function "mine" on the tab "Telemetry"',
      'The database',
    ]);
    expect(page.groups()[0]?.textContent).toMatch(/3 messages, the newest received 5 min ago\s*no luck/);
    expect(page.groups()[1]?.textContent).toMatch(/1 message, received 5 min ago\s*the database cannot hold it/);
    await FakeEventSource.latest.emit('flows', flowState({ set_aside: [refused] }));
    expect(page.groups()).toHaveLength(1);
  });

  it('unfold: who sent them, when, where to, and what', async () => {
    server.answer('GET', LIST, [
      setAsideMessage(8),
      setAsideMessage(7, { device_id: 'gone', payload: '', reason: 'it ended at "mine"' }),
    ]);
    const page = await shown({ set_aside: [setAsideGroup({ count: 25 })] });
    const look = page.role('button', /^Look/);
    expect(look.getAttribute('aria-expanded')).toBe('false');
    await page.click(look);
    expect(look.getAttribute('aria-expanded')).toBe('true');
    expect(server.asked('GET', LIST).map(({ query }) => query)).toEqual([{ node_id: 'between', limit: '20' }]);
    const [first, second] = page.messages();
    expect(first).toMatch(/Sill.*11:55:00.*Topic devices\/fern-board\/telemetry.*\{"soil_moisture":8\}/);
    expect(first).not.toContain('no luck');
    expect(second).toMatch(/gone.*it ended at "mine".*–/);
    expect(page.words()).toContain('The newest 2 are listed.');
    await page.click(look);
    expect(page.messages()).toEqual([]);
  });

  it('of the database are asked for without a node', async () => {
    server.answer('GET', LIST, [setAsideMessage(1, { node_id: null, node: null })]);
    server.answer('POST', REPLAY, { replayed: 1 });
    server.answer('GET', '/api/flows', flowState());
    const page = await shown({ set_aside: [refused] });
    await page.click(page.role('button', /^Look/));
    expect(server.asked('GET', LIST)[0]?.query).toEqual({ node_id: '', limit: '20' });
    await page.click(page.role('button', /^Send through/));
    expect(sentTo(REPLAY)).toEqual([{ node_id: null }]);
  });

  it('are listed again when more arrive, and after a failure when the owner asks', async () => {
    server.answer('GET', LIST, problem(503, { detail: 'Not now.' }));
    const page = await shown({ set_aside: [setAsideGroup({ count: 1 })] });
    await page.click(page.role('button', /^Look/));
    expect(page.words()).toContain('Not now.');
    server.answer('GET', LIST, [setAsideMessage(1)]);
    await page.click(page.role('button', 'Try again'));
    expect(page.messages()).toHaveLength(1);
    server.answer('GET', LIST, [setAsideMessage(2), setAsideMessage(1)]);
    await FakeEventSource.latest.emit('flows', flowState({ set_aside: [setAsideGroup({ count: 2 })] }));
    expect(page.messages()).toHaveLength(2);
  });

  it('go through the flows again, all of a node at once', async () => {
    const page = await shown({ set_aside: serverWith(3, 2, 1) });
    await page.click(page.role('button', /^Send through the flows again/));
    expect(sentTo(REPLAY)).toEqual([{ node_id: 'between' }]);
    expect(page.screen.told()).toEqual(['3 messages are on their way again.']);
    expect(page.groups()).toEqual([]);
    expect(page.words()).toContain('Nothing is set aside');
  });

  it('go through the flows again one by one, and the others stay', async () => {
    const page = await shown({ set_aside: serverWith(3, 2, 1) });
    await page.click(page.role('button', /^Look/));
    await page.click(page.roles('button', /^Send again/)[1]!);
    expect(sentTo(REPLAY)).toEqual([{ ids: [2] }]);
    expect(page.screen.told()).toEqual(['1 message is on its way again.']);
    expect(page.messages().map((words) => /\{.*\}/.exec(words ?? '')?.[0])).toEqual([
      '{"soil_moisture":3}',
      '{"soil_moisture":1}',
    ]);
    expect(page.groups()[0]?.textContent).toContain('2 messages');
  });

  it('are discarded only after a second look', async () => {
    const page = await shown({ set_aside: serverWith(2, 1) });
    await page.click(page.role('button', /^Discard/));
    expect(page.words()).toContain(
      '2 messages that were set aside at function "mine" on the tab "Telemetry" are deleted for good.',
    );
    expect(sentTo(DISCARD)).toEqual([]);
    await page.click(page.testId('confirm'));
    expect(sentTo(DISCARD)).toEqual([{ node_id: 'between' }]);
    expect(page.screen.told()).toEqual(['2 messages are discarded.']);
    expect(page.groups()).toEqual([]);
  });

  it('stay where they are if the server refuses, which is told', async () => {
    const page = await shown({ set_aside: serverWith(2, 1) });
    server.answer('POST', REPLAY, problem(503, { detail: 'The database is away.' }));
    server.answer('POST', DISCARD, problem(503, { detail: 'It is still away.' }));
    await page.click(page.role('button', /^Look/));
    await page.click(page.role('button', /^Send through/));
    expect(page.screen.told()).toEqual(['The database is away.']);
    page.screen.toasts.queue.shift();
    await page.click(page.roles('button', /^Send again/)[0]!);
    expect(page.screen.told()).toEqual(['The database is away.']);
    page.screen.toasts.queue.shift();
    await page.click(page.role('button', /^Discard/));
    await page.click(page.testId('confirm'));
    expect(page.screen.told()).toEqual(['It is still away.']);
    expect([page.groups().length, page.messages().length]).toEqual([1, 2]);
  });

  it('that are on their way again are told even if what is left is not known', async () => {
    const page = await shown({ set_aside: serverWith(1) });
    server.answer('GET', '/api/flows', problem(503));
    await page.click(page.role('button', /^Send through/));
    expect(page.screen.told()).toEqual(['1 message is on its way again.']);
    expect(page.groups()).toHaveLength(1);
  });

  it('have a payload that the keyboard reaches where it scrolls', async () => {
    const long: SetAsideMessage = setAsideMessage(1, { payload: 'x'.repeat(500) });
    server.answer('GET', LIST, [long, setAsideMessage(2)]);
    const page = await shown({ set_aside: [setAsideGroup()] });
    await page.click(page.role('button', /^Look/));
    const payloads = page.testIds('set-aside-message').map((message) => message.querySelector('code'));
    expect(payloads.map((code) => code?.getAttribute('tabindex'))).toEqual(['0', null]);
  });
});
