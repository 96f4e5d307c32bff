import { EventEmitter, once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { plantOpsNodes } from '@plantops/nodes/registry.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import { nodeRedSettings } from '../../settings.ts';
import { STAND_IN } from './stand-ins.ts';

/** A node that runs. */
export interface DryNode {
  id: string;
  type: string;
  error(failure: Error): void;
  on(event: 'input', handler: (message: object, send: (message: object) => void, done: () => void) => void): void;
  /** How many of its listeners say when they are done. Node-RED counts them for itself. */
  _expectedDoneCount: number;
}

interface PassingMessage {
  delivery?: unknown;
}

interface NodeRedRuntime {
  init(server: unknown, settings: object): void;
  start(): Promise<void>;
  events: EventEmitter;
  runtime: { flows: { setFlows(options: { deploymentType: 'reload' }): Promise<unknown> } };
  hooks: {
    add(
      name: `onReceive.${string}`,
      hook: (event: { msg: PassingMessage; destination: { node: DryNode } }) => void,
    ): void;
    add(
      name: `onComplete.${string}`,
      hook: (event: { msg: PassingMessage; error?: unknown; node: { node: DryNode } }) => void,
    ): void;
  };
  nodes: {
    getType(type: string): unknown;
    getNode(id: string): DryNode | null;
    registerType(set: string, type: string, constructor: (this: DryNode, saved: object) => void): void;
    createNode(node: DryNode, saved: object): void;
  };
}

/** What is told of messages on their way. */
export interface Passing {
  /** A node takes a message. `delivery`: undefined for one that no device has sent. */
  received(node: DryNode, delivery: number | undefined): void;
  done(node: DryNode, delivery: number | undefined, error: unknown): void;
  /** A message has come to a node that would have acted. */
  notActed(node: DryNode): void;
  /** A node reported an error. */
  failed(nodeId: string, text: string): void;
}

/** Node-RED's log level of errors; lower ones are worse. */
const ERROR_LEVEL = 20;

const require = createRequire(import.meta.url);

/** Node-RED without its editor and without the nodes that an owner has installed. It can be started only once. */
export class DryNodeRed {
  readonly #red: NodeRedRuntime;
  #flows: FlowNode[] = [];
  #services: PlantOpsServices | undefined;
  #passing: Passing | undefined;

  /** @param handsOnAtOnce whether nodes hand messages on at once, which a loop of wires without a pause does not allow */
  constructor(handsOnAtOnce: boolean) {
    this.#red = createRequire(require.resolve('node-red'))('node-red') as NodeRedRuntime;
    // There is nothing in it: nodes that an owner has installed do not run here.
    const nowhere = path.join(import.meta.dirname, 'installed-nodes');
    const settings = nodeRedSettings({
      userDir: nowhere,
      filesDir: nowhere,
      storageModule: this.#storage(),
      credentialSecret: 'nothing is kept',
      handsOnAtOnce,
      services: undefined,
      log: ({ level, msg, id }) => {
        if (level <= ERROR_LEVEL && id !== undefined)
          this.#passing?.failed(id, msg instanceof Error ? msg.message : String(msg));
      },
    });
    Object.defineProperty(settings, 'plantops', { get: () => this.#services, enumerable: true });
    this.#red.init(
      new EventEmitter(),
      Object.assign(settings, { httpAdminRoot: false, httpNodeRoot: false, disableEditor: true }),
    );
  }

  /** Loads all nodes; no flow runs yet. @throws Error if a node of ours failed to load */
  async load(): Promise<void> {
    const red = this.#red;
    // It starts what it has loaded, which is nothing yet, a little after it says that it has started.
    const idle = once(red.events, 'flows:started');
    await red.start();
    await idle;
    const missing = plantOpsNodes.find(({ definition }) => !red.nodes.getType(definition.type));
    if (missing)
      throw new Error(`${missing.definition.type} is not registered: run "make run", which builds the nodes`);
    const deliveryOf = ({ delivery }: PassingMessage): number | undefined =>
      typeof delivery === 'number' ? delivery : undefined;
    red.hooks.add('onReceive.dry', ({ msg, destination: { node } }) => this.#passing?.received(node, deliveryOf(msg)));
    red.hooks.add('onComplete.dry', ({ msg, error, node: { node } }) =>
      this.#passing?.done(node, deliveryOf(msg), error),
    );
    const notActed = (node: DryNode): void => this.#passing?.notActed(node);
    red.nodes.registerType('plantops-dry/stand-in', STAND_IN, function standIn(saved) {
      red.nodes.createNode(this, saved);
      this.on('input', (message, send, done) => {
        notActed(this);
        send(message);
        done();
      });
    });
  }

  /** Starts flows. What ran before is stopped, and what its nodes have remembered is forgotten. */
  async run(flows: FlowNode[], services: PlantOpsServices, passing: Passing): Promise<void> {
    await this.#deploy([]);
    this.#services = services;
    this.#passing = passing;
    await this.#deploy(flows);
  }

  async #deploy(flows: FlowNode[]): Promise<void> {
    const { events, runtime } = this.#red;
    this.#flows = flows;
    const started = once(events, 'flows:started');
    await runtime.flows.setFlows({ deploymentType: 'reload' });
    await started;
  }

  find(id: string): DryNode | null {
    return this.#red.nodes.getNode(id);
  }

  /** Keeps nothing. */
  #storage(): object {
    const nothing = async (): Promise<object> => ({});
    return {
      init: nothing,
      getFlows: async () => this.#flows,
      saveFlows: nothing,
      getCredentials: nothing,
      saveCredentials: nothing,
      getSettings: nothing,
      saveSettings: nothing,
      getSessions: nothing,
      saveSessions: nothing,
      getLibraryEntry: async () => [],
      saveLibraryEntry: nothing,
    };
  }
}
