import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { FlowOrigin } from '@plantops/shared/api/flow-versions.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { FlowEdits } from '../services/backup/flow-edits-format.ts';
import type { OwnNodes } from '../services/backup/own-nodes-format.ts';
import { readFlowEdits, writeFlowEdits } from './flow-edits.ts';
import { type FlowNode, readFlowFiles, writeFlowFiles } from './flow-files.ts';
import { type FlowFault, faultsOf } from './flow-gate.ts';
import { describeNode } from './flow-graph.ts';
import { type MergeConflict, mergeFlows } from './flow-merge.ts';
import { readKept, writeKept } from './kept-json.ts';
import { readOwnNodes, typesIn, writeOwnNodes } from './own-nodes.ts';
import type { SafeMode } from './safe-mode.ts';

export interface FlowStoreOptions {
  /** The flows that come with this version; never written to. */
  shippedFolder: string;
  /** Where edited flows, credentials and the editor's settings are kept. */
  dataFolder: string;
  safeMode: SafeMode;
  /** Called when the owner's flows, or what belongs to them, were written. */
  onWritten?: (() => void) | undefined;
  clock: Clock;
  log: Logger;
}

/** The file with flows that an upgrade proposed and that cannot be used as they are. */
const PROPOSAL = 'proposed-flows.json';
/** Folders with the owner's flows as they were before an upgrade. */
const COPY_PREFIX = 'flows-before-';
const KEPT_COPIES = 3;

/** Flows that the gate refused; its message has a sentence for each fault. */
export class FlowsRefusedError extends Error {
  override readonly name = 'FlowsRefusedError';
  readonly faults: readonly FlowFault[];

  constructor(faults: readonly FlowFault[]) {
    super(faults.map(({ text }) => text).join('\n'));
    this.faults = faults;
  }
}

function readJson<T>(file: string, fallback: T): T {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : fallback;
}

/**
 * The flows, and what belongs to them, as files of the host. Until the owner edits them, they are the shipped flows;
 * edits are kept in `flows/`, and `shipped.json` holds the shipped flows they are based on.
 */
export class FlowStore {
  readonly #options: FlowStoreOptions;
  /** The types of nodes that the engine has; unknown until it has started once. */
  #types: ReadonlySet<string> | undefined;
  /** What runs, or was last given to the engine. */
  #running: FlowNode[] = [];
  /** The flows in the files, whether they run or not. */
  #owners: FlowNode[] = [];
  #foundAs: FlowOrigin | undefined;
  #upgrade: PendingUpgrade | undefined;

  constructor(options: FlowStoreOptions) {
    this.#options = options;
  }

