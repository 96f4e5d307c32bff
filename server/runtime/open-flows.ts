import path from 'node:path';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { FlowState } from '@plantops/shared/api/flows.ts';
import type { DeviceWays } from '@plantops/shared/api/ways.ts';
import type { FlowOperation } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { EngineSettings } from '../engine/engine-settings.ts';
import { publishEngineChanges } from '../port/bus-bridge.ts';
import type { EngineOffer, HostOffer, NodeFigures, OwnerChange, Pulse } from '../port/offers.ts';
import { type CallInput, type CallOutput, type Handlers, PortClosedError } from '../port/port-end.ts';
import type { FlowEdits } from '../services/backup/flow-edits-format.ts';
import type { ChangeBus } from '../services/bus/change-bus.ts';
import { createEditorProxy } from './editor-proxy.ts';
import { engineAccount, engineCommand, prepareEngineFolders } from './engine-command.ts';
import { type EngineCrash, EngineProcess } from './engine-process.ts';
import { describeNode } from './flow-gate.ts';
import type { FlowNode } from './flow-files.ts';
import { hasEndlessLoop } from './flow-loops.ts';
import { FlowsRefusedError, FlowStore, upgradeSentence } from './flow-store.ts';
import { SafeMode, type SafeModeState } from './safe-mode.ts';

/** What the host does for the engine besides keeping flows: the rooms of the owner do it. */
export type RoomCalls = Omit<
  Handlers<HostOffer>['calls'],
  | 'load_flows'
  | 'save_flows'
  | 'load_credentials'
  | 'save_credentials'
  | 'load_editor_settings'
  | 'save_editor_settings'
>;

export interface FlowsNeeds {
  dataDir: string;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** What the engine is told at its start, besides where its folders are. */
export type EngineNeeds = Omit<
  EngineSettings,
  'token' | 'userDir' | 'filesDir' | 'logLevel' | 'handsOnAtOnce' | 'ofOwner'
> & {
  ofOwner: Omit<EngineSettings['ofOwner'], 'announceReadings'>;
};

/** What the engine needs of the rooms of the owner. */
export interface OwnersRooms {
  rooms: RoomCalls;
  careProgress: Handlers<HostOffer>['news']['care_progress'];
  settings: () => EngineNeeds;
  /** Tells the owner of something that cannot wait, on every channel. */
  tellOwner: (text: string) => void;
}

/** For a care plan, a model may need two attempts of a minute each. The flow's own patience ends a little sooner. */
const ANSWER_MS: Readonly<Record<FlowOperation, number>> = { register_device: 20_000, care_plan: 190_000 };
/** An engine that does not follow a change within this time hangs, and the owner is not kept waiting (ms). */
const FOLLOW_MS = 5000;
/** What was received is stored within this time, unless the database or a flow hangs (ms). */
const HOLD_BACK_MS = 10_000;

/** Figures and ways are told within this time, or the engine counts as away (ms). */
const TELL_MS = 2000;

/** How long after a deploy the engine is started anew, where it must be (ms). */
const RESTART_AFTER_MS = 500;
/** How often it is looked whether the flows run (ms). */
const LOOK_MS = 1000;
/** Flows that were seen stopped so many times in a row are stopped. */
const STOPPED_LOOKS = 3;

/** What the engine says of itself while it is away. */
const AWAY: Pulse = {
  flowsRunning: false,
  brokerConnected: false,
  messagesInFlight: 0,
  messagesReceived: 0,
  messagesLetGo: 0,
  messagesSetAside: 0,
  messagesDroppedByBroker: 0,
  readingsWaiting: 0,
  openAlerts: 0,
  devices: { online: 0, offline: 0 },
  failingNodes: [],
  warnings: [],
};

/** What safe mode means for the owner, in a sentence. */
export const safeModeSentence = ({ reasons }: SafeModeState): string =>
  `Your flows cannot run as they are, so the last ones that ran well run in their place. ${reasons
    .map(({ text }) => text)
    .join('; ')}. Yours are open at /editor: mend and deploy them`;

/**
 * The flows as the host knows them: it keeps them, starts the engine that runs them, watches it, and passes the editor's
 * requests on.
 */
export class Flows {
  readonly #needs: FlowsNeeds;
  readonly #store: FlowStore;
  readonly #safeMode: SafeMode;
  #engine: EngineProcess | undefined;
  readonly #proxy: ReturnType<typeof createEditorProxy>;

