import type { z } from 'zod';
import { type Clock, systemClock, type Timer } from '@plantops/shared/clock.ts';
import {
  expectMessage,
  type FlowMessage,
  type MessageOf,
  type MessageType,
} from '@plantops/shared/flows/message-type.ts';
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import type { Words } from '@plantops/shared/settings/display.ts';
import { readConfig, type Upgrade } from './config.ts';
import type { TakesBatches } from '../wires/batch-ways.ts';
import { BatchInput, SingleInput } from './batch-input.ts';
import { expectKnownDevice } from './known-device.ts';
import type { Done, NodeRed, NodeStatus, RawSend, RuntimeNode } from './node-red.ts';

/** The type of an output that follows from what a field of the node's settings says. */
export interface TypeByField<
  Types extends Readonly<Record<string, MessageType>> = Readonly<Record<string, MessageType>>,
> {
  field: string;
  types: Types;
}
export const typeByField = <const Types extends Readonly<Record<string, MessageType>>>(
  field: string,
  types: Types,
): TypeByField<Types> => ({ field, types });

export type InputTypes = MessageType | readonly MessageType[];
export type OutputTypes = Readonly<Record<string, MessageType | TypeByField>>;
type Service = keyof PlantOpsServices;

/** What arrives at a node that takes these types. */
export type Incoming<Input> = Input extends readonly (infer Type)[] ? MessageOf<Type> : MessageOf<Input>;

type OutgoingAt<Type> = Type extends TypeByField<infer Types> ? MessageOf<Types[keyof Types]> : MessageOf<Type>;

/** Sends a message from the output of that name. */
export type Send<Outputs> = <Name extends keyof Outputs & string>(
  output: Name,
  message: OutgoingAt<Outputs[Name]>,
) => void;

export type SendAll<Outputs> = <Name extends keyof Outputs & string>(
  output: Name,
  messages: readonly OutgoingAt<Outputs[Name]>[],
) => void;

/** What a node's behaviour has to work with. */
export interface NodeContext<Config, Outputs = OutputTypes, Need extends Service = Service> {
  config: Config;
  /** The services that the node needs, and no others. */
  services: Pick<PlantOpsServices, Need>;
  /** This node, as services know it. */
  node: { id: string; type: string };
  /** Sends a message that no input caused, such as one from a timer. */
  send: Send<Outputs>;
  /** The same for several messages, which travel on together if the next nodes take them so. */
  sendAll: SendAll<Outputs>;
  /** Reports a failure of any type to Catch nodes and the status. */
  fail: (failure: unknown, message?: FlowMessage) => void;
}

export interface NodeBehaviour<Message = FlowMessage, Outputs = OutputTypes> {
  /**
   * Handles one message, which is of a type that the node takes; a thrown error or a rejection goes to Catch nodes.
   */
  input?(message: Message, send: Send<Outputs>): void | Promise<void>;
  /**
   * Handles a batch otherwise than one message after another, in a node that takes batches. What it sends until it is
   * done goes on together. A rejection is the failure of each message.
   */
  inputAll?(messages: readonly Message[], send: Send<Outputs>): Promise<void>;
  close?(): void | Promise<void>;
  /** A few characters for the status. The editor shows beside it how many messages the node has. */
  status?(): string | { text: string; alarm: boolean };
}

/**
 * What a node needs in a Node-RED that is not PlantOps' own: nothing, a PlantOps server, or a server if one is chosen.
 * A node that answers for PlantOps or uses its secrets works `inside only`.
 */
export type OutsideUse = 'alone' | 'server' | 'server or alone' | 'inside only';

/** What a node is, without what it does. */
export interface NodeFacts<Config = unknown> {
  type: `plantops-${string}`;
  /** Label in the palette. */
  label: Words;
  colour: string;
  /** The types of messages that it takes; none if it takes no messages. */
  input?: InputTypes;
  /** Its outputs in order, each by its name, with the type of what leaves there. */
  outputs: OutputTypes;
  /**
   * Set for a node that also takes messages that travel together. `reads`: it leaves them as they are, so that other nodes
   * can be given the same ones; `changes`: it does not.
   */
  batches?: TakesBatches;
  /** `alone` if it is left out. */
  outside?: OutsideUse;
  config: z.ZodType<Config> & { shape: Record<string, z.ZodType> };
  upgrades?: readonly Upgrade[];
}

export interface NodeDefinition<
  Config,
  Input extends InputTypes,
  Outputs extends OutputTypes,
  Need extends Service,
> extends NodeFacts<Config> {
  input?: Input;
  outputs: Outputs;
  /** The services that it needs. */
  needs: readonly Need[];
  /** Builds the node's collaborators; called for each node on each deploy. */
  start(context: NodeContext<Config, Outputs, Need>): NodeBehaviour<Incoming<Input>, Outputs>;
}

