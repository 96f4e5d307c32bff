import { type DryRun, type DryRunResult, LISTED, type StartDryRun } from '@plantops/shared/api/dry-runs.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import { keepReadings } from '../../db/repositories/dry-run-sources.ts';
import type { DryEngine, DryFacts } from '../../port/dry-offers.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { FlowVersions, RunningFlows } from '../flow-versions/flow-versions.ts';
import { pairAlerts } from './alert-pairs.ts';
import { resultInWords } from './dry-run-words.ts';
import { DrySide } from './dry-side.ts';
import { FateComparison } from './fate-comparison.ts';
import { type DrySource, openSource, readFacts } from './sources.ts';

export interface DryRunsOptions {
  database: Database;
  versions: Pick<FlowVersions, 'get'>;
  flows: Pick<RunningFlows, 'owners' | 'obstacles'>;
  /** Starts a dry engine. @param onHandled is told every now and then how many messages it has passed through */
  openEngine: (onHandled: (count: number) => void) => DryEngine;
  /** What the owner has set that messages are judged by. */
  settings: () => Pick<DryFacts, 'alertCooldownS' | 'heartbeatIntervalS'>;
  /** Called when there are fewer messages that were set aside. */
  onKept: () => void;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** So many of the newest runs are remembered, with their results. */
const REMEMBERED = 5;

interface Job {
  shown: DryRun;
  /** In use while it runs. */
  sides: DrySide[];
  /** What is tried; undefined until it has begun. */
  tried: DrySide | undefined;
}

/**
 * Runs flows over messages of before, beside those that run now, and tells what would be different. One run at a time:
 * each takes as much of the machine as it gets.
 */
export class DryRuns {
  readonly #options: DryRunsOptions;
  readonly #jobs: Job[] = [];
  #lastId = 0;
  #working: Promise<void> = Promise.resolve();

  constructor(options: DryRunsOptions) {
    this.#options = options;
  }

  /**
   * Begins a run.
   * @throws ProblemError `dry_run_in_progress`, `flow_version_not_found`, `flows_refused`
   */
  async start({ version, flows: given = [], source, span }: StartDryRun): Promise<DryRun> {
    const { versions, flows, clock } = this.#options;
    const tried = version === undefined ? given : (await versions.get(version)).flows;
    const obstacles = flows.obstacles(tried);
    if (obstacles.length > 0)
      throw new ProblemError('flows_refused', `These flows cannot run: ${obstacles.join('; ')}`);
    const current = this.#jobs[0];
    if (current?.shown.state === 'running')
      throw new ProblemError(
        'dry_run_in_progress',
        `The dry run ${current.shown.id} is in progress: wait until it has ended, or cancel it`,
      );
    this.#lastId += 1;
    const shown: DryRun = {
      id: this.#lastId,
      state: 'running',
      version: version ?? null,
      source,
      span: source === 'readings' ? span : null,
      handled: 0,
      total: null,
      started_at: clock.now().toISOString(),
      ended_at: null,
      problem: null,
      result: null,
    };
    const job: Job = { shown, sides: [], tried: undefined };
    this.#jobs.unshift(job);
    this.#jobs.splice(REMEMBERED);
    this.#working = this.#run(job, tried, { source, span });
    return { ...shown };
  }

  /** The newest runs, newest first. */
  list(): DryRun[] {
    return this.#jobs.map(({ shown }) => shown);
  }

  /** @throws ProblemError `dry_run_not_found` */
  get(id: number): DryRun {
    return this.#find(id).shown;
  }

  /** Ends a run, if it is in progress. @throws ProblemError `dry_run_not_found` */
  cancel(id: number): void {
    this.#cancel(this.#find(id));
  }

  /**
   * Stores the readings of messages that were set aside and came out well, and removes these messages. Those that were
   * sent through the flows or discarded meanwhile are left out.
   * @returns of how many messages
   * @throws ProblemError `dry_run_not_found`
   */
  async keep(id: number): Promise<number> {
    const { database, bus, onKept } = this.#options;
    const { shown, tried } = this.#find(id);
    if (shown.source !== 'set_aside' || shown.state !== 'done' || !tried) return 0;
    const { kept, readings } = await keepReadings(database, tried.storedReadings());
    if (kept > 0) {
      onKept();
      void bus.publish('readings_stored', {
        readings: readings.map(({ deviceId, plantId, time, values }) => ({
          device_id: deviceId,
          plant_id: plantId,
          time: new Date(time).toISOString(),
          ...values,
        })),
      });
    }
    return kept;
  }

