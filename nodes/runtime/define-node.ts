import type { z } from 'zod';
import { type Clock, systemClock, type Timer } from '@plantops/shared/clock.ts';
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import { readConfig, type Upgrade } from './config.ts';
import { Meter, rateText } from './meter.ts';
import type { FlowMessage, NodeRed, NodeStatus, Outgoing, RuntimeNode, Send } from './node-red.ts';

/** What a node's behaviour has to work with. */
export interface NodeContext<Config> {
  config: Config;
  services: PlantOpsServices;
  /** This node, as services know it. */
  node: { id: string };
  /** Sends a message that no input caused, such as one from a timer. */
  send: (messages: Outgoing) => void;
  /** Reports a failure of any type to Catch nodes and the status. */
  fail: (failure: unknown, message?: FlowMessage) => void;
}

export interface NodeBehaviour {
  /** Handles one message; a thrown error or a rejection goes to Catch nodes. */
  input?(message: FlowMessage, send: Send): void | Promise<void>;
  close?(): void | Promise<void>;
  /** A few characters for the status, shown next to the message rate. */
  status?(): string | { text: string; alarm: boolean };
}

export interface NodeDefinition<Config> {
  type: `plantops-${string}`;
  /** Label in the palette. */
  label: string;
  colour: string;
  /** 1 if the node takes messages. */
  inputs: 0 | 1;
  /** One label per output. */
  outputs: readonly string[];
  config: z.ZodType<Config> & { shape: Record<string, z.ZodType> };
  upgrades?: readonly Upgrade[];
  /** Builds the node's collaborators; called for each node on each deploy. */
  start(context: NodeContext<Config>): NodeBehaviour;
}

export interface PlantOpsNode {
  definition: Omit<NodeDefinition<unknown>, 'start'>;
  /** Called by Node-RED to load the type. */
  register(red: NodeRed): void;
}

const STATUS_INTERVAL_MS = 1000;
/** How long the status shows the last error. */
const ERROR_SHOWN_MS = 60_000;

const asError = (failure: unknown): Error => (failure instanceof Error ? failure : new Error(String(failure)));

/** Shows the rate, the behaviour's own status and the last error, at most once a second and only on a change. */
class StatusLine {
  readonly meter: Meter;
  #shown = '';
  #lastError: { text: string; atMs: number } | undefined;
  readonly #node: RuntimeNode;
  readonly #behaviour: () => NodeBehaviour;
  readonly #clock: Clock;
  readonly #timer: Timer;

  constructor(node: RuntimeNode, clock: Clock, behaviour: () => NodeBehaviour) {
    this.#node = node;
    this.#clock = clock;
    this.#behaviour = behaviour;
    this.meter = new Meter(clock.elapsedMs());
    this.#timer = clock.every(STATUS_INTERVAL_MS, () => this.#show());
  }

  failed(error: Error): void {
    this.#lastError = { text: error.message, atMs: this.#clock.elapsedMs() };
  }

  stop(): void {
    this.#timer.cancel();
  }

  #show(): void {
    const nowMs = this.#clock.elapsedMs();
    const rate = rateText(this.meter.rate(nowMs));
    const own = this.#behaviour().status?.();
    const { text, alarm } = typeof own === 'object' ? own : { text: own ?? '', alarm: false };
    const error = this.#lastError && nowMs - this.#lastError.atMs < ERROR_SHOWN_MS ? this.#lastError.text : undefined;
    const status: NodeStatus = error
      ? { fill: 'red', shape: 'dot', text: error.slice(0, 60) }
      : {
          fill: alarm ? 'yellow' : this.meter.total > 0 ? 'green' : 'grey',
          shape: alarm ? 'ring' : 'dot',
          text: [rate, text].filter(Boolean).join(' · '),
        };
    const key = JSON.stringify(status);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#node.status(status);
  }
}

/**
 * Turns a definition into a Node-RED node. This is the only boundary between Node-RED and our code: it reads the
 * configuration, calls `done` exactly once, turns every failure into a status and a Catch event, and cleans up.
 */
export function defineNode<Config>(definition: NodeDefinition<Config>): PlantOpsNode {
  return {
    definition,
    register(red) {
      red.nodes.registerType(definition.type, function construct(saved) {
        red.nodes.createNode(this, saved);
        run(this, definition, saved, red.settings.plantops);
      });
    },
  };
}

function run<Config>(
  node: RuntimeNode,
  definition: NodeDefinition<Config>,
  saved: Record<string, unknown>,
  services: PlantOpsServices | undefined,
): void {
  let behaviour: NodeBehaviour = {};
  const status = new StatusLine(node, services?.clock ?? systemClock, () => behaviour);
  const fail = (failure: unknown, message?: FlowMessage): void => {
    const error = asError(failure);
    status.failed(error);
    node.error(error, message);
  };

  node.on('close', (_removed, closed) => {
    status.stop();
    services?.health.well(node);
    Promise.resolve()
      .then(() => behaviour.close?.())
      .catch((failure: unknown) => node.error(asError(failure)))
      .finally(closed);
  });

  try {
    if (!services) throw new Error('This node works inside PlantOps only: the host has injected no services');
    const config = readConfig(definition.config, definition.upgrades ?? [], saved);
    const send: Send = (messages) => {
      if (definition.inputs === 0) status.meter.count();
      node.send(messages);
    };
    behaviour = definition.start({ config, services, node, send, fail });
  } catch (failure) {
    const error = asError(failure);
    fail(error);
    services?.health.failing(node, error.message);
    // Without this, a node that failed to start would lose messages silently.
    behaviour = {
      input: () => {
        throw error;
      },
    };
  }

  if (definition.inputs === 0) return;
  node.on('input', (message, send, done) => {
    status.meter.count();
    const failed = (failure: unknown): void => {
      const error = asError(failure);
      status.failed(error);
      done(error);
    };
    try {
      const pending = behaviour.input?.(message, send);
      // No promise is created for a node that works synchronously, to keep the hot path fast.
      if (pending) pending.then(() => done(), failed);
      else done();
    } catch (failure) {
      failed(failure);
    }
  });
}
