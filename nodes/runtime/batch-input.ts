/**
 * How a node takes messages that travel together (shared/flows/batches.ts). All that is done for each reading under
 * load on the way between two nodes is in this file.
 */
import type { FlowMessage } from '@plantops/shared/flows/message-type.ts';

/** Sends a message from the output of that name. */
type SendFrom = (output: string, message: FlowMessage) => void;

/** Whom a node tells what became of the messages of a batch. */
export interface BatchAnswer {
  done(messages: readonly FlowMessage[]): void;
  failed(message: FlowMessage, error: Error): void;
}

export interface BatchInputOptions {
  /** Handles one message. */
  handle: (message: FlowMessage, send: SendFrom) => void | Promise<void>;
  /** Handles several, if the node does that otherwise than one after another; a failure is one of all of them. */
  handleAll: (messages: readonly FlowMessage[], send: SendFrom) => Promise<void> | undefined;
  /** Sends messages from the output of that name together. */
  sendAll: (output: string, messages: readonly FlowMessage[]) => void;
  asError: (failure: unknown) => Error;
}

/**
 * Has a node handle a batch, and sends on together what it sends meanwhile. A message that fails, or that the node must
 * wait for, leaves the batch; the others do not notice.
 */
export class BatchInput {
  readonly #options: BatchInputOptions;

  constructor(options: BatchInputOptions) {
    this.#options = options;
  }

  take(messages: readonly FlowMessage[], answer: BatchAnswer): void {
    const { handleAll, asError } = this.#options;
    const sent = new SentTogether(this.#options);
    const all = handleAll(messages, sent.send);
    if (!all) {
      this.#takeEach(messages, sent, answer);
      return;
    }
    all.then(
      () => {
        sent.sendOn();
        answer.done(messages);
      },
      (failure: unknown) => {
        for (const message of messages) answer.failed(message, asError(failure));
      },
    );
  }

  #takeEach(messages: readonly FlowMessage[], sent: SentTogether, answer: BatchAnswer): void {
    const { handle, asError } = this.#options;
    /** Those that neither failed nor wait; undefined as long as that is all of them, so that usually nothing is made. */
    let done: FlowMessage[] | undefined;
    for (let index = 0; index < messages.length; index += 1) {
      const message = messages[index] as FlowMessage;
      try {
        const pending = handle(message, sent.send);
        if (!pending) {
          done?.push(message);
          continue;
        }
        pending.then(
          () => answer.done([message]),
          (failure: unknown) => answer.failed(message, asError(failure)),
        );
      } catch (failure) {
        answer.failed(message, asError(failure));
      }
      done ??= messages.slice(0, index);
    }
    sent.sendOn();
    answer.done(done ?? messages);
  }
}

/** What a node sends while it handles a batch. Later messages, of those that it had to wait for, are sent at once. */
class SentTogether {
  readonly #sendAll: BatchInputOptions['sendAll'];
  readonly #byOutput = new Map<string, FlowMessage[]>();
  #isOver = false;

  constructor({ sendAll }: BatchInputOptions) {
    this.#sendAll = sendAll;
  }

  readonly send: SendFrom = (output, message) => {
    if (this.#isOver) {
      this.#sendAll(output, [message]);
      return;
    }
    const before = this.#byOutput.get(output);
    if (before) before.push(message);
    else this.#byOutput.set(output, [message]);
  };

  sendOn(): void {
    this.#isOver = true;
    for (const [output, messages] of this.#byOutput) this.#sendAll(output, messages);
  }
}

/** A message that came alone, and what to call when the node is done with it. */
interface Single {
  message: FlowMessage;
  done: (error?: Error) => void;
}

export interface SingleInputOptions {
  handleOne: (single: Single) => void;
  batches: BatchInput;
  /** Told of each message that fails in a batch. */
  onFailure: (error: Error) => void;
}

/**
 * Gathers messages that come singly, such as from a function node that a batch was taken apart for: those of the same step
 * of the event loop are handled together, at the end of that step. A message that stays alone loses no time.
 */
export class SingleInput {
  readonly #handleOne: (single: Single) => void;
  readonly #batches: BatchInput;
  readonly #onFailure: (error: Error) => void;
  #gathered: Single[] = [];

  constructor({ handleOne, batches, onFailure }: SingleInputOptions) {
    this.#handleOne = handleOne;
    this.#batches = batches;
    this.#onFailure = onFailure;
  }

  take(message: FlowMessage, done: Single['done']): void {
    if (this.#gathered.push({ message, done }) === 1) queueMicrotask(() => this.flush());
  }

  /** Handles now what has been gathered. Call it before messages that came later are handled otherwise. */
  flush(): void {
    const gathered = this.#gathered;
    const [first] = gathered;
    if (!first) return;
    this.#gathered = [];
    if (gathered.length === 1) return this.#handleOne(first);
    const doneWith = new Map(gathered.map(({ message, done }) => [message, done]));
    this.#batches.take(
      gathered.map(({ message }) => message),
      {
        done: (messages) => messages.forEach((message) => doneWith.get(message)?.()),
        failed: (message, error) => {
          this.#onFailure(error);
          doneWith.get(message)?.(error);
        },
      },
    );
  }
}
