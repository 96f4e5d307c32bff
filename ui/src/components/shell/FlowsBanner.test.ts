import { describe, expect, it } from 'vitest';
import type { FlowState } from '../../api/generated';
import { useLanguage } from '../../messages/text';
import { begunScreen, liveScreen } from '../../testing/begun-screen';
import { FakeEventSource } from '../../testing/fake-event-source';
import { type Call, problem } from '../../testing/fake-server';
import { at, flowState, flowVersion, setAsideGroup, start } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import FlowsBanner from './FlowsBanner.vue';

const safeMode = (...reasons: string[]): Pick<FlowState, 'safe_mode'> => ({
  safe_mode: { since: at('11:00'), reasons: reasons.map((text) => ({ node_id: null, text })) },
});

async function shown(flows: Partial<FlowState>) {
  const screen = await liveScreen(start({ flows: flowState(flows) }));
  const page = await mountPage(FlowsBanner, {}, { screen });
  return {
    ...page,
    isThere: () => page.testIds('flows-banner').length > 0,
    /** What a screen reader is told: by which role, and the words. */
    announced: () => {
      const region = page.testId('flows-banner').querySelector('.troubles');
      return [region?.getAttribute('role'), region?.textContent];
    },
  };
}

describe('the banner about flows', () => {
  it('is not there while all is well, and comes and goes with live events', async () => {
    const page = await shown({});
    expect([page.isThere(), page.words()]).toEqual([false, '']);
    await FakeEventSource.latest.emit('flows', flowState({ running: false }));
    expect(page.isThere()).toBe(true);
    await FakeEventSource.latest.emit('flows', flowState());
    expect(page.isThere()).toBe(false);
  });

  it('is not there if the server does not tell of flows', async () => {
    const page = await mountPage(FlowsBanner, {}, { screen: await begunScreen(start({ flows: undefined })) });
    expect(page.words()).toBe('');
  });

  it('says that flows do not run, and that nothing is lost', async () => {
    const page = await shown({ running: false });
    expect(page.announced()).toEqual([
      'alert',
      'The flows are not running. Readings wait at the broker; nothing is lost.',
    ]);
    expect(page.role('link', 'Open the flow editor').getAttribute('href')).toBe('/editor/');
    expect([page.has('button', 'Run mine again'), page.has('link', 'Look at them')]).toEqual([false, false]);
  });

  it('leads to what a new version proposes, which is not urgent', async () => {
    const page = await shown({ is_proposed: true });
    expect(page.announced()).toEqual([
      'status',
      'A new version of PlantOps proposes other flows. Yours run until you decide.',
    ]);
    await page.click(page.role('link', 'Look at what is proposed'));
    expect(page.screen.router.currentRoute.value.path).toBe('/flows');
    expect(page.isThere()).toBe(false);
  });

  it('says why other flows run: three reasons, and how many more there are', async () => {
    const page = await shown(safeMode('a is wired to nowhere', 'b is, too', 'c is, too', 'd is, too', 'e is, too'));
    expect(page.announced()).toEqual([
      'alert',
      expect.stringContaining('Your flows cannot run as they are, so the last ones that ran well run in their place.'),
    ]);
    expect(page.roles('listitem').map((item) => item.textContent)).toEqual([
      'a is wired to nowhere',
      'b is, too',
      'c is, too',
      'and 2 more',
    ]);
  });

  it('names nodes that could not start', async () => {
    const failing = { node_id: 'judge', node: 'plantops-threshold "judge"', problem: 'its limits are missing' };
    const page = await shown({ failing_nodes: [failing] });
    expect(page.announced()).toEqual(['status', 'plantops-threshold "judge" could not start: its limits are missing']);
  });

  it('says where and why messages were set aside, and leads to them', async () => {
    const refused = setAsideGroup({ node_id: null, node: null, count: 1, reason: 'the database cannot hold it' });
    const page = await shown({ set_aside: [setAsideGroup(), refused] });
    expect(page.roles('listitem').map((item) => item.textContent)).toEqual([
      '3 messages were set aside at function "mine" on the tab "Telemetry": no luck',
      '1 message was set aside at the database: the database cannot hold it',
    ]);
    expect(page.role('link', 'Look at them').getAttribute('href')).toBe('/settings#flows');
  });

  describe('of a version that went back by itself', () => {
    const wentBack = { version: 7, to: 6, at: at('11:00'), text: '3 of 3 telemetry messages were rejected' };
    const seen = '/api/flows/watch/seen';

    it('says why, until the owner has understood', async () => {
      const page = await shown({ went_back: wentBack });
      expect(page.announced()).toEqual([
        'alert',
        'Version 7 of your flows failed and went back to version 6 by itself.3 of 3 telemetry messages were rejected',
      ]);
      server.answer('POST', seen, flowState());
      await page.click(page.role('button', 'Understood'));
      expect([server.asked('POST', seen).length, page.isThere()]).toEqual([1, false]);
    });

    it('runs it again where the owner wants it', async () => {
      const page = await shown({ went_back: wentBack });
      server.answer('POST', '/api/flows/versions/:id/restore', ({ params, body }: Call) => ({
        ...flowVersion(9, { came_from: Number(params.id) }),
        note: JSON.stringify(body),
      }));
      server.answer('GET', '/api/flows', flowState({ version: 9 }));
      await page.click(page.role('button', 'Keep version 7 anyway'));
      const [call] = server.asked('POST', '/api/flows/versions/:id/restore');
      expect([call?.params.id, call?.body]).toEqual(['7', { keep: true }]);
      expect(page.isThere()).toBe(false);
    });

    it('stays where the server does not answer', async () => {
      const page = await shown({ went_back: wentBack });
      server.answer('POST', seen, problem(503));
      await page.click(page.role('button', 'Understood'));
      expect(page.isThere()).toBe(true);
    });
  });

  it('tells the worst first', async () => {
    const page = await shown({
      running: false,
      ...safeMode('a reason'),
      failing_nodes: [{ node_id: 'a', node: 'a node', problem: 'a problem' }],
      set_aside: [setAsideGroup()],
    });
    expect(page.words()).toMatch(/not running.*in their place.*a reason.*a problem.*3 messages/);
  });

  it('speaks German', async () => {
    await useLanguage('de');
    const page = await shown({ running: false, set_aside: [setAsideGroup({ node_id: null, node: null })] });
    expect(page.words()).toContain('Die Flows laufen nicht.');
    expect(page.words()).toContain('3 Nachrichten wurden beiseitegelegt, bei der Datenbank: function "mine"');
  });

  it('is not there while the connection is lost, because what it says would be old', async () => {
    const page = await shown({ running: false });
    await FakeEventSource.latest.drop();
    expect(page.isThere()).toBe(false);
    await FakeEventSource.latest.connect();
    expect(page.isThere()).toBe(true);
  });
});

