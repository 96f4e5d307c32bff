import type {
  FlowComparison,
  FlowProposal,
  FlowVersion,
  FlowVersionWithFlows,
} from '@plantops/shared/api/flow-versions.ts';
import { diffFlows } from '@plantops/shared/flows/flow-diff.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Database } from '../../db/pool.ts';
import {
  findFlowVersion,
  type FlowVersionRow,
  type FlowVersionWithFlowsRow,
  listFlowVersions,
  setFlowVersionNote,
} from '../../db/repositories/flow-versions.ts';
import { changeInWords, summaryInWords } from './change-words.ts';
import type { DeployOrigin } from './version-log.ts';

/** The flows that run, as the host keeps them. */
export interface RunningFlows {
  /** The flows of the owner. */
  readonly owners: FlowNode[];
  /** Set while the flows of this version of PlantOps are not merged with the owner's. */
  readonly pendingUpgrade: { reasons: readonly string[]; flows: FlowNode[] } | undefined;
  /** Why these flows could not run, in sentences; empty if they can. */
  obstacles(flows: readonly FlowNode[]): string[];
  /**
   * Keeps flows in place of the owner's and runs them.
   * @returns the number of their version, once it is recorded
   * @throws ProblemError `flows_refused`; then nothing is changed
   */
  deploy(flows: FlowNode[], origin: DeployOrigin): Promise<number>;
  /** Keeps the owner's flows as they are: this version of PlantOps proposes nothing any more. */
  dismissUpgrade(): void;
}

export interface FlowVersionsOptions {
  database: Database;
  flows: RunningFlows;
}

const shown = ({ number, createdAt, who, note, cameFrom, summary, outcome }: FlowVersionRow): FlowVersion => ({
  number,
  created_at: createdAt.toISOString(),
  who,
  note,
  came_from: cameFrom,
  summary,
  text: summaryInWords(summary),
  outcome,
});

/** The versions of the flows: what the owner sees of them, and what brings one back. */
export class FlowVersions {
  readonly #options: FlowVersionsOptions;

  constructor(options: FlowVersionsOptions) {
    this.#options = options;
  }

  /** Newest first. */
  async list(page: { before?: number | undefined; limit: number }): Promise<FlowVersion[]> {
    return (await listFlowVersions(this.#options.database, page)).map(shown);
  }

  /** @throws ProblemError `flow_version_not_found` */
  async get(number: number): Promise<FlowVersionWithFlows> {
    const row = await this.#find(number);
    return { ...shown(row), flows: row.flows };
  }

  /**
   * What makes one version of another.
   * @param since the other; by default the one before
   * @throws ProblemError `flow_version_not_found`
   */
  async compare(number: number, since?: number): Promise<FlowComparison> {
    const to = await this.#find(number);
    const from =
      since === undefined ? await findFlowVersion(this.#options.database, { below: number }) : await this.#find(since);
    const { changes, moved } = diffFlows(from?.flows ?? [], to.flows);
    return { from: from?.number ?? null, to: number, changes, moved, sentences: changes.map(changeInWords) };
  }

  /** @throws ProblemError `flow_version_not_found` */
  async setNote(number: number, note: string | null): Promise<FlowVersion> {
    if (!(await setFlowVersionNote(this.#options.database, number, note))) throw notFound(number);
    return shown(await this.#find(number));
  }

  /**
   * Runs an earlier version again, as a new version.
   * @param keep whether it stays whatever it does
   * @returns the newest version, which is an earlier one if that already runs
   * @throws ProblemError `flow_version_not_found`, `flows_refused`
   */
  async bringBack(
    number: number,
    { note, keep }: { note?: string | undefined; keep?: boolean } = {},
  ): Promise<FlowVersion> {
    const { flows } = await this.#find(number);
    return this.#deploy(flows, { who: 'roll_back', note, cameFrom: number, keep });
  }

  /** Runs flows that a script has sent. @returns the newest version @throws ProblemError `flows_refused` */
  async deploy(flows: FlowNode[], note?: string): Promise<FlowVersion> {
    // Nothing is changed if the database is away: the caller wants to know the number.
    await findFlowVersion(this.#options.database, {});
    return this.#deploy(flows, { who: 'api', note });
  }

  /** What this version of PlantOps proposes; null if nothing. */
  proposal(): FlowProposal | null {
    const { flows } = this.#options;
    const upgrade = flows.pendingUpgrade;
    if (!upgrade) return null;
    const { changes } = diffFlows(flows.owners, upgrade.flows);
    return {
      reasons: [...upgrade.reasons],
      faults: flows.obstacles(upgrade.flows),
      flows: upgrade.flows,
      changes,
      sentences: changes.map(changeInWords),
    };
  }

  /** Runs what is proposed. @returns the newest version @throws ProblemError `not_found`, `flows_refused` */
  async acceptProposal(): Promise<FlowVersion> {
    const { flows } = this.#proposed();
    await findFlowVersion(this.#options.database, {});
    return this.#deploy(flows, { who: 'upgrade' });
  }

  /** Keeps the owner's flows. @throws ProblemError `not_found` */
  dismissProposal(): void {
    this.#proposed();
    this.#options.flows.dismissUpgrade();
  }

  #proposed(): { flows: FlowNode[] } {
    const upgrade = this.#options.flows.pendingUpgrade;
    if (!upgrade) throw new ProblemError('not_found', 'Nothing is proposed: your flows are those of this version');
    return upgrade;
  }

  async #deploy(flows: FlowNode[], origin: DeployOrigin): Promise<FlowVersion> {
    return shown(await this.#find(await this.#options.flows.deploy(flows, origin)));
  }

  async #find(number: number): Promise<FlowVersionWithFlowsRow> {
    const row = await findFlowVersion(this.#options.database, { number });
    if (!row) throw notFound(number);
    return row;
  }
}

const notFound = (number: number): ProblemError =>
  new ProblemError('flow_version_not_found', `There is no version ${number} of the flows: only the newest are kept`);
