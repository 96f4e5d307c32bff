import type { TakenReading } from '@plantops/shared/api/telemetry.ts';
import path from 'node:path';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { FlowState } from '@plantops/shared/api/flows.ts';
import type { FlowOperation } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { publishEngineChanges } from '../port/bus-bridge.ts';
import type { OwnerChange, Pulse } from '../port/offers.ts';
import { PortClosedError } from '../port/port-end.ts';
import type { FlowEdits } from '../services/backup/flow-edits-format.ts';
import type { OwnNodes } from '../services/backup/own-nodes-format.ts';
import type { ChangeBus } from '../services/bus/change-bus.ts';
import type { TellOwner } from '../services/notifications/announcement.ts';
import type { DeployOrigin, VersionLog } from '../services/flow-versions/version-log.ts';
import { AWAY } from './away.ts';
import { blameFor, type LastWords } from './crash-blame.ts';
import { createEditorProxy } from './editor-proxy.ts';
import { engineAccount, engineCommand, prepareEngineFolders } from './engine-command.ts';
import { type EngineCrash, EngineProcess } from './engine-process.ts';
import { EngineReports } from './engine-reports.ts';
import type { FlowNode } from './flow-files.ts';
import { hasEndlessLoop } from './flow-loops.ts';
import { flowCalls, keepFlows } from './flow-calls.ts';
import type { FlowCopies } from './flow-copies.ts';
import { FlowStore, type PendingUpgrade, upgradeSentence } from './flow-store.ts';
import { HeldIntake } from './held-intake.ts';
import type { OwnersRooms } from './owners-rooms.ts';
import { answered } from './engine-answers.ts';
import { SafeMode, safeModeAnswer, safeModeSentence, type SafeModeState } from './safe-mode.ts';

export interface FlowsNeeds {
  dataDir: string;
  bus: ChangeBus;
  /** Records flows that were kept as a version. Only those who want to know its number wait for that. */
  versions: Pick<VersionLog, 'record' | 'newest'>;
  /** Where engines that work in turn find the flows. */
  copies?: Pick<FlowCopies, 'written' | 'settled'> | undefined;
  clock: Clock;
  log: Logger;
}

type Watched = Pick<FlowState, 'watch' | 'went_back'>;

/**
 * The flow's own patience ends sooner; that for a care plan is as long as a model writes, and only an engine that is gone
 * ends it from here.
 */
const ANSWER_MS: Readonly<Record<FlowOperation, number>> = {
  register_device: 20_000,
  care_plan: Number.POSITIVE_INFINITY,
};
/** The engine gives up on readings a little sooner. */
const READINGS_MS = 15_000;
/** An engine that does not follow a change within this time hangs, and the owner is not kept waiting (ms). */
const FOLLOW_MS = 5000;
/**
 * After a restore everything is read again, and no message is taken before that has been done: one that is judged by what
 * was before would be put where nobody finds it. An engine that hangs is ended sooner (ms).
 */
const FOLLOW_RESTORE_MS = 60_000;

/** How long after a deploy the engine is started anew, where it must be (ms). */
const RESTART_AFTER_MS = 500;
/** How often it is looked whether the flows run (ms). */
const LOOK_MS = 1000;
/** Flows that were seen stopped so many times in a row are stopped. */
const STOPPED_LOOKS = 3;

/**
 * The flows as the host knows them: it keeps them, starts the engine that runs them, watches it, and passes the editor's
 * requests on.
 */
