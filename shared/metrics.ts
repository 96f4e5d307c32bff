/** The four metrics, with the range a sensor can plausibly report. A value outside it is a faulty message. */
export const METRICS = {
  soil_moisture: { unit: '%', min: 0, max: 100 },
  temperature: { unit: '°C', min: -50, max: 100 },
  humidity: { unit: '%', min: 0, max: 100 },
  light_level: { unit: 'lx', min: 0, max: 200_000 },
} as const;

export type Metric = keyof typeof METRICS;

/** The metrics in the order in which tables and screens show them. */
export const METRIC_NAMES = Object.keys(METRICS) as Metric[];

/** What an alert is about: a metric outside its limits, or a device that is silent. */
export const ALERT_SUBJECTS = [...METRIC_NAMES, 'offline'] as const;
export type AlertSubject = (typeof ALERT_SUBJECTS)[number];

/** Values of one reading; a metric the device did not send is absent. */
export type MetricValues = Partial<Record<Metric, number>>;