/**
 * Builds the services of a node in a Node-RED whose host injects none.
 * @throws Error that says what to set
 */
export type OutsideServices = (node: RuntimeNode, facts: NodeFacts, saved: Record<string, unknown>) => PlantOpsServices;

export interface PlantOpsNode {
  definition: NodeFacts;
  /** Called by Node-RED to load the type. */
  register(red: NodeRed, outside?: OutsideServices): void;
}

/** The types of messages that a node takes. */
export const inputTypesOf = ({ input }: Pick<NodeFacts, 'input'>): readonly MessageType[] =>
  input === undefined ? [] : Array.isArray(input) ? (input as readonly MessageType[]) : [input as MessageType];

/** The same message with another payload, typed as such. It is changed in place: a copy would cost more than it protects. */
export function withPayload<Message extends FlowMessage, Payload>(
  message: Message,
  payload: Payload,
): Omit<Message, 'payload'> & FlowMessage & { payload: Payload } {
  message.payload = payload;
  return message as Omit<Message, 'payload'> & FlowMessage & { payload: Payload };
}

const STATUS_INTERVAL_MS = 1000;
/** How long the status shows the last error. */
const ERROR_SHOWN_MS = 60_000;

const asError = (failure: unknown): Error => (failure instanceof Error ? failure : new Error(String(failure)));

/** Shows the behaviour's own status and the last error, at most once a second and only on a change. */
class StatusLine {
  /** Whether the node has had a message. */
  hasWorked = false;
  #shown = '';
  #lastError: { text: string; atMs: number } | undefined;
  readonly #node: RuntimeNode;
  readonly #behaviour: () => Pick<NodeBehaviour, 'status'>;
  readonly #trouble: () => string | undefined;
  readonly #clock: Clock;
  readonly #timer: Timer;

  constructor(
    node: RuntimeNode,
    clock: Clock,
    behaviour: () => Pick<NodeBehaviour, 'status'>,
    trouble: () => string | undefined,
  ) {
    this.#node = node;
    this.#clock = clock;
    this.#behaviour = behaviour;
    this.#trouble = trouble;
    this.#timer = clock.every(STATUS_INTERVAL_MS, () => this.#show());
  }

  failed(error: Error): void {
    this.#lastError = { text: error.message, atMs: this.#clock.elapsedMs() };
  }

  stop(): void {
    this.#timer.cancel();
  }

  #show(): void {
    const status = this.#status(this.#clock.elapsedMs());
    const key = JSON.stringify(status);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#node.status(status);
  }

  #status(nowMs: number): NodeStatus {
    if (this.#lastError && nowMs - this.#lastError.atMs < ERROR_SHOWN_MS)
      return { fill: 'red', shape: 'dot', text: this.#lastError.text.slice(0, 60) };
    const trouble = this.#trouble();
    if (trouble !== undefined) return { fill: 'yellow', shape: 'ring', text: trouble };
    const own = this.#behaviour().status?.();
    const { text, alarm } = typeof own === 'object' ? own : { text: own ?? '', alarm: false };
    return {
      fill: alarm ? 'yellow' : this.hasWorked ? 'green' : 'grey',
      shape: alarm ? 'ring' : 'dot',
      text,
    };
  }
}

/**
 * Turns a definition into a Node-RED node. This is the only boundary between Node-RED and our code: it reads the
 * configuration, checks what arrives from nodes that promise nothing, calls `done` exactly once, turns every failure into
 * a status and a Catch event, and cleans up.
 */
export function defineNode<
  Config,
  const Input extends InputTypes,
  const Outputs extends OutputTypes,
  const Need extends Service,
>(definition: NodeDefinition<Config, Input, Outputs, Need>): PlantOpsNode {
  return {
    definition,
    register(red, outside) {
      red.nodes.registerType(definition.type, function construct(saved) {
        red.nodes.createNode(this, saved);
        run(this, definition, saved, { injected: red.settings.plantops, outside });
      });
    },
  };
}

/** Sends from the output of a place. The first output needs no list around the message. */
const sendAt = (send: RawSend, place: number, message: FlowMessage): void =>
  send(place === 0 ? message : [...Array.from({ length: place }, () => null), message]);

const only = <Need extends Service>(services: PlantOpsServices, needs: readonly Need[]): Pick<PlantOpsServices, Need> =>
  Object.fromEntries(needs.map((name) => [name, services[name]])) as unknown as Pick<PlantOpsServices, Need>;

