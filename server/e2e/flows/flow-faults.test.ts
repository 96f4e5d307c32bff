import type { Device } from '@plantops/shared/api/devices.ts';
import type { FlowVersion } from '@plantops/shared/api/flow-versions.ts';
import type { FlowState, SetAsideMessage } from '@plantops/shared/api/flows.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { badFlows } from '../../testing/bad-flows.ts';
import { call } from '../harness/api.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor, withChanged } from '../harness/flow-editor.ts';
import { KeptReadings } from '../harness/kept-readings.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { isAlive, PlantOpsProcess } from '../harness/plantops-process.ts';

/** A function node between the messages of devices and their validation. */
const withFunction =
  (func: string, more: Partial<FlowNode> = {}) =>
  (flows: FlowNode[]): FlowNode[] => [
    ...withChanged('telemetry-ingest', { wires: [['between']] })(flows),
    {
      id: 'between',
      type: 'function',
      z: 'telemetry',
      name: 'mine',
      func,
      outputs: 1,
      timeout: 0,
      x: 250,
      y: 60,
      wires: [['telemetry-validation']],
      ...more,
    },
  ];

describe('what an owner wires', () => {
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  let original: FlowNode[];
  const kept = new KeptReadings(() => plantOps);
  const editor = new FlowEditor(() => plantOps.url);

  beforeAll(async () => {
    plantOps = new PlantOpsProcess({
      DISCORD_WEBHOOK_URL: await discord.start(),
      ENCRYPTION_KEY: 'ab'.repeat(32),
    });
    await plantOps.start();
    original = (await editor.read()).flows;
  });
  afterEach(async () => {
    kept.abandon();
    await editor.edit(() => original);
    await eventually(async () => (await status()).ready);
    // What comes next may go back to these.
    await call(plantOps.url, 'POST', '/api/flows/watch/keep');
  });
  afterAll(async () => {
    await plantOps.remove();
    await discord.stop();
  });

  const status = async () =>
    (await call<{ ready: boolean; warnings: string[]; checks: { flows: { detail: string } } }>(plantOps.url, 'GET', '/readyz')).body;

  const flowState = async () => (await call<FlowState>(plantOps.url, 'GET', '/api/flows')).body;
  const versions = async () => (await call<FlowVersion[]>(plantOps.url, 'GET', '/api/flows/versions')).body;

  it('a function that rejects is reported at its node and ends nothing', async () => {
    const pid = plantOps.pid;
    await editor.editAndKeep(
      withFunction('(async () => { msg.payload.values.temperature = weather.current.temp })(); return msg;'),
    );
    const readings = await kept.load(50);
    readings.run();
    await readings.acknowledgedMore(30);
    await readings.disconnect();
    await kept.expectAllStored(readings);
    expect([plantOps.pid, isAlive(plantOps.databasePid)]).toEqual([pid, true]);
    expect(plantOps.output).toMatch(/function mine: .*(weather is not defined|Cannot read properties)/);
    expect(plantOps.output).not.toContain('is started again');
  });

  it('an endless loop is broken off, its readings are set aside with the node, and the dashboard answers all the while', async () => {
    await editor.editAndKeep(withFunction('while (true) {}'));
    const readings = await kept.load(2);
    readings.run();
    await readings.acknowledgedMore(2);
    // The engine is behind by more with every reading, each of which costs it two seconds.
    expect((await call(plantOps.url, 'GET', '/api/plants')).status).toBe(200);
    await readings.disconnect();
    await kept.expectAllKept(readings);
    expect((await kept.setAside())[0]).toMatchObject({
      node: 'function "mine" on the tab "Telemetry"',
      reason: expect.stringMatching(/function "mine" on the tab "Telemetry" failed: .*timed out after 2000ms/) as string,
    });
    await expect.poll(async () => (await status()).warnings.join()).toContain('set aside at function "mine" on the tab "Telemetry"');
  });

  it('a function that throws loses nothing: its readings are set aside whole, and can be sent through the mended flow', async () => {
    await editor.editAndKeep(withFunction('if (Math.random() < 0.4) throw new Error("no luck"); return msg;'));
    const readings = await kept.load(100);
    readings.run();
    await readings.acknowledgedMore(80);
    await readings.disconnect();
    await kept.expectAllKept(readings);
    const aside = await kept.setAside();
    expect(aside.length).toBeGreaterThan(10);
    expect(new Set(aside.map(({ node }) => node))).toEqual(new Set(['function "mine" on the tab "Telemetry"']));
    await editor.edit(() => original);
    const api = await JudgedApi.of(plantOps.url);
    const { body: state } = await api.get<FlowState>('/api/flows');
    expect(state).toMatchObject({ running: true, safe_mode: null, failing_nodes: [] });
    expect(state.set_aside).toContainEqual(
      expect.objectContaining({ node_id: 'between', node: 'function "mine" on the tab "Telemetry"', count: aside.length }),
    );
    const { body: messages } = await api.get<SetAsideMessage[]>('/api/flows/set-aside?node_id=between&limit=2');
    expect(messages.map(({ payload }) => payload)).toEqual(aside.slice(-2).map(({ payload }) => payload).reverse());
    const { body: older } = await api.get<SetAsideMessage[]>(`/api/flows/set-aside?node_id=between&cursor=${messages[1]?.id}`);
    expect(older).toHaveLength(aside.length - 2);
    await api.refused('GET', '/api/flows/set-aside?cursor=banana');
    const one = { ids: [messages[0]?.id] };
    expect((await api.call('POST', '/api/flows/set-aside/replay', one)).body).toEqual({ replayed: 1 });
    const others = { node_id: 'between' };
    expect((await api.call('POST', '/api/flows/set-aside/replay', others)).body).toEqual({ replayed: aside.length - 1 });
    expect((await api.call('POST', '/api/flows/set-aside/discard', others)).body).toEqual({ discarded: 0 });
    expect((await api.call('POST', '/api/flows/retry')).body).toMatchObject({ running: true, safe_mode: null });
    await eventually(async () => (await kept.setAside()).length === 0);
    await eventually(async () => (await kept.stored()).filter((key) => readings.acknowledged.has(key)).length === readings.acknowledged.size);
  });

  it('what a function makes of a reading is checked whole: a time, a device or a value that cannot be is set aside at the next node', async () => {
    const spoil = `
      const turn = context.get('turn') || 0;
      context.set('turn', turn + 1);
      if (turn % 3 === 0) msg.payload.time = new Date('2311-01-01');
      if (turn % 3 === 1) msg.payload.deviceId = 'dev_of_nobody';
      if (turn % 3 === 2) msg.payload.values.humidity = -500;
      return msg;`;
    await editor.editAndKeep((flows) => [
      ...flows.map((node) =>
        node.id === 'telemetry-validation' ? { ...node, wires: [['between'], ...(node.wires ?? []).slice(1)] } : node,
      ),
      { ...(withFunction(spoil)([]).at(-1) as FlowNode), wires: [['telemetry-enrich']] },
    ]);
    const readings = await kept.load(30);
    readings.run();
    await readings.acknowledgedMore(20);
    await readings.disconnect();
    await kept.expectAllKept(readings);
    expect((await kept.stored()).filter((key) => readings.acknowledged.has(key))).toEqual([]);
    const aside = (await kept.setAside()).filter(({ node }) => node.startsWith('plantops-enrich'));
    expect(aside).toHaveLength(readings.acknowledged.size);
    const reasons = aside.map(({ reason }) => reason).join('\n');
    for (const why of [/time: is more than/, /dev_of_nobody/, /humidity/]) expect(reasons).toMatch(why);
    await call(plantOps.url, 'POST', '/api/flows/set-aside/discard', {});
  });

  it('an escape from a function reaches no program, no file and no secret', async () => {
    await editor.editAndKeep(
      withFunction(`
        const p = Buffer.constructor('return process')();
        const trial = (work) => { try { return String(work()); } catch (failure) { return failure.code ?? failure.message; } };
        node.warn('escaped: ' + JSON.stringify({
          program: trial(() => p.getBuiltinModule('child_process').execSync('id')),
          shadow: trial(() => p.getBuiltinModule('fs').readFileSync('/etc/shadow')),
          keys: trial(() => p.getBuiltinModule('fs').readFileSync(${JSON.stringify(plantOps.dataDir)} + '/keys/encryption-key')),
          flows: trial(() => p.getBuiltinModule('fs').readdirSync(${JSON.stringify(plantOps.dataDir)} + '/node-red/flows')),
          write: trial(() => p.getBuiltinModule('fs').writeFileSync('/tmp/plantops-escaped', 'x')),
          link: trial(() => p.getBuiltinModule('fs').symlinkSync('/etc/shadow', p.cwd() + '/shadow')),
          worker: trial(() => new (p.getBuiltinModule('worker_threads').Worker)('1', { eval: true })),
          environment: Object.keys(p.env).filter((name) => !['PATH', 'TZ', 'NODE_COMPILE_CACHE'].includes(name)).join(),
          key: String(env.get('ENCRYPTION_KEY')),
          password: String(env.get('OWNER_PASSWORD')),
          webhook: String(env.get('DISCORD_WEBHOOK_URL')),
          uid: p.getuid(),
        }));
        return msg;`),
    );
    const readings = await kept.load(2);
    readings.run();
    const said = await eventually(() => /escaped: ({.*?})(?:"|$)/m.exec(plantOps.output.replaceAll(String.raw`\"`, '"'))?.[1]);
    await readings.disconnect();
    const { uid, ...rest } = JSON.parse(said) as Record<string, unknown>;
    expect(rest).toEqual({
      program: 'ERR_ACCESS_DENIED',
      shadow: 'ERR_ACCESS_DENIED',
      keys: 'ERR_ACCESS_DENIED',
      flows: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      link: 'ERR_ACCESS_DENIED',
      worker: 'ERR_ACCESS_DENIED',
      // The account that is made for flows, and nothing else.
      environment: 'PLANTOPS_BROKER,PLANTOPS_BROKER_USER,PLANTOPS_BROKER_PASSWORD',
      key: expect.stringMatching(/^(undefined|)$/) as string,
      password: expect.stringMatching(/^(undefined|)$/) as string,
      webhook: expect.stringMatching(/^(undefined|)$/) as string,
    });
    // As root, the engine is another user.
    if (process.getuid?.() === 0) expect(uid).not.toBe(0);
    await kept.expectAllKept(readings);
  });

  it('whatever is wrong with flows, the editor is told in a sentence, and what ran goes on running', async () => {
    const readings = await kept.load(50);
    readings.run();
    for (const { what, flow, says } of badFlows(original)) {
      const { status: answered, text } = await editor.post(flow);
      const { message } = JSON.parse(text) as { message: string };
      expect([what, answered, message]).toEqual([what, 400, expect.stringMatching(says)]);
    }
    const tab = { id: 'telemetry', nodes: [null] };
    const answer = await call(plantOps.url, 'PUT', '/editor/flow/telemetry', tab);
    expect(answer).toMatchObject({ status: 400, body: { message: 'Node 1 of these flows has no id: give it one of its own' } });
    expect((await editor.read()).flows).toEqual(original);
    await readings.disconnect();
    await kept.expectAllStored(readings);
    expect((await status()).ready).toBe(true);
  });

  it('a version that fails goes back by itself, tells the owner why, and what it did not take is stored', async () => {
    const readings = await kept.load(50);
    readings.run();
    await readings.acknowledgedMore(30);
    const before = await versions();
    await editor.edit(withFunction("throw new Error('no luck')"));
    await eventually(async () => (await flowState()).went_back !== null);
    expect((await editor.read()).flows).toEqual(original);
    const why = expect.stringMatching(
      /^\d+ of \d+ (telemetry messages were set aside|messages made a node fail) since it was deployed, the last at function "mine" on the tab "Telemetry": .*no luck/,
    ) as string;
    const [newest, failed] = await versions();
    const number = (before[0]?.number ?? 0) + 1;
    expect(failed).toMatchObject({ number, outcome: { state: 'went_back', text: why } });
    expect(newest).toMatchObject({ number: number + 1, who: 'roll_back', came_from: number - 1, outcome: null });
    expect((await flowState()).went_back).toMatchObject({ version: number, to: number - 1, text: why });
    await eventually(() => discord.messages.some(({ content }) => content.includes(`Version ${number} of the flows went back`)));
    await readings.disconnect();
    await eventually(async () => (await kept.setAside()).length === 0);
    await kept.expectAllStored(readings);
    const api = await JudgedApi.of(plantOps.url);
    expect((await api.call<FlowState>('POST', '/api/flows/watch/seen')).body.went_back).toBeNull();
    await api.refused('POST', '/api/flows/watch/keep');
  });

  it('a version that rejects everything, or ends the engine once, goes back; one that is kept on purpose stays', async () => {
    const readings = await kept.load(50);
    readings.run();
    await readings.acknowledgedMore(30);
    for (const [func, why] of [
      ["msg.payload = '{}'; return msg;", /^\d+ of \d+ telemetry messages were rejected since it was deployed, the last: /],
      ["Buffer.constructor('return process')().exit(3); return msg;", /function "mine" .*ended the flow engine/],
    ] as const) {
      await editor.edit(withFunction(func));
      const { version, text } = await eventually(async () => (await flowState()).went_back);
      expect(text).toMatch(why);
      // An engine that has ended is started again first.
      const read = async () => (await editor.read().catch(() => undefined))?.flows;
      await expect.poll(read).toEqual(original);
      await call(plantOps.url, 'POST', '/api/flows/watch/seen');
      expect((await versions()).find(({ number }) => number === version)?.outcome?.state).toBe('went_back');
    }
    const [, rejecting] = (await versions()).filter(({ outcome }) => outcome?.state === 'went_back');
    const { body } = await call<FlowVersion>(plantOps.url, 'POST', `/api/flows/versions/${rejecting?.number}/restore`, { keep: true });
    expect((await flowState()).watch).toBeNull();
    // It goes on rejecting: as many again as it went back for.
    const rejected = async () =>
      (await call<Device[]>(plantOps.url, 'GET', '/api/devices')).body.reduce((sum, { rejected_count: count }) => sum + count, 0);
    const before = await rejected();
    await eventually(async () => (await rejected()) - before > 60, { what: 'more rejected readings' });
    expect((await versions())[0]).toMatchObject({ number: body.number, came_from: rejecting?.number, outcome: null });
    await readings.disconnect();
  });

  it('two crashes within a minute lead to safe mode, which says why and at which node, until the flow is mended', async () => {
    await editor.editAndKeep(withFunction("Buffer.constructor('return process')().exit(3); return msg;"));
    const readings = await kept.load(1);
    readings.run();
    await eventually(async () => (await status()).warnings.join().includes('cannot run as they are'));
    await readings.disconnect();
    await kept.expectAllKept(readings);
    // The engine starts once more, with the other flows.
    await eventually(async () => (await status()).ready);
    expect((await status()).warnings.join()).toContain(
      'function "mine" on the tab "Telemetry" has probably ended the flow engine twice within a minute',
    );
    await eventually(() => discord.messages.some(({ content }) => content.includes('cannot run as they are')));
    expect((await editor.read()).flows.some(({ id }) => id === 'between')).toBe(true);

    // A start does not begin with the same crash.
    expect(await plantOps.stop()).toBe(0);
    await plantOps.start();
    expect((await call<FlowState>(plantOps.url, 'GET', '/api/flows')).body).toMatchObject({
      running: true,
      safe_mode: { reasons: [{ node_id: 'between' }] },
    });
    await editor.edit((flows) => flows.map((node) => (node.id === 'between' ? { ...node, func: 'return msg;' } : node)));
    await eventually(async () => (await status()).warnings.length === 0);
    expect((await editor.read()).flows.find(({ id }) => id === 'between')).toMatchObject({ func: 'return msg;' });
  });

  it('a node that could not start is a fact until it does', async () => {
    await editor.editAndKeep(withChanged('alerts-threshold', { hysteresisPct: '${NO_SUCH_VARIABLE}' }));
    await eventually(async () => (await status()).warnings.join().includes('could not start'));
    expect((await call<FlowState>(plantOps.url, 'GET', '/api/flows')).body.failing_nodes).toEqual([
      expect.objectContaining({ node_id: 'alerts-threshold', problem: expect.stringContaining('hysteresisPct') as string }),
    ]);
    await editor.edit(() => original);
    await eventually(async () => (await status()).warnings.length === 0);
  });
});
