/** Findings about what the broker refuses. */
import type { FindingKind } from './finding-kind.ts';

export const BROKER_FINDINGS = {
  /** The broker cut or refused a connection of the device. Ends a day after it was last so, if it is heard. Evidence: `why`. */
  broker_refused: {
    severity: 'warning',
    notedIn: 'host',
    tells: false,
    endsAfterS: 86_400,
    endsBy: 'message',
  },
  /**
   * The broker refuses what the device publishes on topics that are not its own. Ends once it publishes and nothing was refused for
   * three of its usual pauses. Evidence: `topics`, the last three; `own`, where it should publish.
   */
  topic_refused: {
    severity: 'warning',
    notedIn: 'host',
    tells: false,
    endsAfterS: 86_400,
    endsBy: 'message',
  },
  /**
   * The last will of the device is set on a topic where readings go. Ends when it connects with another, or without.
   * Evidence: `topic`; `bytes`, how long it is; `right`, where it belongs.
   */
  will_on_readings: {
    severity: 'warning',
    notedIn: 'host',
    tells: false,
    endsAfterS: null,
  },
  /**
   * The broker lets the device in, and nothing was ever heard of it. Ends when something is. Evidence: `topic`, the one that it
   * should publish on; `minutes`, for how long it has been let in.
   */
  not_on_its_topics: {
    severity: 'warning',
    notedIn: 'host',
    tells: false,
    endsAfterS: 3600,
  },
} as const satisfies Record<string, FindingKind>;