  /** Ends a run in progress. */
  async stop(): Promise<void> {
    for (const job of this.#jobs) this.#cancel(job);
    await this.#working;
  }

  #find(id: number): Job {
    const job = this.#jobs.find(({ shown }) => shown.id === id);
    if (!job) throw new ProblemError('dry_run_not_found', `There is no dry run ${id}: only the newest are kept`);
    return job;
  }

  #cancel(job: Job): void {
    if (job.shown.state !== 'running') return;
    this.#end(job, { state: 'cancelled' });
    for (const side of job.sides) side.end();
  }

  #end({ shown }: Job, end: Partial<DryRun>): void {
    if (shown.state !== 'running') return;
    Object.assign(shown, end, { ended_at: this.#options.clock.now().toISOString() });
  }

  async #run(job: Job, tried: FlowNode[], what: Pick<StartDryRun, 'source' | 'span'>): Promise<void> {
    const { database, clock, log } = this.#options;
    const { shown } = job;
    try {
      const source = await openSource(database, what, clock.now());
      shown.total = source.total;
      const facts = await readFacts(database, this.#options.settings());
      // It may have been cancelled before anything was started.
      if (shown.state !== 'running') return;
      const result = await this.#compare(job, tried, source, facts);
      this.#end(job, { state: 'done', handled: source.total, result });
    } catch (failure) {
      log.warn({ err: failure }, 'a dry run failed');
      this.#end(job, { state: 'failed', problem: failure instanceof Error ? failure.message : String(failure) });
    } finally {
      for (const side of job.sides) side.end();
      job.sides = [];
    }
  }

  async #compare(job: Job, flows: FlowNode[], source: DrySource, facts: DryFacts): Promise<DryRunResult> {
    const comparison = new FateComparison();
    const { ids } = source;
    const handled = [0, 0];
    const open = (side: 0 | 1, its: FlowNode[], name: 'tried' | 'running'): DrySide =>
      new DrySide(
        this.#options.openEngine((count) => {
          handled[side] = count;
          if (job.shown.state === 'running') job.shown.handled = Math.min(...handled);
        }),
        { flows: its, ids, onFates: (fates) => comparison.take(name, fates) },
      );
    const tried = open(0, flows, 'tried');
    const running = open(1, this.#options.flows.owners, 'running');
    job.tried = tried;
    job.sides = [tried, running];
    const each = (work: (side: DrySide) => Promise<void>): Promise<unknown> => Promise.all(job.sides.map(work));
    await each((side) => side.begin(facts, source.from));
    for await (const page of source.pages()) {
      if (job.shown.state !== 'running' || tried.isStopped) break;
      await each((side) => side.feed(page));
    }
    await each((side) => side.finish(source.to));
    return resultOf({ tried, running, comparison, total: source.total, isOfReadings: ids.length === 0 });
  }
}

function resultOf({
  tried,
  running,
  comparison,
  total,
  isOfReadings,
}: {
  tried: DrySide;
  running: DrySide;
  comparison: FateComparison;
  total: number;
  isOfReadings: boolean;
}): DryRunResult {
  // Two runs that did not see the same messages say nothing of each other.
  const isFair = !tried.isStopped && !running.isStopped;
  if (isFair) comparison.end();
  const alerts = pairAlerts(tried.alerts, isFair ? running.alerts : undefined);
  const sides = {
    tried: tried.result,
    running: isFair ? running.result : null,
    different: isFair ? comparison.different : 0,
  };
  return {
    text: resultInWords(total, sides, isOfReadings ? 'reading' : 'message'),
    ...sides,
    alerts: alerts.slice(0, LISTED),
    alerts_left_out: Math.max(alerts.length - LISTED, 0),
    differences: isFair ? comparison.differences : [],
    messages: tried.messages(),
  };
}
