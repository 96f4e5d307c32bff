import type { FlowState } from '@plantops/shared/api/flows.ts';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { hash } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { flowFailureText } from '@plantops/shared/flows/flow-failure.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { Logger } from 'pino';
import { z } from 'zod';
import { replaceFile } from '../process/durable-file.ts';
import { makeFolder } from '../process/make-folder.ts';
import type { Blame } from './crash-blame.ts';
import type { FlowNode } from './flow-files.ts';
import { type FlowFault, faultOf } from './flow-gate.ts';

/** Two crashes within this time are the flows' doing (ms). */
const CRASHES_WITHIN_MS = 60_000;
/** Flows that have run for this long without a crash ran well (ms). */
const RAN_WELL_MS = 60_000;

const stateSchema = z.object({
  /** When it began, in ISO 8601. */
  since: z.iso.datetime(),
  reasons: z.array(z.object({ nodeId: z.string().optional(), text: z.string() })).readonly(),
  /** The flows that ran when the engine ended twice; null where the gate refuses the flows. */
  crashed: z.string().nullable(),
});

/** The flows do not run as the owner left them; other flows run in their place. */
export interface SafeModeState {
  since: string;
  reasons: readonly FlowFault[];
}

/** What safe mode means for the owner, in their language. What only the check of flows says is in English. */
export const safeModeSentence = ({ reasons }: SafeModeState, language: Language): string =>
  spoken(language).messages.system.safeMode(
    reasons.map(({ text, failure }) => (failure ? flowFailureText(failure, language) : text)).join('; '),
  );

/** Safe mode as the API tells of it; null outside of it. */
export const safeModeAnswer = (state: SafeModeState | undefined): FlowState['safe_mode'] =>
  state
    ? { since: state.since, reasons: state.reasons.map(({ nodeId, text }) => ({ node_id: nodeId ?? null, text })) }
    : null;

export interface SafeModeOptions {
  dataFolder: string;
  /** Called when safe mode begins, or has other reasons. */
  onEntered: (state: SafeModeState) => void;
  clock: Clock;
  log: Logger;
}

const printOf = (flows: readonly FlowNode[]): string => hash('sha256', JSON.stringify(flows));

/**
 * Decides when the owner's flows may not run, and remembers the last flows that ran well. Its state is in files, so that
 * a start after a crash does not begin with the same crash.
 */
export class SafeMode {
  readonly #options: SafeModeOptions;
  #state: z.infer<typeof stateSchema> | undefined;
  #crashes: number[] = [];
  #trial: Timer | undefined;

  constructor(options: SafeModeOptions) {
    this.#options = options;
    const file = this.#file('safe-mode.json');
    if (existsSync(file)) this.#state = stateSchema.safeParse(parsed(readFileSync(file, 'utf8'))).data;
  }

  get state(): SafeModeState | undefined {
    if (!this.#state) return undefined;
    const { since, reasons } = this.#state;
    return { since, reasons: reasons.map(({ nodeId, text }) => ({ nodeId, text })) };
  }

  /** Whether these flows ended the engine twice. */
  isCausedBy(flows: readonly FlowNode[]): boolean {
    return this.#state?.crashed === printOf(flows);
  }

  /** @param crashed the flows that ended the engine; undefined if the gate refuses the flows */
  enter(reasons: readonly FlowFault[], crashed?: readonly FlowNode[]): void {
    const { clock, log, onEntered } = this.#options;
    const since = this.#state?.since ?? clock.now().toISOString();
    const before = this.#state;
    this.#state = {
      since,
      reasons: reasons.map(({ nodeId, text }) => ({ nodeId, text })),
      crashed: crashed ? printOf(crashed) : null,
    };
    if (isDeepStrictEqual(before, this.#state)) return;
    makeFolder(this.#options.dataFolder, 0o711);
    replaceFile(this.#file('safe-mode.json'), `${JSON.stringify(this.#state, null, 2)}\n`);
    log.error(
      `safe mode: the flows cannot run as they are, so the last ones that ran well run instead; they are open at /editor, where they can be mended and deployed:\n- ${reasons.map(({ text }) => text).join('\n- ')}`,
    );
    onEntered({ since: this.#state.since, reasons });
  }

  /** The owner has changed the flows or wants them tried again, so the crashes before do not count. */
  forgive(): void {
    this.#crashes = [];
    this.leave();
  }

  /** The owner's flows run. */
  leave(): void {
    if (!this.#state) return;
    this.#state = undefined;
    rmSync(this.#file('safe-mode.json'), { force: true });
    this.#options.log.info('safe mode has ended: your flows run');
  }

  /**
   * Notes that the engine ended without being asked to.
   * @param flows what ran
   */
  crashed({ nodeId, failure }: Blame, flows: readonly FlowNode[]): void {
    const nowMs = this.#options.clock.elapsedMs();
    this.#trial?.cancel();
    this.#crashes = [...this.#crashes.filter((atMs) => nowMs - atMs < CRASHES_WITHIN_MS), nowMs];
    if (this.#crashes.length < 2 || this.#state) return;
    this.enter([faultOf(nodeId, { ...failure, isTwice: true })], flows);
  }

  /** The flows have started; if they go on for a while, they are what to fall back on. */
  started(flows: readonly FlowNode[]): void {
    this.#trial?.cancel();
    this.#trial = this.#options.clock.after(RAN_WELL_MS, () => {
      makeFolder(this.#options.dataFolder, 0o711);
      replaceFile(this.#file('last-good.json'), `${JSON.stringify(flows, null, 2)}\n`);
    });
  }

  /** The engine was stopped. */
  stop(): void {
    this.#trial?.cancel();
  }

  /** The last flows that ran well; undefined if none has run for long enough yet. */
  lastGood(): FlowNode[] | undefined {
    const file = this.#file('last-good.json');
    return existsSync(file) ? (parsed(readFileSync(file, 'utf8')) as FlowNode[] | undefined) : undefined;
  }

  #file(name: string): string {
    return path.join(this.#options.dataFolder, name);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
