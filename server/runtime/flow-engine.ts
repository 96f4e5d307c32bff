import { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { plantOpsNodes } from '@plantops/nodes/registry.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { EDITOR_ROOT, FLOW_HTTP_ROOT, nodeRedSettings } from '../../settings.ts';
import { danglingWires, describeMissingTypes } from './flow-check.ts';
import type { FlowEdits } from '../services/backup/flow-edits-format.ts';
import { readFlowEdits, writeFlowEdits } from './flow-edits.ts';
import { type FlowNode, readFlowFiles } from './flow-files.ts';
import { mergeFlows } from './flow-merge.ts';
import { createFlowStorage, type FlowStorageOptions, prepareFlows } from './flow-storage.ts';

interface NodeSetInfo {
  module: string;
  types: string[];
  err?: { message?: string } | string;
}

/** The part of Node-RED's embedding API that is used here. */
interface NodeRedRuntime {
  init(server: unknown, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  httpAdmin: RequestListener;
  httpNode: RequestListener;
  events: EventEmitter<{
    'flows:stopping': [];
    'flows:starting': [];
    'flows:started': [];
    'runtime-event': [{ id: string; payload?: { error?: string } }];
  }>;
  runtime: { flows: { setFlows(options: { deploymentType: 'reload' }): Promise<unknown> } };
  nodes: { getType(type: string): unknown; getNodeList(): NodeSetInfo[] };
}

type Express4 = () => RequestListener & { use(root: string, handler: RequestListener): void };

const require = createRequire(import.meta.url);

const FLOWS_START_MS = 30_000;

export interface FlowEngineOptions {
  dataDir: string;
  credentialSecret: string;
  services: PlantOpsServices;
  /** Called when nodes are about to be stopped. Messages on the wires to them are lost. */
  onDeploy: () => void;
  /** Called when all nodes are running again. */
  onDeployed: () => void;
  log: Logger;
}

const NODE_RED_LEVELS: Record<number, 'error' | 'warn' | 'info' | 'debug'> = {
  10: 'error',
  20: 'error',
  30: 'warn',
  40: 'info',
  50: 'debug',
  60: 'debug',
};

/** Node-RED inside this process. It can only be started once: after a stop, it needs a new process. */
export class FlowEngine {
  /**
   * Node-RED's routes are on an Express 4 application of their own: Express 5 lacks properties that its HTTP nodes
   * need.
   */
  readonly handle: RequestListener;
  readonly #red: NodeRedRuntime;
  /** Stands in for the HTTP server, so that upgrades pass the guard before Node-RED sees them. */
  readonly #upgrades = new EventEmitter();
  readonly #storage: ReturnType<typeof createFlowStorage>;
  readonly #folders: FlowStorageOptions;
  readonly #editedFolder: string;
  readonly #clock: Clock;
  #running = false;
  #deployed = false;

  constructor({ dataDir, credentialSecret, services, onDeploy, onDeployed, log }: FlowEngineOptions) {
    const folders = {
      shippedFolder: path.join(import.meta.dirname, '..', '..', 'flows'),
      dataFolder: path.join(dataDir, 'node-red'),
      log,
    };
    this.#folders = folders;
    this.#clock = services.clock;
    this.#editedFolder = path.join(folders.dataFolder, 'flows');
    const flow = prepareFlows(folders);
    this.#assertFaultless(danglingWires(flow));
    this.#storage = createFlowStorage(folders, flow);

    const redRequire = createRequire(require.resolve('node-red'));
    const express4 = redRequire('express') as Express4;
    this.#red = redRequire('node-red') as NodeRedRuntime;
    this.#upgrades.setMaxListeners(0);
    this.#red.init(
      this.#upgrades,
      nodeRedSettings({
        userDir: path.join(dataDir, 'node-red'),
        storageModule: this.#storage,
        credentialSecret,
        services,
        log: ({ level, msg, type, name, id }) => {
          const text = msg instanceof Error ? msg.message : String(msg);
          const severity = NODE_RED_LEVELS[level] ?? 'debug';
          // Messages from nodes concern the owner; Node-RED's own messages at start are only useful for debugging.
          if (type) log[severity](`${type} ${name ?? id ?? ''}: ${text}`);
          else log[severity === 'error' ? 'error' : 'debug'](text.trim());
        },
      }),
    );
    this.#red.events.on('flows:stopping', onDeploy);
    this.#red.events.on('flows:starting', onDeploy);
    this.#red.events.on('flows:started', () => {
      this.#deployed = true;
      onDeployed();
    });
    // After a deploy with a node type that is not installed, no flow runs.
    this.#red.events.on('runtime-event', ({ id, payload }) => {
      if (id !== 'runtime-state' || payload?.error === undefined) return;
      this.#deployed = false;
      onDeployed();
    });
    const application = express4();
    application.use(EDITOR_ROOT, this.#red.httpAdmin);
    application.use(FLOW_HTTP_ROOT, this.#red.httpNode);
    this.handle = application;
  }

  /** @throws Error if a type that a flow needs failed to load */
  async start(): Promise<void> {
    await this.#red.start();
    const isKnown = (type: string): boolean => Boolean(this.#red.nodes.getType(type));
    this.#assertFaultless([...this.#brokenNodes(), ...describeMissingTypes(await this.#storage.getFlows(), isKnown)]);
    // Node-RED starts its flows only after it reports that it has started.
    if (!this.#deployed) await this.#flowsStarted();
    this.#running = true;
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#red.stop();
  }

  get running(): boolean {
    return this.#running && this.#deployed;
  }

  /** The owner's changes to the flows; null if there are none. */
  edits(): FlowEdits | null {
    return readFlowEdits(this.#folders.dataFolder);
  }

  /** Descriptions of why flows with these edits could not run here; empty if they can. */
  faultsOf(edits: FlowEdits | null): string[] {
    if (!edits) return [];
    const shipped = readFlowFiles(this.#folders.shippedFolder);
    const { flow } = mergeFlows((edits.base ?? shipped) as FlowNode[], edits.edited as FlowNode[], shipped);
    return [...danglingWires(flow), ...describeMissingTypes(flow, (type) => Boolean(this.#red.nodes.getType(type)))];
  }

  /** Replaces the current edits with these and restarts all flows. */
  async replaceEdits(edits: FlowEdits | null): Promise<void> {
    writeFlowEdits(this.#folders.dataFolder, edits);
    this.#storage.replace(prepareFlows(this.#folders));
    await Promise.all([this.#flowsStarted(), this.#red.runtime.flows.setFlows({ deploymentType: 'reload' })]);
  }

  /** Passes on an upgrade request that the guard has accepted. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#upgrades.emit('upgrade', request, socket, head);
  }

  /** @throws Error if that takes too long */
  #flowsStarted(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(FLOWS_START_MS, () =>
        reject(
          new Error(`The flows did not start within ${FLOWS_START_MS / 1000} seconds: see the log for the reason`),
        ),
      );
      this.#red.events.once('flows:started', () => {
        timer.cancel();
        resolve();
      });
    });
  }

  #assertFaultless(faults: string[]): void {
    if (faults.length === 0) return;
    const places = `Flows are files, one per tab: ${this.#editedFolder} where they were edited, else flows/ of PlantOps.`;
    throw new Error(
      `The flows cannot run:\n- ${faults.join('\n- ')}\n${places} Mend the file, or remove the edited ones to go back to those of PlantOps.`,
    );
  }

  #brokenNodes(): string[] {
    const broken = this.#red.nodes.getNodeList().filter(({ module, err }) => module === '@plantops/nodes' && err);
    const unregistered = plantOpsNodes
      .map(({ definition }) => definition.type)
      .filter((type) => !this.#red.nodes.getType(type));
    return [
      ...broken.map(
        ({ types, err }) => `${types.join(', ')} failed to load: ${typeof err === 'string' ? err : err?.message}`,
      ),
      ...unregistered.map((type) => `${type} is not registered; run "make run", which builds the nodes`),
    ];
  }
}
