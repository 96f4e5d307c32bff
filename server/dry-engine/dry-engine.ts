import { ClockMemory } from '@plantops/nodes/validation/clock-memory.ts';
import { followWires } from '@plantops/nodes/wires/follow-wires.ts';
import { PORTS } from '@plantops/nodes/wires/ports.ts';
import { type Clock, pause } from '@plantops/shared/clock.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import { NO_FINDINGS } from '@plantops/shared/findings/no-findings.ts';
import type { PlantOpsServices } from '@plantops/shared/ports.ts';
import { parseDeviceTopic } from '@plantops/shared/topics.ts';
import { pino } from 'pino';
import type { Delivery, FlowPlace } from '../broker/delivery-ledger.ts';
import { payloadOfText } from '../db/payload-text.ts';
import { FailingNodes } from '../engine/failing-nodes.ts';
import { functionNodeOf, messageOf } from '../engine/own-fault.ts';
import { placeFacts } from '../engine/place-facts.ts';
import type { Closing, DryFacts, DryMessage, Happened } from '../port/dry-offers.ts';
import { runningNodes } from '../runtime/flow-graph.ts';
import { RequestGateway } from '../services/flow-requests/request-gateway.ts';
import { MessageWatch } from '../services/ingest/message-watch.ts';
import type { DryNode, DryNodeRed } from './dry-node-red.ts';
import { MovedClock } from './moved-clock.ts';
import type { MovedTime } from './moved-time.ts';
import { RecordedAlerts } from './recorded-alerts.ts';
import { RecordedOutbox } from './recorded-outbox.ts';
import { RecordedPresence } from './recorded-presence.ts';
import {
  noCarePlans,
  noModel,
  recordedCommands,
  RecordedDevices,
  RecordedInbox,
  RecordedReadings,
  RecordedSensors,
  recordedRejections,
} from './recorded-services.ts';
import { NodeTallies, Records } from './records.ts';
import { withStandIns } from './stand-ins.ts';

export interface DryEngineNeeds {
  flows: FlowNode[];
  facts: DryFacts;
  /** The time of day at which the flows start, in milliseconds since 1970. */
  startAt: number;
  /** Told every now and then how many messages were passed through. */
  onHandled: (count: number) => void;
  /** Told of each node that is not ours and takes a message, if it is another than the last. */
  onForeign: (nodeId: string) => void;
}

/** How often it is told how far it is (ms of the machine's time). */
const TELL_EVERY_MS = 200;
/** A message that is passed on more often than this without time passing runs in a circle. */
const MOST_TURNS = 10_000;
/** A node that was stopped so often for working too long will not come to an end with other messages either. */
const MOST_TIMEOUTS = 3;
/** How long work beside the flows, such as that of another thread, is waited for (ms of the machine's time). */
const OUTSIDE_MS = 200;
/** What ended in the flows is set aside after at most this time, see `MessageWatch` (ms). */
const AFTERMATH_MS = 62_000;
const STEP_MS = 1000;

/** Nodes that cannot hang: ours, and those that only hand a message on. */
const HARMLESS = /^(?:plantops-|link |junction$|debug$|subflow:)/;

/** Messages that ended on purpose are recorded with the reason. */
class RecordedWatch extends MessageWatch {
  readonly #records: Records;
  readonly #nameOf: (id: string) => string;

  constructor(
    options: ConstructorParameters<typeof MessageWatch>[0],
    records: Records,
    nameOf: (id: string) => string,
  ) {
    super(options);
    this.#records = records;
    this.#nameOf = nameOf;
  }

  override letGo(id: number, place: FlowPlace, reason: string): void {
    this.#records.became(id, { letGo: { nodeId: place.id, node: this.#nameOf(place.id), reason } });
    super.letGo(id, place, reason);
  }
}

/** Resolves in a later turn of the event loop, after all promises that are settled have been followed. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs flows over messages that it is handed, at the time of each, and records what becomes of them. */
export class DryEngine {
  readonly #needs: DryEngineNeeds;
  readonly #clock: MovedClock;
  /** The machine's own time. */
  readonly #own: Clock;
  readonly #records = new Records();
  readonly #notActed = new NodeTallies();
  readonly #errors = new NodeTallies();
  readonly #timeouts = new NodeTallies();
  readonly #inbox: RecordedInbox;
  readonly #watch: RecordedWatch;
  readonly #requests: RequestGateway;
  readonly #health: FailingNodes;
  readonly #red: DryNodeRed;
  /** Nodes that held a message without setting a timer: they wait for other messages. */
  readonly #keepers = new Set<string>();
  #passings = 0;
  #handled = 0;
  #toldAtMs = 0;
  #lastForeign: string | undefined;

