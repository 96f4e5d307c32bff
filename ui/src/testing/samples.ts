/** What a house has in tests: two plants, each with its device. Builders take what matters to a test. */
import { perMetric } from '@plantops/shared/metrics.ts';
import type {
  Alert,
  Device,
  FlowState,
  FlowVersion,
  History,
  HistoryPoint,
  JournalEntry,
  LatestReading,
  Notice,
  Place,
  Plant,
  ReadingEvent,
  Room,
  SetAsideGroup,
  SetAsideMessage,
  Species,
  SpeciesMatch,
  Sparkline,
  Start,
  Verdict,
} from '../api/generated';

/** A time of the day on which the tests play. The fake clock begins at 12:00:00. */
export const at = (time: string): string => `2026-01-07T${time}${time.length === 5 ? ':00' : ''}.000Z`;

/** The newest values of a plant or device, all measured at the same time. */
export const latest = (values: Partial<Omit<LatestReading, 'measured_at'>> = { soil_moisture: 40 }): LatestReading => {
  const time = values.time ?? at('11:59');
  const measured = perMetric((metric) => values[metric] ?? null);
  return { ...measured, time, measured_at: perMetric((metric) => (measured[metric] === null ? null : time)) };
};

/** Of a plant that nothing is said about. */
const NOWHERE: Place = {
  site: null,
  window: null,
  room: null,
  pot_cm: null,
  pot_material: null,
  repotted_on: null,
  pets: null,
};

/** A plant that does well; of another one, what was found. */
export const verdict = (more: Partial<Verdict> = {}): Verdict => ({
  at: at('11:59'),
  level: 'well',
  findings: [],
  asks: [],
  next_watering: null,
  doubted: [],
  air: null,
  ...more,
});

export const plant = (id: string, more: Partial<Plant> = {}): Plant => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  species: null,
  form: null,
  thresholds: {},
  combine: {},
  place: NOWHERE,
  room_id: null,
  tags: [],
  created_at: '2026-01-01T08:00:00.000Z',
  status: 'ok',
  latest: latest(),
  stale: [],
  device_count: 1,
  offline_count: 0,
  open_alerts: 0,
  unseen_alerts: 0,
  mutes: [],
  ideal: null,
  verdict: verdict(),
  last_watered_at: null,
  photo_url: null,
  ...more,
});
export const fern = (more: Partial<Plant> = {}): Plant => plant('fern', more);
export const basil = (more: Partial<Plant> = {}): Plant => plant('basil', more);

export const room = (name: string, position = 0): Room => ({ id: `room_${name.toLowerCase()}`, name, position });

export const device = (id: string, plantId: string | null, more: Partial<Device> = {}): Device => ({
  id,
  name: null,
  kind: 'device',
  via: null,
  dialect: null,
  mac_address: `aa:bb:cc:00:00:${id.length.toString(16).padStart(2, '0')}`,
  mqtt_username: id,
  plant_id: plantId,
  status: 'online',
  error: null,
  error_causes: null,
  clock_wrong: false,
  locked: false,
  paused_at: null,
  report_interval_s: null,
  report_interval_source: 'default',
  firmware_version: '1.0.0',
  sensor_types: ['soil_moisture'],
  battery_pct: 80,
  rssi_dbm: -60,
  link_quality: null,
  rejected_count: 0,
  last_seen_at: at('11:59'),
  created_at: '2026-01-01T08:00:00.000Z',
  latest: latest(),
  findings: [],
  ...more,
});
export const fernDevice = (more: Partial<Device> = {}): Device => device('fern-board', 'fern', more);
export const basilDevice = (more: Partial<Device> = {}): Device => device('basil-board', 'basil', more);

/** What the library takes a name for. */
export const speciesMatch = (
  certainty: SpeciesMatch['certainty'],
  found: Species | null,
  suggestions: Species[] = [],
): SpeciesMatch => ({ certainty, species: found, suggestions });
/** A name that the library does not know and that is like no other. */
export const noSpecies = speciesMatch('unknown', null);

/** A species of the library. */
export const species = (name: string, thresholds: Species['thresholds'] = {}): Species => ({
  name,
  synonyms: [],
  common_names: [],
  german_names: [],
  cultivars: [],
  popularity: 3,
  form: 'leafy',
  thresholds,
  watering: 'surface_dry',
  light: 'indirect',
  season: { en: '', de: '' },
  pets: 'unknown',
  pets_source: null,
  source: '',
});

export const reading = (plantId: string | null, time: string, values: Partial<ReadingEvent>): ReadingEvent => ({
  device_id: `${plantId ?? 'spare'}-board`,
  plant_id: plantId,
  time,
  ...values,
});

