import type { FlowState } from '@plantops/shared/api/flows.ts';
import type { FlowOutcome } from '@plantops/shared/api/flow-versions.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { type FlowFailure, flowFailureText } from '@plantops/shared/flows/flow-failure.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { Logger } from 'pino';
import type { Pulse } from '../../port/offers.ts';
import type { RecordedVersion } from '../flow-versions/version-log.ts';
import type { TellOwner } from '../notifications/announcement.ts';
import {
  type Conduct,
  conductSince,
  failureOf,
  handedOut,
  NO_CONDUCT,
  praiseOf,
  sumOf,
  type Watched,
} from './deploy-verdict.ts';

/** How long flows are watched after a deploy (ms). */
export const WATCHED_MS = 120_000;
/** Where too little came in that time, they are watched on for so long at most (ms). */
const WATCHED_AT_MOST_MS = 600_000;
/** What was on the wires of the flows before ends within this time (ms). */
const GRACE_MS = 3000;
/** Flows that have not run for so long do not start; the next deploy stops them for a moment only (ms). */
const MUST_RUN_AFTER_MS = 15_000;
/** What is compared: the time before a deploy (ms). */
const BEFORE_MS = 600_000;
const LOOK_MS = 1000;
/** What flows had in hand when they went is set aside within this time (ms). */
const LATE_MS = 10_000;

export interface DeployWatchOptions {
  pulse: () => Pick<Pulse, 'traffic' | 'flowsRunning' | 'failingNodes'>;
  /** Runs a version again, unwatched. */
  goBack: (to: number, note: string) => Promise<unknown>;
  /** Sends what was set aside in the flows since then through them again. */
  replaySince: (since: Date) => Promise<unknown>;
  setOutcome: (version: number, outcome: FlowOutcome) => Promise<void>;
  /** Forgets watches that a stop of the server or a restore has ended. */
  endUnfinished: () => Promise<void>;
  tellOwner: TellOwner;
  onChanged: () => void;
  clock: Clock;
  log: Logger;
}

interface Watch {
  version: number;
  /** The version to go back to. */
  backTo: number;
  startedAt: Date;
  startedMs: number;
  /** When its flows were last seen running; before that, when it was deployed. */
  ranMs: number;
  before: Conduct;
  since: Conduct;
  /** Nodes that could not start before, either. */
  failingBefore: ReadonlySet<string>;
}

/**
 * Watches flows after each deploy, by what they do with messages, and brings the version before back where they fail:
 * where messages are rejected or set aside, nodes fail, or the engine ends, and that was not so before.
 */
export class DeployWatch {
  readonly #options: DeployWatchOptions;
  #timer: Timer | undefined;
  #late: Timer | undefined;
  #last: Conduct | undefined;
  #history: { atMs: number; conduct: Conduct }[] = [];
  #failingNodes: ReadonlySet<string> = new Set();
  #watch: Watch | undefined;
  #wentBack: FlowState['went_back'] = null;

  constructor(options: DeployWatchOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#options.endUnfinished();
    this.#timer = this.#options.clock.every(LOOK_MS, () => this.#look());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#late?.cancel();
  }

  /** Set while a version is watched. */
  get watch(): FlowState['watch'] {
    if (!this.#watch) return null;
    const { version, backTo, startedAt, since } = this.#watch;
    return {
      version,
      back_to: backTo,
      until: new Date(startedAt.getTime() + WATCHED_MS).toISOString(),
      messages: handedOut(since),
    };
  }

  /** The last version that went back by itself, until the owner has seen that or deploys again. */
  get wentBack(): FlowState['went_back'] {
    return this.#wentBack;
  }

  /** Flows were recorded, and run. */
  recorded({ number, isNew, isChanged, isKept }: RecordedVersion): void {
    const { clock, onChanged } = this.#options;
    if (!isNew || !isChanged) return;
    const unfinished = this.#watch;
    if (unfinished) this.#end({ state: 'replaced', text: `version ${number} took its place` });
    if (isKept) return;
    this.#wentBack = null;
    this.#watch = {
      version: number,
      // A version that has done nothing well yet is nothing to go back to.
      backTo: unfinished && !this.#doesWell(unfinished) ? unfinished.backTo : number - 1,
      startedAt: clock.now(),
      startedMs: clock.elapsedMs(),
      ranMs: clock.elapsedMs(),
      before: unfinished?.before ?? this.#history.reduce((sum, { conduct }) => sumOf(sum, conduct), NO_CONDUCT),
      since: NO_CONDUCT,
      failingBefore: unfinished?.failingBefore ?? this.#failingNodes,
    };
    this.#setOutcome(number, { state: 'watching', text: 'it is watched for two minutes' });
    onChanged();
  }