  /** @param time stands still from now on, so Node-RED must be loaded */
  constructor(red: DryNodeRed, time: MovedTime, needs: DryEngineNeeds) {
    const { flows, facts, startAt } = needs;
    this.#red = red;
    this.#needs = needs;
    const clock = new MovedClock(startAt);
    this.#clock = clock;
    time.follow(clock);
    this.#own = time.own;
    const records = this.#records;
    const nameOf = (id: string): string => placeFacts(id, flows).name;
    const inbox = new RecordedInbox(records);
    this.#inbox = inbox;
    const outbox = new RecordedOutbox(records, clock);
    const presence = new RecordedPresence({ facts, startAt: clock.now(), records, outbox });
    const rejections = recordedRejections(records, (deviceId, at) => presence.failed(deviceId, at));
    this.#watch = new RecordedWatch(
      {
        inbox,
        rejections,
        // They wait in memory.
        waiting: { keep: async () => undefined },
        factsOf: ({ id }) => placeFacts(id, flows),
        // They are recorded where Node-RED tells of them.
        onNodeError: () => undefined,
        // Nobody looks at the ways of these messages.
        trace: { letGo: () => undefined, waits: () => undefined },
        clock,
        log: pino({ level: 'silent' }),
      },
      records,
      nameOf,
    );
    this.#requests = new RequestGateway(clock);
    this.#health = new FailingNodes(({ id }) => nameOf(id));
    const devices = new RecordedDevices(facts);
    const { promised } = followWires(runningNodes(flows), PORTS);
    const services: PlantOpsServices = {
      clock,
      statusClock: this.#own,
      alertCooldownS: () => facts.alertCooldownS,
      heartbeatIntervalS: facts.heartbeatIntervalS,
      health: this.#health,
      wires: { promise: ({ id }) => promised.has(id) },
      inbox: inbox.port(this.#watch),
      directory: devices,
      clocks: new ClockMemory(),
      readings: new RecordedReadings(records),
      rejections,
      presence,
      commands: recordedCommands(records, clock),
      plantValues: new PlantValues(),
      findings: NO_FINDINGS,
      sensors: new RecordedSensors(devices),
      alerts: new RecordedAlerts({ records, outbox, mutes: facts.mutes }),
      // Nothing changes meanwhile that plants are judged by.
      reviews: { serve: () => () => undefined },
      outbox,
      registrar: devices,
      requests: this.#requests,
      llm: noModel,
      carePlans: noCarePlans,
    };
    this.#services = services;
  }
  readonly #services: PlantOpsServices;