  constructor(needs: FlowsNeeds) {
    const { dataDir, clock, log } = needs;
    this.#needs = needs;
    const dataFolder = path.join(dataDir, 'node-red');
    this.#safeMode = new SafeMode({
      dataFolder,
      onEntered: (state) => this.#tellOwner(`PlantOps: ${safeModeSentence(state)}.`),
      clock,
      log,
    });
    this.#store = new FlowStore({
      shippedFolder: path.join(import.meta.dirname, '..', '..', 'flows'),
      dataFolder,
      safeMode: this.#safeMode,
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
  async prepare({ rooms, careProgress, settings, tellOwner }: OwnersRooms): Promise<void> {
    this.#tellOwner = tellOwner;
    const { dataDir, bus, clock, log } = this.#needs;
    const store = this.#store;
    const account = engineAccount();
    const folders = prepareEngineFolders(dataDir, account);
    this.#engine = new EngineProcess({
      command: engineCommand(folders, account),
      settings: () => {
        const { ofOwner, ...others } = settings();
        return {
          ...others,
          ...folders,
          logLevel: log.level,
          handsOnAtOnce: this.#handsOnAtOnce,
          ofOwner: { ...ofOwner, announceReadings: this.#announceReadings },
        };
      },
      handlers: {
        calls: {
          ...rooms,
          load_flows: ({ types }) => {
            this.#areLoaded = true;
            const flows = store.load(types);
            this.#fitDelivery(flows);
            return flows;
          },
          save_flows: (flows) => {
            try {
              store.save(flows);
              this.#fitDelivery(flows);
            } catch (failure) {
              if (!(failure instanceof FlowsRefusedError)) throw failure;
              const fields = failure.faults.map(({ nodeId, text }) => ({ pointer: nodeId ?? '', detail: text }));
              throw new ProblemError('flows_refused', failure.message, fields, { cause: failure });
            }
            return null;
          },
          load_credentials: () => store.credentials(),
          save_credentials(credentials) {
            store.saveCredentials(credentials);
            return null;
          },
          load_editor_settings: () => store.editorSettings(),
          save_editor_settings(saved) {
            store.saveEditorSettings(saved);
            return null;
          },
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

  #tellOwner: (text: string) => void = () => undefined;
  /** What the engine said before it ended, if it could. */
  #lastWords: { nodeId?: string | undefined; message: string } | undefined;

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

  #crashed({ reason, lastForeignNode }: EngineCrash): void {
    const { running } = this.#store;
    const { nodeId = lastForeignNode ?? undefined, message = reason } = this.#lastWords ?? {};
    const isCertain = this.#lastWords?.nodeId !== undefined;
    this.#lastWords = undefined;
    const areToBlame = this.#areLoaded;
    this.#areLoaded = false;
    if (!areToBlame) return;
    const node = running.find(({ id }) => id === nodeId);
    const culprit = node && {
      nodeId,
      text: `${describeNode(node, running)} ${isCertain ? 'ended' : 'has probably ended'} the flow engine twice within a minute: ${message}`,
    };
    this.#safeMode.crashed(message, running, culprit);
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

  async stop(): Promise<void> {
    this.#watch?.cancel();
    this.#safeMode.stop();
    await this.#engine?.stop();
  }

  /** What the engine said last of itself. */
  get pulse(): Pulse {
    return this.#engine?.pulse ?? AWAY;
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
      return await this.#engine.call('follow', change, { withinMs: FOLLOW_MS });
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
    try {
      return await this.#required.call('flow_request', { operation, payload }, { withinMs: ANSWER_MS[operation] });
    } catch (failure) {
      if (failure instanceof PortClosedError)
        throw new ProblemError('flow_unavailable', `No flow answers: ${failure.message}`, [], { cause: failure });
      throw failure;
    }
  }

  /** Takes no more messages from the broker for a while. @returns a function that goes on */
  async holdBack(): Promise<() => void> {
    await this.#engine?.call('hold_back', null, { withinMs: HOLD_BACK_MS }).catch((failure: unknown) => {
      // An engine that is away takes none.
      if (!(failure instanceof PortClosedError)) throw failure;
    });
    return () => void this.#engine?.call('go_on', null).catch(() => undefined);
  }

  /** Has the engine take the messages that wait for the flows. One that is away takes them at its start. */
  async takeWaiting(): Promise<void> {
    await this.#engine?.call('take_waiting', null, { awayMs: 0 }).catch((failure: unknown) => {
      if (!(failure instanceof PortClosedError)) throw failure;
    });
  }