  /** The engine has ended because of the flows, or hung. */
  crashed(failure: FlowFailure): void {
    if (this.#watch) this.#goBack(this.#watch, failure);
  }

  /** Forgets the version that is watched, because a backup has replaced it and those before it. */
  async forget(): Promise<void> {
    this.#watch = undefined;
    this.#wentBack = null;
    this.#late?.cancel();
    this.#options.onChanged();
    // Where the backup was made, a version may have been watched.
    await this.#options.endUnfinished();
  }

  /** The owner wants the version that is watched, whatever happens. @throws ProblemError `not_found` */
  keep(): void {
    if (!this.#watch) throw new ProblemError('not_found', 'No version is watched now, so there is nothing to keep');
    this.#end({ state: 'kept', text: 'the owner kept it on purpose' });
    this.#options.onChanged();
  }

  /** The owner has read that a version went back. */
  seen(): void {
    this.#wentBack = null;
    this.#options.onChanged();
  }

  #doesWell(watch: Watch): boolean {
    return handedOut(watch.since) > 0 && failureOf(this.#facts(watch, true)) === undefined;
  }

  #facts({ before, since, failingBefore }: Watch, isOver: boolean): Watched {
    const { traffic, failingNodes } = this.#options.pulse();
    return {
      before,
      since,
      lastFault: traffic.lastFault,
      failingNodes: failingNodes.filter(({ id }) => !failingBefore.has(id)),
      isOver,
    };
  }

  #look(): void {
    const { pulse, clock } = this.#options;
    const { traffic, flowsRunning, failingNodes } = pulse();
    const nowMs = clock.elapsedMs();
    const conduct = this.#last ? conductSince(this.#last, traffic) : NO_CONDUCT;
    this.#last = traffic;
    const watch = this.#watch;
    if (!watch) {
      this.#history = [...this.#history.filter(({ atMs }) => nowMs - atMs < BEFORE_MS), { atMs: nowMs, conduct }];
      this.#failingNodes = new Set(failingNodes.map(({ id }) => id));
      return;
    }
    const ageMs = nowMs - watch.startedMs;
    if (ageMs < GRACE_MS) return;
    watch.since = sumOf(watch.since, conduct);
    if (!flowsRunning) {
      if (nowMs - watch.ranMs > MUST_RUN_AFTER_MS) this.#goBack(watch, { what: 'flows_not_started' });
      return;
    }
    watch.ranMs = nowMs;
    const hasAnswers = watch.since.answered.count > 0;
    const isOver = ageMs >= WATCHED_MS && (hasAnswers || ageMs >= WATCHED_AT_MOST_MS);
    const failure = failureOf(this.#facts(watch, isOver));
    if (failure !== undefined) this.#goBack(watch, failure);
    else if (isOver) {
      this.#end({ state: 'well', text: praiseOf(watch) });
      this.#options.onChanged();
    }
  }

  #end(outcome: FlowOutcome): void {
    const watch = this.#watch;
    if (!watch) return;
    this.#watch = undefined;
    this.#setOutcome(watch.version, outcome);
  }

  #goBack(watch: Watch, flowFailure: FlowFailure): void {
    const { goBack, replaySince, tellOwner, onChanged, clock, log } = this.#options;
    const { version, backTo, startedAt } = watch;
    const why = (language: Language): string => flowFailureText(flowFailure, language);
    const reason = why('en');
    this.#end({ state: 'went_back', text: reason });
    log.error(`Version ${version} of the flows goes back to version ${backTo} by itself: ${reason}`);
    const replay = (): Promise<unknown> =>
      replaySince(startedAt).catch((failure: unknown) =>
        log.warn({ err: failure }, 'set-aside messages wait for the owner'),
      );
    goBack(backTo, `version ${version} failed: ${reason}`.slice(0, 200))
      .then(async () => {
        this.#wentBack = { version, to: backTo, at: clock.now().toISOString(), text: reason };
        tellOwner((language) => spoken(language).messages.system.wentBack(version, backTo, why(language)));
        onChanged();
        this.#late = clock.after(LATE_MS, () => void replay());
        await replay();
      })
      .catch((failure: unknown) => {
        log.error({ err: failure }, `version ${backTo} of the flows could not be brought back`);
        tellOwner((language) => spoken(language).messages.system.failsOn(version, why(language)));
        onChanged();
      });
  }

  /** One after another, so that the last one stays. */
  #setOutcome(version: number, outcome: FlowOutcome): void {
    const { setOutcome, log } = this.#options;
    this.#writing = this.#writing
      .then(() => setOutcome(version, outcome))
      .catch((failure: unknown) =>
        log.warn({ err: failure }, `what became of version ${version} of the flows could not be recorded`),
      );
  }
  #writing: Promise<void> = Promise.resolve();
}