  /** Starts the flows. @returns the nodes that could not start, in sentences */
  async start(): Promise<string[]> {
    const nameOf = (id: string): string => this.#nameOf(id);
    await this.#red.run(withStandIns(this.#needs.flows), this.#services, {
      received: (node, delivery) => this.#received(node, delivery),
      done: (node, delivery, error) => this.#done(node, delivery, error),
      notActed: ({ id }) => this.#notActed.count(id, nameOf),
      failed: (id, text) => this.#errors.count(id, nameOf, text),
    });
    this.#watch.start();
    this.#watch.deployed(() => true);
    await this.#quiet();
    return this.#health.list().map(({ node, problem }) => `${node} could not start: ${problem}`);
  }

  /** Passes messages through the flows, each at its time; they come in order of time. */
  async feed(messages: readonly DryMessage[]): Promise<Happened> {
    for (const message of messages) {
      await this.#moveTo(message.at);
      if (this.#isStopped) break;
      this.#handled += 1;
      await this.#pass(message);
      this.#tell();
    }
    return this.#records.take();
  }

  /** Lets time pass until `at`, and then until what has ended in the flows is set aside. */
  async finish(at: number): Promise<Closing> {
    await this.#moveTo(at);
    const end = this.#clock.nowMs + AFTERMATH_MS;
    const hasEnded = ({ held, places }: Delivery): boolean => !held && places.length === 0;
    while (!this.#isStopped && this.#clock.nowMs < end && [...this.#inbox.open()].some(hasEnded))
      await this.#moveTo(this.#clock.nowMs + STEP_MS);
    const waiting = new NodeTallies();
    for (const { places, last } of this.#inbox.open()) {
      const { id = '' } = places.at(-1) ?? last ?? {};
      waiting.count(id, (nodeId) => placeFacts(nodeId, this.#needs.flows).name);
    }
    const happened = this.#records.take();
    return { ...happened, notActed: this.#notActed.list(), waiting: waiting.list(), errors: this.#errors.list() };
  }

  /** Reports a failure at the function node that it comes from. @returns false if it comes from none */
  reportAtNode(failure: unknown): boolean {
    const id = functionNodeOf(failure);
    const node = id === undefined ? null : this.#red.find(id);
    node?.error(new Error(messageOf(failure)));
    return node !== null;
  }

  async #pass(message: DryMessage): Promise<void> {
    const number = this.#handled;
    const timersBefore = this.#clock.timersSet;
    if ('operation' in message) {
      this.#inbox.skip(number);
      this.#requests
        .call(message.operation, message.request)
        .then(
          (answer) => this.#records.became(number, { answer }),
          (failure: unknown) => this.#records.became(number, { refusal: messageOf(failure) }),
        )
        .finally(() => this.#records.decided(number));
      await this.#quiet();
      return;
    }
    const { topic } = message;
    const device = parseDeviceTopic(topic);
    if (!device) throw new Error(`${topic} is no topic that a device may use`);
    const payload = payloadOfText(message.payload);
    const delivery = this.#inbox.deliver({ ...device, topic, payload, receivedAt: this.#clock.now() }, number);
    await this.#quiet();
    if (this.#clock.timersSet === timersBefore) await this.#awaitOutside(delivery);
  }

  /** Gives a node that works beside the flows, such as in another thread, the machine's time to come to an end. */
  async #awaitOutside(delivery: Delivery): Promise<void> {
    const endMs = this.#own.elapsedMs() + OUTSIDE_MS;
    for (;;) {
      const place = delivery.places.at(-1);
      if (delivery.settled || !place || this.#keepers.has(place.id)) return;
      if (this.#own.elapsedMs() > endMs) {
        this.#keepers.add(place.id);
        return;
      }
      await pause(this.#own, 1);
      await this.#quiet();
    }
  }

  /** Moves the time, and lets whatever is due then happen. */
  async #moveTo(untilMs: number): Promise<void> {
    for (let steps = 1; !this.#isStopped; steps += 1) {
      const before = this.#happenings;
      if (!this.#clock.step(untilMs)) return;
      if (this.#needs.facts.judgesSilence || this.#happenings !== before) await this.#quiet();
      if (steps % 1000 === 0) this.#tell();
    }
  }

  /** Resolves when nothing happens any more unless time passes. */
  async #quiet(): Promise<void> {
    for (let turns = 0; turns < MOST_TURNS; turns += 1) {
      const before = this.#happenings;
      await turn();
      if (this.#happenings === before) return;
      if (turns % 100 === 99) this.#tell();
    }
    this.#records.stopped ??= `${this.#nameOf(this.#lastNode)} passes a message on in a circle without a pause`;
  }
  #lastNode = '';

  /** Whether these flows are run no further. */
  get #isStopped(): boolean {
    return this.#records.stopped !== undefined;
  }

  get #happenings(): number {
    return this.#passings + this.#records.changes;
  }

  #nameOf(id: string): string {
    return placeFacts(id, this.#needs.flows).name;
  }

  #tell(): void {
    const nowMs = this.#own.elapsedMs();
    if (nowMs - this.#toldAtMs < TELL_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    this.#needs.onHandled(this.#handled);
  }

  #received(node: DryNode, delivery: number | undefined): void {
    this.#passings += 1;
    this.#lastNode = node.id;
    if (!HARMLESS.test(node.type) && node.id !== this.#lastForeign) {
      this.#lastForeign = node.id;
      this.#needs.onForeign(node.id);
    }
    if (delivery !== undefined) this.#watch.entered(delivery, node, node._expectedDoneCount > 0);
  }

  #done(node: DryNode, delivery: number | undefined, error: unknown): void {
    this.#passings += 1;
    const failure = error === undefined || error === null ? undefined : messageOf(error);
    if (delivery !== undefined) this.#watch.left(delivery, node, failure);
    if (failure === undefined || !/Script execution timed out/.test(failure)) return;
    const nameOf = (id: string): string => this.#nameOf(id);
    this.#timeouts.count(node.id, nameOf);
    const endless = this.#timeouts.list().find(({ count }) => count >= MOST_TIMEOUTS);
    if (endless) this.#records.stopped ??= `${endless.node} does not come to an end: ${failure}`;
  }
}