  /**
   * The flows that shall run: the owner's, or if those cannot, the last ones that ran well, and at first the shipped
   * ones. Never fails because of flows.
   * @param types the types of nodes that are installed
   */
  load(types: readonly string[]): FlowNode[] {
    const { safeMode } = this.#options;
    this.#types = new Set(types);
    const shipped = readFlowFiles(this.#options.shippedFolder);
    this.#foundAs = undefined;
    try {
      this.#owners = this.#prepared(shipped);
    } catch (failure) {
      // A file that is damaged or cannot be read.
      this.#owners = safeMode.lastGood() ?? shipped;
      safeMode.enter([{ nodeId: undefined, text: (failure as Error).message }]);
      this.#running = this.#owners;
      return this.#running;
    }
    const faults = faultsOf(this.#owners, this.#types);
    if (faults.length > 0) safeMode.enter(faults);
    const canRun = faults.length === 0 && !safeMode.isCausedBy(this.#owners);
    if (canRun) safeMode.leave();
    this.#running = canRun ? this.#owners : this.#fallback(shipped);
    return this.#running;
  }

  /**
   * Keeps flows that were deployed.
   * @param sent whatever was sent as flows
   * @throws FlowsRefusedError if they cannot run; then nothing is changed
   */
  save(sent: readonly unknown[]): FlowNode[] {
    const { safeMode } = this.#options;
    const flows = sent as FlowNode[];
    const faults = faultsOf(flows, this.#types);
    if (faults.length > 0) throw new FlowsRefusedError(faults);
    writeFlowFiles(this.#file('flows'), flows);
    this.#baseOnShipped();
    this.#owners = flows;
    this.#running = flows;
    safeMode.forgive();
    return flows;
  }

  /** The flows that will most likely run, before an engine has asked for them. */
  expected(): FlowNode[] {
    const shipped = readFlowFiles(this.#options.shippedFolder);
    try {
      const edited = existsSync(this.#file('flows')) ? readFlowFiles(this.#file('flows')) : shipped;
      return this.#options.safeMode.state ? this.#fallback(shipped) : edited;
    } catch {
      return shipped;
    }
  }

  /** The flows that the owner works on; other flows may run instead of them for now. */
  get owners(): FlowNode[] {
    return this.#owners;
  }

  /** Where the owner's flows come from that were loaded last; undefined where their files cannot be read. */
  get foundAs(): FlowOrigin | undefined {
    return this.#foundAs;
  }

  /** Why these flows could not run, in sentences; empty if they can. */
  obstaclesOf(flows: readonly FlowNode[]): string[] {
    return faultsOf(flows, this.#types).map(({ text }) => text);
  }

  /** Keeps the owner's flows as they are: the flows of this version are proposed no more. */
  dismissUpgrade(): void {
    this.#baseOnShipped();
  }

  /** Set while the flows of this version are not merged with the owner's. */
  get upgrade(): PendingUpgrade | undefined {
    return this.#upgrade;
  }

  /** What runs. */
  get running(): FlowNode[] {
    return this.#running;
  }

  /** The owner's changes to the flows; null if there are none. */
  edits(): FlowEdits | null {
    return readFlowEdits(this.#options.dataFolder);
  }

  /** The nodes that the owner has added; null if there are none. */
  ownNodes(): OwnNodes | null {
    const { dataFolder, log } = this.#options;
    return readOwnNodes(dataFolder, (file) =>
      log.warn(
        `${file} is not in the backup: it is too large, one of too many, or has a name that a backup does not take`,
      ),
    );
  }

  /** Descriptions of why flows with these edits could not run here, with these nodes added; empty if they can. */
  faultsOf(edits: FlowEdits | null, ownNodes: OwnNodes | null = null): string[] {
    if (!edits) return [];
    const shipped = readFlowFiles(this.#options.shippedFolder);
    const { flow, conflicts } = mergeFlows(edits.base ?? shipped, edits.edited, shipped);
    const types = this.#types && ownNodes ? new Set([...this.#types, ...typesIn(ownNodes)]) : this.#types;
    // As at a start: flows that cannot be merged well run as they are.
    return this.#obstacles(flow, conflicts, types).length === 0
      ? []
      : faultsOf(edits.edited, types).map(({ text }) => text);
  }

  /**
   * Replaces the current edits with these, and adds these nodes. The engine must load the flows again.
   * @returns whether there are nodes that a running engine does not have
   */
  replaceEdits(edits: FlowEdits | null, ownNodes: OwnNodes | null = null): boolean {
    writeFlowEdits(this.#options.dataFolder, edits);
    this.#options.onWritten?.();
    this.#options.safeMode.forgive();
    return ownNodes !== null && writeOwnNodes(this.#options.dataFolder, ownNodes);
  }

  credentials(): Record<string, unknown> {
    return readKept(this.#options.dataFolder, 'credentials.json');
  }

  saveCredentials(credentials: Record<string, unknown>): void {
    this.#writeJson('credentials.json', credentials);
  }

  editorSettings(): Record<string, unknown> {
    return readKept(this.#options.dataFolder, 'settings.json');
  }

  saveEditorSettings(settings: Record<string, unknown>): void {
    this.#writeJson('settings.json', settings);
  }

  /** From here on the owner's flows are based on this version. */
  #baseOnShipped(): void {
    this.#writeJson('shipped.json', readFlowFiles(this.#options.shippedFolder));
    rmSync(this.#file(PROPOSAL), { force: true });
    this.#upgrade = undefined;
  }

  #file(name: string): string {
    return path.join(this.#options.dataFolder, name);
  }

  #writeJson(name: string, value: unknown): void {
    writeKept(this.#options.dataFolder, name, value);
    this.#options.onWritten?.();
  }

  #fallback(shipped: FlowNode[]): FlowNode[] {
    const good = this.#options.safeMode.lastGood();
    const isUsable = good && !isDeepStrictEqual(good, this.#owners) && faultsOf(good, this.#types).length === 0;
    return isUsable ? good : shipped;
  }

  /**
   * Updates the owner's flows to this version, if that can be done well. Otherwise they stay as they are, and what was
   * proposed is in a file.
   */
  #prepared(shipped: FlowNode[]): FlowNode[] {
    const { log } = this.#options;
    this.#upgrade = undefined;
    const folder = this.#file('flows');
    if (!existsSync(folder)) {
      this.#foundAs = 'shipped';
      return shipped;
    }
    // Also if it is empty: the owner may have removed every tab.
    const edited = readFlowFiles(folder);
    this.#foundAs = 'files';
    const base = readJson<FlowNode[]>(this.#file('shipped.json'), shipped);
    if (isDeepStrictEqual(base, shipped)) return edited;
    const { flow, conflicts } = mergeFlows(base, edited, shipped);
    const obstacles = this.#obstacles(flow, conflicts);
    if (obstacles.length > 0) {
      this.#propose(flow, obstacles);
      return edited;
    }
    log.info(
      `the flows were brought up to this version; your edits were kept, and what was before is in ${this.#keepCopy(edited)}`,
    );
    writeFlowFiles(folder, flow);
    this.#foundAs = 'upgrade';
    this.#writeJson('shipped.json', shipped);
    for (const { nodeId, property } of conflicts)
      log.warn(
        `${describe(flow, nodeId)} was changed by you and by this version${property === undefined ? '' : ` (${property})`}: yours was kept`,
      );
    return flow;
  }

  /** Why merged flows are not to be used. */
  #obstacles(flow: readonly FlowNode[], conflicts: readonly MergeConflict[], types = this.#types): string[] {
    const unclear = conflicts
      .filter(({ property }) => property === 'wires')
      .map(({ nodeId }) => `you and this version have both led ${describe(flow, nodeId)} elsewhere`);
    return [...unclear, ...faultsOf(flow, types).map(({ text }) => text)];
  }

  #propose(flow: readonly FlowNode[], reasons: readonly string[]): void {
    const file = this.#file(PROPOSAL);
    this.#writeJson(PROPOSAL, flow);
    this.#upgrade = { reasons, flows: [...flow], file };
    this.#options.log.warn(upgradeSentence(this.#upgrade));
  }

  /** Copies the owner's files. @returns where to */
  #keepCopy(edited: readonly FlowNode[]): string {
    const { clock } = this.#options;
    const name = `${COPY_PREFIX}${clock.now().toISOString().slice(0, 19).replaceAll(':', '')}Z`;
    const copy = this.#file(name);
    writeFlowFiles(copy, edited);
    const earlier = readdirSync(this.#options.dataFolder)
      .filter((other) => other.startsWith(COPY_PREFIX) && other !== name)
      .sort();
    for (const other of earlier.slice(0, 1 - KEPT_COPIES)) rmSync(this.#file(other), { recursive: true, force: true });
    return copy;
  }
}

const describe = (flow: readonly FlowNode[], id: string): string => {
  const node = flow.find((one) => one.id === id);
  return node ? describeNode(node, flow) : `the node ${id}`;
};

/** An upgrade whose flows could not be merged with the owner's. */
export interface PendingUpgrade {
  reasons: readonly string[];
  /** What was proposed. */
  flows: FlowNode[];
  /** Where the flows are that were proposed; the editor can import it. */
  file: string;
}

/** What a pending upgrade means for the owner. */
export const upgradeSentence = ({ reasons, file }: PendingUpgrade): string =>
  `The flows of this version could not be merged with yours, which run on as they are: ${reasons.join('; ')}. What was proposed is at /flows, where you take it or keep yours, and in ${file}`;