/** An open alert of a plant for dry soil. */
export const alert = (id: number, plantId = 'fern', more: Partial<Alert> = {}): Alert => ({
  id,
  kind: 'threshold',
  code: null,
  evidence: null,
  plant_id: plantId,
  device_id: `${plantId}-board`,
  metric: 'soil_moisture',
  value: 12,
  threshold: 20,
  direction: 'min',
  message: 'Soil moisture is low',
  opened_at: at('11:00'),
  closed_at: null,
  acknowledged_at: null,
  sent_at: null,
  delivery: 'none',
  ...more,
});

/** Flows that run as the owner left them, and have set nothing aside. */
export const flowState = (more: Partial<FlowState> = {}): FlowState => ({
  running: true,
  safe_mode: null,
  version: 1,
  watch: null,
  went_back: null,
  is_proposed: false,
  failing_nodes: [],
  set_aside: [],
  ...more,
});

/** A version of the flows that was deployed in the editor, and added a function. */
export const flowVersion = (number: number, more: Partial<FlowVersion> = {}): FlowVersion => ({
  number,
  created_at: at('11:00'),
  who: 'editor',
  note: null,
  came_from: null,
  summary: {
    added: 1,
    removed: 0,
    changed: 0,
    rewired: 0,
    moved: 0,
    first: [{ kind: 'added', node: { id: 'mine', type: 'function', name: 'mine', tab: 'Telemetry' }, properties: [] }],
  },
  text: 'function "mine" on the tab "Telemetry" was added',
  outcome: null,
  ...more,
});

/** The messages that were set aside at a function of the owner's. */
export const setAsideGroup = (more: Partial<SetAsideGroup> = {}): SetAsideGroup => ({
  node_id: 'between',
  node: 'function "mine" on the tab "Telemetry"',
  count: 3,
  since: at('11:00'),
  last_at: at('11:55'),
  reason: 'function "mine" on the tab "Telemetry" failed: no luck',
  ...more,
});

export const setAsideMessage = (id: number, more: Partial<SetAsideMessage> = {}): SetAsideMessage => ({
  id,
  device_id: 'fern-board',
  time: at('11:55'),
  topic: 'devices/fern-board/telemetry',
  payload: `{"soil_moisture":${id}}`,
  reason: 'function "mine" on the tab "Telemetry" failed: no luck',
  node_id: 'between',
  node: 'function "mine" on the tab "Telemetry"',
  ...more,
});

/** The answer to the first question of a screen. */
export const start = (
  state: Partial<NonNullable<Start['state']>> = {},
  session: Partial<Start['session']> = {},
): Start => ({
  session: { password_required: true, authenticated: true, ...session },
  state: {
    event_id: '10',
    plants: [fern(), basil()],
    rooms: [],
    devices: [fernDevice(), basilDevice()],
    alerts: [],
    more: false,
    flows: flowState(),
    ...state,
  },
});
/** The answer to somebody who is not logged in. */
export const lockedOut: Start = { session: { password_required: true, authenticated: false }, state: null };

const point = (time: string, values: Partial<HistoryPoint>): HistoryPoint =>
  ({
    ...Object.fromEntries(
      Object.entries(perMetric((metric) => values[metric] ?? null)).flatMap(([metric, value]) => [
        [metric, value],
        [`${metric}_min`, value],
        [`${metric}_max`, value],
      ]),
    ),
    ...values,
    time,
  }) as HistoryPoint;

/** A history with one bucket a minute. @param points values by the time of their bucket, such as `11:58` */
export const history = (plantId: string, points: Record<string, Partial<HistoryPoint>> = {}): History => ({
  plant_id: plantId,
  from: at('11:00'),
  to: at('12:00'),
  bucket_s: 60,
  bucket: 'PT1M',
  time_zone: 'UTC',
  readings_from: null,
  points: Object.entries(points).map(([time, values]) => point(at(time), values)),
});

/** A plant's last day, with soil moisture only. */
export const sparkline = (plantId: string, values: Record<string, number>): Sparkline => ({
  plant_id: plantId,
  from: '2026-01-06T12:00:00.000Z',
  to: at('12:00'),
  bucket_s: 1800,
  points: Object.entries(values).map(([time, value]) => ({
    ...perMetric(() => null),
    time: at(time),
    soil_moisture: value,
  })),
});

export const journalEntry = (id: number, time: string, more: Partial<JournalEntry> = {}): JournalEntry => ({
  id,
  plant_id: 'fern',
  kind: 'watering',
  note: null,
  amount_ml: null,
  room: null,
  at: time,
  created_at: time,
  ...more,
});

/** A message that waits to be sent. */
export const notice = (id: string, more: Partial<Notice> = {}): Notice => ({
  id,
  alert_id: 1,
  kind: 'breach',
  message: 'Fern needs water',
  plant_id: 'fern',
  device_id: 'fern-board',
  state: 'waiting',
  attempts: 1,
  last_error: null,
  created_at: at('11:00'),
  next_attempt_at: at('12:05'),
  sent_at: null,
  deliveries: [],
  ...more,
});