  /** The ways of a device's messages that the engine has followed; none while it is away. */
  async waysOf(deviceId: string): Promise<DeviceWays> {
    return (await this.#ask('device_ways', { deviceId })) ?? { engine_started_at: null, ways: [] };
  }

  /** What each node does that runs now; nothing while the engine is away. */
  async nodeFigures(): Promise<readonly NodeFigures[]> {
    return (await this.#ask('node_figures', null)) ?? [];
  }

  /** @returns undefined if the engine is away or does not answer in time */
  async #ask<Name extends 'device_ways' | 'node_figures'>(
    name: Name,
    input: CallInput<EngineOffer, Name>,
  ): Promise<CallOutput<EngineOffer, Name> | undefined> {
    try {
      return await this.#engine?.call(name, input, { withinMs: TELL_MS, awayMs: 0 });
    } catch (failure) {
      if (failure instanceof PortClosedError) return undefined;
      throw failure;
    }
  }

  /** Has the engine tell of each stored reading, or no more. Resolves once it does, or is away. */
  async announceReadings(isWanted: boolean): Promise<void> {
    this.#announceReadings = isWanted;
    await this.#engine?.call('heed_settings', null, { withinMs: FOLLOW_MS, awayMs: 0 }).catch(() => undefined);
  }
  #announceReadings = false;

  state(): Omit<FlowState, 'set_aside'> {
    const { failingNodes } = this.pulse;
    const safeMode = this.#safeMode.state;
    return {
      running: this.#areRunning,
      safe_mode: safeMode
        ? {
            since: safeMode.since,
            reasons: safeMode.reasons.map(({ nodeId, text }) => ({ node_id: nodeId ?? null, text })),
          }
        : null,
      failing_nodes: failingNodes.map(({ id, node, problem }) => ({ node_id: id, node, problem })),
    };
  }

  /** Sentences for the owner about flows that do not run as they should. */
  warnings(): string[] {
    const { failingNodes, warnings } = this.pulse;
    const safeMode = this.#safeMode.state;
    return [
      ...(safeMode ? [safeModeSentence(safeMode)] : []),
      ...(this.#store.upgrade ? [upgradeSentence(this.#store.upgrade)] : []),
      ...failingNodes.map(({ node, problem }) => `${node} could not start: ${problem}`),
      ...warnings,
    ];
  }

  /** Ends safe mode and runs the owner's flows as they are. @throws ProblemError `flow_unavailable` */
  async retry(): Promise<void> {
    if (!this.#safeMode.state) return;
    this.#safeMode.forgive();
    try {
      await this.#required.call('reload_flows', null);
    } catch (failure) {
      if (failure instanceof PortClosedError)
        throw new ProblemError('flow_unavailable', failure.message, [], { cause: failure });
      throw failure;
    }
  }

  edits(): FlowEdits | null {
    return this.#store.edits();
  }

  faultsOf(edits: FlowEdits | null): string[] {
    return this.#store.faultsOf(edits);
  }

  /** Replaces the current edits with these and restarts all flows. */
  async replaceEdits(edits: FlowEdits | null): Promise<void> {
    this.#store.replaceEdits(edits);
    await this.#required.call('reload_flows', null);
  }

  get #required(): EngineProcess {
    if (!this.#engine) throw new PortClosedError('The flow engine is not prepared');
    return this.#engine;
  }
}