export class Flows {
  readonly #needs: FlowsNeeds;
  readonly #store: FlowStore;
  readonly #safeMode: SafeMode;
  #engine: EngineProcess | undefined;
  /** What the engine tells of the ways of messages, and of nodes. */
  readonly reports = new EngineReports(() => this.#engine);
  readonly #proxy: ReturnType<typeof createEditorProxy>;

  constructor(needs: FlowsNeeds) {
    const { dataDir, clock, log } = needs;
    this.#needs = needs;
    const dataFolder = path.join(dataDir, 'node-red');
    this.#safeMode = new SafeMode({
      dataFolder,
      onEntered: (state) => this.#tellOwner((language) => safeModeSentence(state, language)),
      clock,
      log,
    });
    this.#store = new FlowStore({
      shippedFolder: path.join(import.meta.dirname, '..', '..', 'flows'),
      dataFolder,
      safeMode: this.#safeMode,
      onWritten: () => needs.copies?.written(),
      clock,
      log,
    });
    this.#proxy = createEditorProxy({
      address: () => this.#engine?.address,
      shown: () => (this.#safeMode.state ? this.#store.owners : undefined),
      log,
    });
  }

  /** Begins to load the engine, which takes a moment. */
  async prepare({ rooms, careProgress, settings, environment, tellOwner, watched }: OwnersRooms): Promise<void> {
    this.#tellOwner = tellOwner;
    this.#watched = watched;
    const { dataDir, bus, clock, log } = this.#needs;
    const store = this.#store;
    const account = engineAccount();
    const folders = prepareEngineFolders(dataDir, account);
    this.#engine = new EngineProcess({
      command: engineCommand(folders, account, environment),
      settings: () => {
        const { ofOwner, ...others } = settings();
        return {
          ...others,
          ...folders,
          logLevel: log.level,
          handsOnAtOnce: this.#handsOnAtOnce,
          ofOwner: { ...ofOwner, announceReadings: this.#announceReadings, holdBack: this.#intake.isHeld },
        };
      },
      handlers: {
        calls: {
          ...rooms,
          ...flowCalls(store, {
            onLoaded: (flows) => this.#loaded(flows),
            onSaved: (flows, who) => {
              this.#fitDelivery(flows);
              void this.#needs.versions.record(flows, { who });
            },
            settled: () => this.#needs.copies?.settled(),
          }),
        },
        news: {
          crash: (crash) => {
            this.#lastWords = crash;
          },
          changes: (changes) => void publishEngineChanges(bus, changes),
          care_progress: careProgress,
        },
      },
      onRunning: () => this.#safeMode.started(store.running),
      onCrash: (crash) => this.#crashed(crash),
      clock,
      log,
    });
    this.#handsOnAtOnce = !hasEndlessLoop(store.expected());
    await this.#engine.prepare();
  }

  /** Set after a restore, until the engine loads the flows that it brought. */
  #isRestored = false;

  #loaded(flows: readonly FlowNode[]): void {
    this.#areLoaded = true;
    this.#fitDelivery(flows);
    const who = this.#isRestored ? 'restore' : this.#store.foundAs;
    this.#isRestored = false;
    if (who && this.#store.foundAs) this.#recorded = this.#needs.versions.record(this.#store.owners, { who });
  }
  /** Ends when the version is recorded of the flows that were loaded last. */
  #recorded: Promise<unknown> = Promise.resolve();

  #tellOwner: TellOwner = () => undefined;
  #watched: () => Watched = () => ({ watch: null, went_back: null });
  #lastWords: LastWords | undefined;

  /** Whether the engine was told that nodes may hand messages on at once. */
  #handsOnAtOnce = true;

  /** Starts the engine anew if these flows need messages to be handed on in another way: Node-RED decides that once. */
  #fitDelivery(flows: readonly FlowNode[]): void {
    const handsOnAtOnce = !hasEndlessLoop(flows);
    if (handsOnAtOnce === this.#handsOnAtOnce) return;
    this.#handsOnAtOnce = handsOnAtOnce;
    this.#needs.log.info('the flow engine is started anew, because a loop of wires came or went');
    // The deploy is answered first.
    this.#needs.clock.after(RESTART_AFTER_MS, () => void this.#engine?.restart());
  }

  /** Whether this engine has the flows: one that ended before did not end because of them. */
  #areLoaded = false;

  #crashed(crash: EngineCrash): void {
    const { running } = this.#store;
    const blame = blameFor(crash, this.#lastWords, running);
    this.#lastWords = undefined;
    const areToBlame = this.#areLoaded;
    this.#areLoaded = false;
    if (!areToBlame) return;
    this.#safeMode.crashed(blame, running);
    void this.#needs.bus.publish('flows_crashed', { failure: blame.failure });
  }

  async start(): Promise<void> {
    this.#watch = this.#needs.clock.every(LOOK_MS, () => this.#tellState());
    await this.#engine?.start();
  }
  #watch: Timer | undefined;
  #seen = '';
  #told = '';

  /** Whether flows run. A deploy stops them for a moment, which does not count. */
  get #areRunning(): boolean {
    return this.pulse.flowsRunning || this.#looksStopped < STOPPED_LOOKS;
  }
  #looksStopped = STOPPED_LOOKS;

  /** Makes known how the flows are, once that has lasted for two looks. */
  #tellState(): void {
    this.#looksStopped = this.pulse.flowsRunning ? 0 : this.#looksStopped + 1;
    const state = this.state();
    const seen = JSON.stringify([state, this.pulse.messagesSetAside]);
    if (seen === this.#seen && seen !== this.#told) {
      this.#told = seen;
      void this.#needs.bus.publish('flows_changed', { state });
    }
    this.#seen = seen;
  }

  /** @param atOnce ends what is under way; it waits at the broker */
  async stop({ atOnce = false } = {}): Promise<void> {
    this.#watch?.cancel();
    this.#safeMode.stop();
    await this.#engine?.stop({ atOnce });
  }

  /** What the engine said last of itself. */
  get pulse(): Pulse {
    return this.#engine?.pulse ?? AWAY;
  }

  /** Whether the engine has said anything yet since it was started. */
  get hasEngine(): boolean {
    return this.#engine?.pulse !== undefined;
  }

  /** Set while other flows run in place of the owner's. */
  get safeMode(): SafeModeState | undefined {
    return this.#safeMode.state;
  }

  handle: ReturnType<typeof createEditorProxy>['handle'] = (request, response) => this.#proxy.handle(request, response);
  upgrade: ReturnType<typeof createEditorProxy>['upgrade'] = (request, socket, head) =>
    this.#proxy.upgrade(request, socket, head);

  /** Has the engine follow a change of the owner's. One that is away reads everything at its start. */
  async follow(change: OwnerChange): Promise<readonly string[]> {
    if (!this.#engine?.address) return [];
    try {
      return await this.#engine.call('follow', change, {
        withinMs: change.name === 'data_replaced' ? FOLLOW_RESTORE_MS : FOLLOW_MS,
      });
    } catch (failure) {
      if (failure instanceof PortClosedError) return [];
      throw failure;
    }
  }

  /**
   * Sends a REST request through the flows.
   * @throws ProblemError from the flow, or `flow_unavailable`
   */
  async call(operation: FlowOperation, payload: unknown): Promise<unknown> {
    return answered(() =>
      this.#required.call('flow_request', { operation, payload }, { withinMs: ANSWER_MS[operation] }),
    );
  }

  /**
   * Sends readings of a device through the flows.
   * @param payloads what the device sent, each as text
   * @throws ProblemError `flow_unavailable`
   */
  async takeReadings(deviceId: string, payloads: string[]): Promise<TakenReading[]> {
    return answered(() => this.#required.call('take_readings', { deviceId, payloads }, { withinMs: READINGS_MS }));
  }

  /** Takes no more messages from the broker for a while. @returns a function that goes on */
  holdBack(): Promise<() => void> {
    return this.#intake.hold();
  }
  readonly #intake = new HeldIntake(() => this.#engine);

  /** Has the engine take the messages that wait for the flows. One that is away takes them at its start. */
  async takeWaiting(): Promise<void> {
    await this.#engine?.call('take_waiting', null, { awayMs: 0 }).catch((failure: unknown) => {
      if (!(failure instanceof PortClosedError)) throw failure;
    });
  }

  /** Tells the engine what the broker's log says of last wills. */
  tellOfWill: EngineProcess['tellOfWill'] = (event) => this.#engine?.tellOfWill(event);

  /** Has the engine tell of each stored reading, or no more. Resolves once it does, or is away. */
  async announceReadings(isWanted: boolean): Promise<void> {
    this.#announceReadings = isWanted;
    await this.#engine?.call('heed_settings', null, { withinMs: FOLLOW_MS, awayMs: 0 }).catch(() => undefined);
  }
  #announceReadings = false;

  state(): Omit<FlowState, 'set_aside'> {
    const { failingNodes } = this.pulse;
    return {
      running: this.#areRunning,
      safe_mode: safeModeAnswer(this.#safeMode.state),
      version: this.#needs.versions.newest,
      ...this.#watched(),
      is_proposed: this.#store.upgrade !== undefined,
      failing_nodes: failingNodes.map(({ id, node, problem }) => ({ node_id: id, node, problem })),
    };
  }

  /** Sentences for the owner about flows that do not run as they should. */
  warnings(): string[] {
    const { failingNodes, warnings } = this.pulse;
    const safeMode = this.#safeMode.state;
    return [
      ...(safeMode ? [safeModeSentence(safeMode, 'en')] : []),
      ...(this.#store.upgrade ? [upgradeSentence(this.#store.upgrade)] : []),
      ...failingNodes.map(({ node, problem }) => `${node} could not start: ${problem}`),
      ...warnings,
    ];
  }

  /** Ends safe mode and runs the owner's flows as they are. @throws ProblemError `flow_unavailable` */
  async retry(): Promise<void> {
    if (!this.#safeMode.state) return;
    this.#safeMode.forgive();
    await answered(() => this.#required.call('reload_flows', null));
  }

  get owners(): FlowNode[] {
    return this.#store.owners;
  }

  /** Set while the flows of this version of PlantOps are not merged with the owner's. */
  get pendingUpgrade(): PendingUpgrade | undefined {
    return this.#store.upgrade;
  }

  obstacles(flows: readonly FlowNode[]): string[] {
    return this.#store.obstaclesOf(flows);
  }

  /**
   * Keeps flows in place of the owner's, and restarts all flows. An engine that is away runs them at its start.
   * @returns the number of their version, once it is recorded
   * @throws ProblemError `flows_refused`; then nothing is changed
   */
  async deploy(flows: FlowNode[], origin: DeployOrigin): Promise<number> {
    keepFlows(this.#store, flows);
    const recorded = this.#needs.versions.record(this.#store.owners, origin);
    await this.#required.call('reload_flows', null).catch((failure: unknown) => {
      if (!(failure instanceof PortClosedError)) throw failure;
    });
    return recorded;
  }

  dismissUpgrade(): void {
    this.#store.dismissUpgrade();
  }

  edits(): FlowEdits | null {
    return this.#store.edits();
  }

  /** The nodes that the owner has added, for a backup. */
  ownNodes(): OwnNodes | null {
    return this.#store.ownNodes();
  }

  faultsOf(edits: FlowEdits | null, ownNodes: OwnNodes | null): string[] {
    return this.#store.faultsOf(edits, ownNodes);
  }

  /**
   * Replaces the current edits with these, adds the owner's nodes, and restarts all flows. Where the engine itself need not
   * be started anew, their version is recorded then: a backup that is made next has it.
   */
  async replaceEdits(edits: FlowEdits | null, ownNodes: OwnNodes | null): Promise<void> {
    const hasNewNodes = this.#store.replaceEdits(edits, ownNodes);
    this.#isRestored = true;
    // Node-RED loads nodes at its start only.
    if (hasNewNodes) await this.#required.restart();
    else await this.#required.call('reload_flows', null);
    // The log of versions tells what fails there; the flows run.
    await this.#recorded.catch(() => undefined);
  }

  get #required(): EngineProcess {
    if (!this.#engine) throw new PortClosedError('The flow engine is not prepared');
    return this.#engine;
  }
}
