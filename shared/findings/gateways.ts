/** Findings about gateways and the sensors behind them. */
import type { FindingKind } from './finding-kind.ts';

const A_DAY_S = 86_400;

export const GATEWAY_FINDINGS = {
  /** Evidence: `topic`, `payload` (its beginning) and `reason`. */
  gateway_unclear: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: A_DAY_S,
    endsBy: 'message',
  },
  /** Evidence: `most`, how many an hour, and `name`, the last one that has to wait. */
  gateway_many_sensors: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: 2 * 3600,
  },
  /** A board that is registered as a device publishes as gateways do. Evidence: `topic`. */
  speaks_as_gateway: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: A_DAY_S,
  },
  /** The gateway's own list of its sensors has it no more. */
  gone_at_gateway: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: null,
  },
} as const satisfies Record<string, FindingKind>;