describe("the owner's flows, which cannot run as they are", () => {
  const RETRY = '/api/flows/retry';

  it('run again when the owner says so, and the banner goes', async () => {
    server.answer('POST', RETRY, flowState());
    const page = await shown(safeMode('a reason'));
    await page.click(page.testId('flows-retry'));
    expect(server.asked('POST', RETRY)).toHaveLength(1);
    expect(page.screen.told()).toEqual(['Your flows run again.']);
    expect(page.isThere()).toBe(false);
  });

  it('may still not run, and the banner says why', async () => {
    server.answer('POST', RETRY, flowState(safeMode('another reason')));
    const page = await shown(safeMode('a reason'));
    await page.click(page.testId('flows-retry'));
    expect(page.screen.told()).toEqual(['Your flows still cannot run as they are.']);
    expect(page.roles('listitem').map((item) => item.textContent)).toEqual(['another reason']);
  });

  it('stay as they are if the server cannot be asked, which is told', async () => {
    server.answer('POST', RETRY, problem(503, { code: 'flow_unavailable', detail: 'No flow answers.' }));
    const page = await shown(safeMode('a reason'));
    await page.click(page.testId('flows-retry'));
    expect(page.screen.told()).toEqual(['No flow answers.']);
    expect(page.roles('listitem').map((item) => item.textContent)).toEqual(['a reason']);
    expect((page.testId('flows-retry') as HTMLButtonElement).classList).not.toContain('v-btn--loading');
  });
});
