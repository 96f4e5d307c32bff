/** Findings about what probes measure: whether it can be true. */
import type { FindingKind } from './finding-kind.ts';

export const PROBE_FINDINGS = {
  /**
   * Two probes of one plant have differed for hours. It is noted at the one that is further from the others. Evidence:
   * `value`, and `other_value` of the device that is called `other`; `hours`.
   */
  probes_disagree: {
    severity: 'warning',
    notedIn: 'engine',
    tells: true,
    endsAfterS: null,
  },
  /**
   * A probe sends no values any more while its device is heard and another probe of its plant goes on. Evidence: `since`,
   * when its last `value` came; `other`, how a device is called that still measures it.
   */
  probe_silent: {
    severity: 'warning',
    notedIn: 'engine',
    tells: true,
    endsAfterS: null,
  },
  /** The same figure for a day, of a metric whose figures always move. Evidence: `value`, `hours`, `readings`. */
  stuck_value: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: null,
  },
  /** Soil moisture fell to 0 at once, and the air did not change. Evidence: `before`, the value before. */
  probe_out_of_soil: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: null,
  },
  /** A watering was logged, and soil moisture did not rise. Evidence: `watered_at`; `before` and `after`, in %. */
  watering_not_felt: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: null,
  },
} as const satisfies Record<string, FindingKind>;