function run<Config, Input extends InputTypes, Outputs extends OutputTypes, Need extends Service>(
  node: RuntimeNode,
  definition: NodeDefinition<Config, Input, Outputs, Need>,
  saved: Record<string, unknown>,
  { injected, outside }: { injected: PlantOpsServices | undefined; outside: OutsideServices | undefined },
): void {
  let services = injected;
  const inputTypes = inputTypesOf(definition);
  const places = new Map(Object.keys(definition.outputs).map((name, place) => [name, place]));
  const placeOf = (output: string): number => places.get(output) ?? 0;
  const from =
    (send: RawSend): Send<Outputs> =>
    (output, message) =>
      sendAt(send, placeOf(output), message);
  const sendTogether = (output: string, messages: readonly FlowMessage[]): void => {
    const place = placeOf(output);
    if (messages.length > 1 && services?.batches?.send(node, place, messages)) return;
    for (const message of messages) sendAt((sent) => node.send(sent), place, message);
  };
  let behaviour: NodeBehaviour<Incoming<Input>, Outputs> = {};
  let isWell = true;
  let takeNoBatches = (): void => undefined;
  const status = new StatusLine(
    node,
    injected?.statusClock ?? systemClock,
    () => behaviour,
    () => services?.trouble?.(),
  );
  const fail = (failure: unknown, message?: FlowMessage): void => {
    const error = asError(failure);
    status.failed(error);
    node.error(error, message);
  };

  node.on('close', (_removed, closed) => {
    status.stop();
    services?.health.well(node);
    takeNoBatches();
    Promise.resolve()
      .then(() => behaviour.close?.())
      .catch((failure: unknown) => node.error(asError(failure)))
      .finally(closed);
  });

  try {
    services ??= outside?.(node, definition, saved);
    if (!services) throw new Error('This node works inside PlantOps only: the host has injected no services');
    const config = readConfig(definition.config, definition.upgrades ?? [], saved);
    const noteWork = (): void => {
      if (inputTypes.length === 0) status.hasWorked = true;
    };
    const send = from((messages) => {
      noteWork();
      node.send(messages);
    });
    const sendAll: SendAll<Outputs> = (output, messages) => {
      noteWork();
      sendTogether(output, messages);
    };
    behaviour = definition.start({ config, services: only(services, definition.needs), node, send, sendAll, fail });
  } catch (failure) {
    const error = asError(failure);
    fail(error);
    services?.health.failing(node, error.message);
    isWell = false;
    // Without this, a node that failed to start would lose messages silently.
    behaviour = {
      input: () => {
        throw error;
      },
    };
  }

  if (inputTypes.length === 0) return;
  /** Checks a message that a node before this one may have changed. */
  const expectTyped = (message: FlowMessage): void | Promise<void> => {
    if (!isWell || !services || services.wires.promise(node)) return undefined;
    expectMessage(message, inputTypes);
    return expectKnownDevice(message, inputTypes, services);
  };
  const handle = (message: FlowMessage, send: Send<Outputs>): void | Promise<void> =>
    behaviour.input?.(message as Incoming<Input>, send);
  const failedWith = (failure: unknown, done: Done): void => {
    const error = asError(failure);
    status.failed(error);
    done(error);
  };
  const settled = (pending: void | Promise<void>, done: Done): void => {
    // No promise is created for a node that works synchronously, to keep the hot path fast.
    if (!pending) return done();
    pending.then(
      () => done(),
      (failure: unknown) => failedWith(failure, done),
    );
  };
  const handleOne = (message: FlowMessage, send: Send<Outputs>, done: Done): void => {
    try {
      settled(handle(message, send), done);
    } catch (failure) {
      failedWith(failure, done);
    }
  };
  const singles = takeBatches();
  node.on('input', (message, send, done) => {
    status.hasWorked = true;
    try {
      const checked = expectTyped(message);
      if (checked)
        settled(
          checked.then(() => handle(message, from(send))),
          done,
        );
      else if (singles) singles.take(message, done);
      else handleOne(message, from(send), done);
    } catch (failure) {
      failedWith(failure, done);
    }
  });

  /** @returns where messages that come singly go first; undefined for a node that takes no batches, or none here */
  function takeBatches(): SingleInput | undefined {
    const { batches } = services ?? {};
    if (!definition.batches || !batches) return undefined;
    const input = new BatchInput({
      handle: (message, send) => handle(message, send),
      handleAll: (messages, send) => behaviour.inputAll?.(messages as readonly Incoming<Input>[], send),
      sendAll: sendTogether,
      asError,
    });
    const gathered = new SingleInput({
      handleOne: ({ message, done }) =>
        handleOne(
          message,
          from((sent) => node.send(sent)),
          done,
        ),
      batches: input,
      onFailure: (error) => status.failed(error),
    });
    takeNoBatches = batches.take(node, (messages, done) => {
      status.hasWorked = true;
      gathered.flush();
      input.take(messages, {
        done,
        failed(message, error) {
          status.failed(error);
          done([message], error);
          node.error(error, message);
        },
      });
    });
    return gathered;
  }
}
