import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { FlowVersions, type RunningFlows } from './flow-versions.ts';
import { type DeployOrigin, VersionLog } from './version-log.ts';

const databases = useTestDatabases();
const flow = (name: string): FlowNode[] => [{ id: 'a', type: 'function', name, wires: [[]] }];

/** Flows that run without an engine. Those named "bad" cannot run. */
class Flows implements RunningFlows {
  owners: FlowNode[] = [];
  pendingUpgrade: RunningFlows['pendingUpgrade'];
  readonly log: VersionLog;
  constructor(log: VersionLog) {
    this.log = log;
  }
  obstacles(flows: readonly FlowNode[]): string[] {
    return flows.some(({ name }) => name === 'bad') ? ['it is bad'] : [];
  }
  async deploy(flows: FlowNode[], origin: DeployOrigin): Promise<number> {
    const [fault] = this.obstacles(flows);
    if (fault) throw new ProblemError('flows_refused', fault);
    this.owners = flows;
    this.pendingUpgrade = undefined;
    return this.log.record(flows, origin);
  }
  dismissUpgrade(): void {
    this.pendingUpgrade = undefined;
  }
}

let database: Database;
let flows: Flows;
let versions: FlowVersions;
beforeEach(async () => {
  database = await databases.pool();
  flows = new Flows(new VersionLog({ database, onRecorded: () => undefined, clock: new FakeClock(), log: silentLog }));
  versions = new FlowVersions({ database, flows });
  await flows.deploy(flow('one'), { who: 'shipped' });
  await flows.deploy(flow('two'), { who: 'editor' });
  await flows.deploy(flow('three'), { who: 'editor' });
});
const numbers = async (before?: number) => (await versions.list({ before, limit: 2 })).map(({ number }) => number);

describe('the versions of the flows', () => {
  it('are listed newest first, page by page', async () => {
    expect([await numbers(), await numbers(2), await numbers(1)]).toEqual([[3, 2], [1], []]);
  });

  it('have their flows, who deployed them and what changed', async () => {
    expect(await versions.get(2)).toEqual({
      number: 2,
      created_at: '2026-01-07T12:00:00.000Z',
      who: 'editor',
      note: null,
      came_from: null,
      summary: expect.objectContaining({ changed: 1 }),
      text: 'function "two" was changed (name)',
      outcome: null,
      flows: flow('two'),
    });
    await expect(versions.get(9)).rejects.toMatchObject({ code: 'flow_version_not_found' });
  });

  it('are compared with the one before, with any other, and the first with nothing', async () => {
    expect(await versions.compare(3)).toMatchObject({
      from: 2,
      to: 3,
      sentences: ['function "three" was changed: name from "two" to "three"'],
    });
    expect((await versions.compare(3, 1)).sentences).toEqual([
      'function "three" was changed: name from "one" to "three"',
    ]);
    expect((await versions.compare(1)).sentences).toEqual(['function "one" was added']);
    await expect(versions.compare(3, 9)).rejects.toMatchObject({ code: 'flow_version_not_found' });
  });

  it('have a note that can be changed and taken away', async () => {
    expect(await versions.setNote(2, 'for the fern')).toMatchObject({ number: 2, note: 'for the fern' });
    expect(await versions.setNote(2, null)).toMatchObject({ note: null });
    await expect(versions.setNote(9, 'x')).rejects.toMatchObject({ code: 'flow_version_not_found' });
  });

  it('come back as a new version that says which it was', async () => {
    expect(await versions.bringBack(1, { note: 'was better' })).toMatchObject({
      number: 4,
      who: 'roll_back',
      came_from: 1,
      note: 'was better',
    });
    expect(flows.owners).toEqual(flow('one'));
    expect(await versions.bringBack(1), 'it runs already').toMatchObject({ number: 4 });
    await expect(versions.bringBack(9)).rejects.toMatchObject({ code: 'flow_version_not_found' });
  });

  it('are not made of flows that cannot run', async () => {
    await expect(versions.deploy(flow('bad'))).rejects.toMatchObject({ code: 'flows_refused', message: 'it is bad' });
    expect([await numbers(), flows.owners]).toEqual([[3, 2], flow('three')]);
    expect(await versions.deploy(flow('four'), 'by a script')).toMatchObject({
      number: 4,
      who: 'api',
      note: 'by a script',
    });
  });
});

describe('what an upgrade proposes', () => {
  const propose = (name: string) => (flows.pendingUpgrade = { reasons: ['both changed it'], flows: flow(name) });

  it('is told with its reasons, what it changes and why it cannot run', async () => {
    expect(versions.proposal()).toBeNull();
    propose('bad');
    expect(versions.proposal()).toMatchObject({
      reasons: ['both changed it'],
      faults: ['it is bad'],
      flows: flow('bad'),
      sentences: ['function "bad" was changed: name from "three" to "bad"'],
    });
    await expect(versions.acceptProposal()).rejects.toMatchObject({ code: 'flows_refused' });
    expect(versions.proposal(), 'it stays').not.toBeNull();
  });

  it('runs once it is accepted', async () => {
    propose('newer');
    expect(await versions.acceptProposal()).toMatchObject({ number: 4, who: 'upgrade' });
    expect([flows.owners, versions.proposal()]).toEqual([flow('newer'), null]);
    await expect(versions.acceptProposal()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is forgotten once it is dismissed', async () => {
    propose('newer');
    versions.dismissProposal();
    expect([flows.owners, versions.proposal(), await numbers()]).toEqual([flow('three'), null, [3, 2]]);
    expect(() => versions.dismissProposal()).toThrow('Nothing is proposed');
  });
});
