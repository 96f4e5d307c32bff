import { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import { plantOpsNodes } from '@plantops/nodes/registry.ts';
import { batchWays } from '@plantops/nodes/wires/batch-ways.ts';
import { followWires } from '@plantops/nodes/wires/follow-wires.ts';
import { BATCH_TAKERS, PORTS } from '@plantops/nodes/wires/ports.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import { EDITOR_ROOT, FLOW_HTTP_ROOT, nodeRedSettings } from '../../settings.ts';
import type { FlowPlace } from '../broker/delivery-ledger.ts';
import { runningNodes, targetsOf } from '../runtime/flow-graph.ts';
import type { MessageWatch, PlaceFacts } from '../services/ingest/message-watch.ts';
import type { MessageTrace, TracedNodeFacts, TracedPlace } from '../services/tracing/message-trace.ts';
import { type BatchFollower, BatchLanes } from './batch-lanes.ts';
import { type FlowEntrances, guardEntrances } from './flow-entrance.ts';
import { createFlowStorage } from './flow-storage.ts';
import type { Deployer } from '../port/offers.ts';
import type { HostPort } from './host-services.ts';
import { functionNodeOf, messageOf } from './own-fault.ts';
import { placeFacts } from './place-facts.ts';

interface NodeSetInfo {
  module: string;
  types: string[];
  enabled?: boolean;
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
  runtime: { flows: FlowEntrances };
  hooks: {
    add(
      name: `onReceive.${string}`,
      hook: (event: { msg: FlowMessage; destination: { node: RunningNode } }) => void,
    ): void;
    add(
      name: `onComplete.${string}`,
      hook: (event: { msg: FlowMessage; error?: unknown; node: { node: RunningNode } }) => void,
    ): void;
  };
  nodes: {
    getType(type: string): unknown;
    getNodeList(): NodeSetInfo[];
    getNode(id: string): RunningNode | null;
  };
}

/** The part of a node that is used here. */
interface RunningNode {
  id: string;
  type: string;
  name?: string;
  z?: string;
  wires?: string[][];
  send: (this: RunningNode, messages: unknown) => void;
  error(failure: Error): void;
  /** Its listener for messages, if it has one. Node-RED knows them for itself. */
  _inputCallback?: unknown;
  /** The same, if it has several. */
  _inputCallbacks?: unknown;
  /** How many of its listeners say when they are done. Node-RED counts them for itself. */
  _expectedDoneCount: number;
}

interface FlowMessage {
  delivery?: unknown;
  payload?: unknown;
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
type Express4 = () => RequestListener & {
  use(root: string, ...handlers: [RequestListener] | [Middleware, RequestListener]): void;
};

const require = createRequire(import.meta.url);

export interface NodeRedOptions {
  /** Node-RED's own folder, for nodes that the owner has installed. */
  userDir: string;
  /** Where nodes that work with files find and put them. */
  filesDir: string;
  credentialSecret: string;
  /** Whether nodes hand messages on at once. */
  handsOnAtOnce: boolean;
  host: HostPort;
  services: Omit<PlantOpsServices, 'batches'>;
  /** Follows the messages of devices through the nodes. */
  watch: Pick<MessageWatch, 'entered' | 'left'>;
  /** Records the ways of messages, and what nodes do. */
  trace: Pick<MessageTrace, 'made' | 'entered' | 'allEntered' | 'left' | 'allLeft' | 'logged' | 'deployed'>;
  /** Called when another node that is not ours, and that may do anything, takes a message. */
  onForeign: (nodeId: string) => void;
  clock: Clock;
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
export class NodeRed {
  /**
   * Node-RED's routes are on an Express 4 application of their own: Express 5 lacks properties that its HTTP nodes
   * need.
   */
  readonly handle: RequestListener;
  readonly #red: NodeRedRuntime;
  /** Stands in for the HTTP server, so that only upgrades to the editor reach Node-RED. */
  readonly #upgrades = new EventEmitter();
  readonly #storage: ReturnType<typeof createFlowStorage>;
  #running = false;
  #started: Promise<void> | undefined;
  /** The nodes at which only messages of types that they take can arrive. */
  #promised: ReadonlySet<string> = new Set();

  constructor(options: NodeRedOptions) {
    const {
      userDir,
      filesDir,
      credentialSecret,
      handsOnAtOnce,
      host,
      services,
      watch,
      trace,
      onForeign,
      clock,
      onDeploy,
      onDeployed,
      log,
    } = options;
    const redRequire = createRequire(require.resolve('node-red'));
    const express4 = redRequire('express') as Express4;
    const red = redRequire('node-red') as NodeRedRuntime;
    this.#red = red;
    const lanes = new BatchLanes(batchFollower(watch, trace));
    this.#storage = createFlowStorage(host, () => this.#types());
    this.#upgrades.setMaxListeners(0);
    red.init(
      this.#upgrades,
      nodeRedSettings({
        userDir,
        filesDir,
        storageModule: this.#storage,
        credentialSecret,
        handsOnAtOnce,
        // In a loop of wires without a pause, a batch would never leave the stack.
        services: handsOnAtOnce ? { ...services, batches: lanes } : services,
        log: ({ level, msg, type, name, id }) => {
          const text = msg instanceof Error ? msg.message : String(msg);
          const severity = NODE_RED_LEVELS[level] ?? 'debug';
          if (type && id !== undefined && severity === 'error') trace.logged({ id, type }, msg);
          // Messages from nodes concern the owner; Node-RED's own messages at start are only useful for debugging.
          if (type) log[severity](`${type} ${name ?? id ?? ''}: ${text}`);
          else log[severity === 'error' ? 'error' : 'debug'](text.trim());
        },
      }),
    );
    guardEntrances(red.runtime.flows, () => this.#types());
    follow(red, watch, trace, seldom(onForeign, clock));
    const stopping = (): void => {
      this.#running = false;
      lanes.close();
      const flow = runningNodes(this.#storage.last());
      this.#promised = followWires(flow, PORTS).promised;
      const inFlow = flow.filter(({ wires, type }) => wires !== undefined && type !== 'comment');
      trace.deployed(inFlow.map((node) => ({ id: node.id, type: node.type, leadsTo: targetsOf(node) })));
      onDeploy();
    };
    red.events.on('flows:stopping', stopping);
    red.events.on('flows:starting', stopping);
    red.events.on('flows:started', () => {
      this.#running = true;
      lanes.open(batchWays(runningNodes(this.#storage.last()), PORTS, BATCH_TAKERS), (id) => red.nodes.getNode(id));
      for (const node of this.#runningNodes()) countMade(node, trace);
      onDeployed();
    });
    // After a deploy with a node type that is not installed, no flow runs.
    red.events.on('runtime-event', ({ id, payload }) => {
      if (id !== 'runtime-state' || payload?.error === undefined) return;
      this.#running = false;
      onDeployed();
    });
    const application = express4();
    application.use(EDITOR_ROOT, nameDeployer, red.httpAdmin);
    application.use(FLOW_HTTP_ROOT, red.httpNode);
    this.handle = application;
  }

  /** Loads the nodes and starts the flows. @throws Error if a node of ours failed to load */
  async start(): Promise<void> {
    this.#started = this.#red.start();
    await this.#started;
    const [broken] = this.#brokenNodes();
    if (broken !== undefined) throw new Error(`The flow engine cannot work: ${broken}`);
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#red.stop();
  }

  get running(): boolean {
    return this.#running;
  }

  /** Whether the wires say of every message that can reach the node that it is one that it takes. */
  promises(nodeId: string): boolean {
    return this.#promised.has(nodeId);
  }

  /** Loads the flows again, and restarts all of them. */
  async reload(): Promise<void> {
    // Flows that have not been loaded yet will be, as they are then.
    if (!this.#started) return;
    await this.#started;
    await this.#red.runtime.flows.setFlows({ deploymentType: 'reload' });
  }

  /** Reports a failure at the function node that it comes from. @returns false if it comes from none */
  reportAtNode(failure: unknown): boolean {
    const id = functionNodeOf(failure);
    const node = id === undefined ? null : this.#red.nodes.getNode(id);
    node?.error(new Error(messageOf(failure)));
    return node !== null;
  }

  /** Whether the node is one of those that run, and not one of before a deploy. */
  isAlive(place: FlowPlace): boolean {
    return this.#red.nodes.getNode(place.id) === place;
  }

  factsOf(place: FlowPlace): PlaceFacts {
    return placeFacts(place.id, this.#storage.last());
  }

  /** What is told of a node on the way of a message. */
  tracedFactsOf({ id }: TracedPlace): TracedNodeFacts {
    const running = this.#red.nodes.getNode(id);
    const flow = this.#storage.last();
    const node = flow.find((one) => one.id === id);
    const tab = flow.find((one) => one.id === (node?.z ?? running?.z));
    const named = [node?.name, running?.name].find((name) => typeof name === 'string' && name !== '');
    const tabNamed = [tab?.label, tab?.name].find((name) => typeof name === 'string' && name !== '');
    return {
      name: typeof named === 'string' ? named : null,
      tab: typeof tabNamed === 'string' ? tabNamed : null,
      // A node within a subflow is wired to other ids while it runs.
      leadsTo: [...(running?.wires ?? []).flat(), ...(node ? targetsOf(node) : [])],
    };
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#upgrades.emit('upgrade', request, socket, head);
  }

  #runningNodes(): RunningNode[] {
    return runningNodes(this.#storage.last())
      .map(({ id }) => this.#red.nodes.getNode(id))
      .filter((node) => node !== null);
  }

  #types(): string[] {
    return this.#red.nodes.getNodeList().flatMap(({ types, enabled, err }) => (err || enabled === false ? [] : types));
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

/**
 * Names whoever deploys: Node-RED hands the user of a request on to its storage. The editor asks with jQuery, which says so
 * in a header that nothing else sends by itself. Other requests have no user: the editor would keep settings for it.
 */
const nameDeployer: Middleware = (request, _response, next) => {
  if (request.method !== 'GET' && /^\/flows?(?:[/?]|$)/.test(request.url ?? '')) {
    const username: Deployer = request.headers['x-requested-with'] === 'XMLHttpRequest' ? 'editor' : 'api';
    Object.assign(request, { user: { username } });
  }
  next();
};

/** Nodes that are not ours, and in which nothing of the owner's runs: they do not end the engine. */
const HARMLESS = new Set(['link in', 'link out', 'junction', 'catch', 'status', 'complete', 'comment', 'inject']);

/** At most so often it is told that another node takes messages: several may take turns many times a second (ms). */
const TOLD_EVERY_MS = 250;

/** Calls `tell` with each id that differs from the last, the first time at once and then not too often. */
function seldom(tell: (id: string) => void, clock: Clock): (id: string) => void {
  let last: string | undefined;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (id) => {
    if (id === last) return;
    const nowMs = clock.elapsedMs();
    if (nowMs - toldAtMs < TOLD_EVERY_MS) return;
    [last, toldAtMs] = [id, nowMs];
    tell(id);
  };
}

/** The functions that `countMade` has made. */
const counting = new WeakSet<RunningNode['send']>();

/**
 * Has a node tell of each message that it makes, if it takes none: no hook is called at it. *device messages* tells
 * itself. Call it after each deploy, because new wires undo it.
 */
function countMade(node: RunningNode, trace: Pick<MessageTrace, 'made'>): void {
  const { send } = node;
  if (node._inputCallback || node._inputCallbacks || node.type === 'plantops-ingest' || counting.has(send)) return;
  node.send = (messages) => {
    trace.made(node);
    send.call(node, messages);
  };
  counting.add(node.send);
}

/** Tells the same of messages that travel together, past Node-RED and its hooks. */
const batchFollower = (
  watch: Pick<MessageWatch, 'entered' | 'left'>,
  trace: Pick<MessageTrace, 'allEntered' | 'left' | 'allLeft'>,
): BatchFollower<RunningNode> => ({
  entered(node, messages) {
    trace.allEntered(node, messages);
    for (const { delivery } of messages) if (delivery !== undefined) watch.entered(delivery, node, true);
  },
  left(node, messages, error) {
    if (error) for (const message of messages) trace.left(node, message, { cause: error, reason: messageOf(error) });
    else trace.allLeft(node, messages);
    const reason = error && messageOf(error);
    for (const { delivery } of messages) if (delivery !== undefined) watch.left(delivery, node, reason);
  },
});

/**
 * Follows messages by two of Node-RED's hooks: `onReceive`, before a node is given a message, and `onComplete`, when the
 * node says that it is done with it. Both are called for nodes of ours, too, and cost about half a microsecond for each
 * node that a reading passes.
 */
function follow(
  red: NodeRedRuntime,
  watch: Pick<MessageWatch, 'entered' | 'left'>,
  trace: Pick<MessageTrace, 'entered' | 'left'>,
  onForeign: (nodeId: string) => void,
): void {
  red.hooks.add('onReceive.plantops', ({ msg, destination: { node } }) => {
    if (!node.type.startsWith('plantops-') && !HARMLESS.has(node.type)) onForeign(node.id);
    trace.entered(node, msg);
    if (typeof msg.delivery === 'number') watch.entered(msg.delivery, node, node._expectedDoneCount > 0);
  });
  red.hooks.add('onComplete.plantops', ({ msg, error, node: { node } }) => {
    const failure = error === undefined || error === null ? undefined : { cause: error, reason: messageOf(error) };
    trace.left(node, msg, failure);
    if (typeof msg.delivery === 'number') watch.left(msg.delivery, node, failure?.reason);
  });
}
