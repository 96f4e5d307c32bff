import { METRICS, type Metric } from '../metrics.ts';
import { exampleValue, hostName, type MakeDeviceFile, OPEN_WORDS, oneLine, quoted, withValues } from './device-file.ts';

/** How long a sleeping board stays awake at most (s), where its network is away. */
const AWAKE_S = 60;

/** The sensor that one or more metrics come from: a common one, as an example to replace. */
interface Sensor {
  lines: (everyS: number, measured: readonly Metric[]) => string[];
  /** Under which key of the sensor each metric stands; a sensor of one metric has its id at the top. */
  keys: Partial<Record<Metric, string>>;
}

const idOf = (metric: Metric): string => `plant_${metric}`;

/** The keys of a sensor that measures several things at once. */
const parts = (keys: Sensor['keys'], measured: readonly Metric[]): string[] =>
  measured.flatMap((metric) => [`    ${keys[metric] ?? metric}:`, `      id: ${idOf(metric)}`]);

/** A probe on an analogue pin. @param points voltage to value, at least two. A reading beyond them is kept in its range. */
const analogue = (metric: Metric, pin: string, points: readonly string[], hint: string): Sensor => ({
  keys: { [metric]: metric },
  lines: (everyS) => [
    `  - platform: adc  # ${hint}`,
    `    id: ${idOf(metric)}`,
    `    pin: ${pin}`,
    '    attenuation: 12db',
    `    update_interval: ${everyS}s`,
    '    filters:',
    '      - calibrate_linear:',
    ...points.map((point) => `          - ${point}`),
    '      - clamp:',
    `          min_value: ${METRICS[metric].min}`,
    `          max_value: ${METRICS[metric].max}`,
  ],
});

/** From https://esphome.io/components/sensor/: adc, sht3xd, bh1750, scd4x, dallas_temp. */
const SENSORS: Sensor[] = [
  analogue('soil_moisture', 'GPIO34', ['2.80 -> 0.0', '1.20 -> 100.0'], 'volts in dry air and in wet soil'),
  {
    keys: { temperature: 'temperature', humidity: 'humidity' },
    lines: (everyS, measured) => [
      '  - platform: sht3xd  # or dht, aht10, bme280_i2c',
      '    address: 0x44',
      `    update_interval: ${everyS}s`,
      ...parts({ temperature: 'temperature', humidity: 'humidity' }, measured),
    ],
  },
  {
    keys: { light_level: 'light_level' },
    lines: (everyS) => [
      '  - platform: bh1750',
      `    id: ${idOf('light_level')}`,
      '    address: 0x23',
      `    update_interval: ${everyS}s`,
    ],
  },
  {
    keys: { co2: 'co2' },
    lines: (everyS) => ['  - platform: scd4x', `    update_interval: ${everyS}s`, ...parts({ co2: 'co2' }, ['co2'])],
  },
  {
    keys: { soil_temperature: 'soil_temperature' },
    lines: (everyS) => [
      '  - platform: dallas_temp  # a DS18B20 on the one_wire pin',
      `    id: ${idOf('soil_temperature')}`,
      `    update_interval: ${everyS}s`,
    ],
  },
  analogue('soil_ec', 'GPIO35', ['0.20 -> 0.0', '2.50 -> 5000.0'], 'volts in pure water and in a calibration liquid'),
  analogue('ph', 'GPIO33', ['2.50 -> 4.0', '2.00 -> 7.0'], 'volts in buffers of pH 4 and pH 7'),
];

/** A metric without a common sensor: a value that the reader replaces. */
const template = (metric: Metric): Sensor => ({
  keys: { [metric]: metric },
  lines: (everyS) => [
    '  - platform: template  # an example: put in your own sensor',
    `    id: ${idOf(metric)}`,
    `    lambda: return ${exampleValue(metric)};`,
    `    update_interval: ${everyS}s`,
  ],
});

function sensorLines(metrics: readonly Metric[], everyS: number): string[] {
  const known = SENSORS.map((sensor) => ({ sensor, measured: metrics.filter((metric) => metric in sensor.keys) }));
  const others = metrics.filter((metric) => !SENSORS.some(({ keys }) => metric in keys));
  return [
    ...known.flatMap(({ sensor, measured }) => (measured.length ? sensor.lines(everyS, measured) : [])),
    ...others.flatMap((metric) => template(metric).lines(everyS, [metric])),
  ];
}

const message = (name: string, topic: string, payload: string): string[] => [
  `  ${name}:`,
  `    topic: ${topic}`,
  `    payload: ${payload}`,
  '    qos: 1',
  '    retain: false',
];

/**
 * ESPHome: one JSON message a reading, on the device's own topic. Without a name its sensors are internal, so that it
 * publishes nothing on topics that the broker refuses; discovery and the log over MQTT are off for the same reason.
 * Keys as in https://esphome.io/components/mqtt.html and https://esphome.io/components/deep_sleep.html.
 */
export const esphome: MakeDeviceFile = (input) => {
  const { username, password, host, port, topics, sensors, intervalS, sleeps, name } = input;
  const uses = (...metrics: Metric[]): boolean => metrics.some((metric) => sensors.includes(metric));
  const isMeasured = (metric: Metric): string => `!std::isnan(id(${idOf(metric)}).state)`;
  const text = [
    `# PlantOps: ${oneLine(name)} (ESPHome)`,
    '# Fill in your Wi-Fi, and under "sensor" the sensors and pins that you have.',
    'esphome:',
    `  name: ${hostName(input)}`,
    `  friendly_name: ${quoted(oneLine(name))}`,
    '',
    'esp32:',
    '  board: esp32dev',
    '  framework:',
    '    type: esp-idf',
    '',
    'logger:',
    '',
    'ota:',
    '  - platform: esphome',
    '',
    'wifi:',
    `  ssid: ${quoted(OPEN_WORDS.wifiName)}`,
    `  password: ${quoted(OPEN_WORDS.wifiPassword)}`,
    '',
    'time:',
    '  - platform: sntp',
    '    id: network_time',
    '',
    '# There is no "api:" here: with it, a board that no Home Assistant connects to restarts every 15 minutes.',
    'mqtt:',
    `  broker: ${quoted(host)}`,
    `  port: ${port}`,
    `  username: ${quoted(username)}`,
    `  password: ${quoted(password)}`,
    `  client_id: ${quoted(username)}`,
    `  topic_prefix: ${topics.status.replace(/\/status$/, '')}`,
    '  discovery: false',
    '  discover_ip: false',
    '  log_topic: null',
    ...(sleeps
      ? [
          '  # A board that sleeps is not offline: it says neither hello nor goodbye.',
          '  birth_message: null',
          '  will_message: null',
          '  shutdown_message: null',
          '  on_connect:',
          '    - wait_until:',
          '        condition:',
          `          lambda: 'return ${sensors.map(isMeasured).join(' && ')};'`,
          '        timeout: 20s',
          '    - script.execute: send_reading',
          '    - delay: 2s',
          '    - deep_sleep.enter:',
          '        id: sleep_until_next',
        ]
      : [
          ...message('birth_message', topics.status, 'online'),
          ...message('will_message', topics.status, 'offline'),
          ...message('shutdown_message', topics.status, 'offline'),
        ]),
    '',
    ...(sleeps
      ? ['deep_sleep:', '  id: sleep_until_next', `  run_duration: ${AWAKE_S}s`, `  sleep_duration: ${intervalS}s`]
      : [
          'interval:',
          `  - interval: ${intervalS}s`,
          '    then:',
          '      - if:',
          '          condition:',
          '            mqtt.connected:',
          '          then:',
          '            - script.execute: send_reading',
        ]),
    '',
    'script:',
    '  - id: send_reading',
    '    then:',
    '      - if:',
    '          condition:',
    `            lambda: 'return ${sensors.map(isMeasured).join(' || ')};'`,
    '          then:',
    '            - mqtt.publish_json:',
    `                topic: ${topics.telemetry}`,
    '                qos: 1',
    '                payload: |-',
    '                  if (id(network_time).now().is_valid())',
    '                    root["timestamp"] = id(network_time).utcnow().strftime("%Y-%m-%dT%H:%M:%SZ");',
    ...sensors.flatMap((metric) => [
      `                  if (${isMeasured(metric)})`,
      `                    root["${metric}"] = id(${idOf(metric)}).state;`,
    ]),
    '',
    ...(uses('temperature', 'humidity', 'light_level', 'co2') ? ['i2c:', '  sda: GPIO21', '  scl: GPIO22', ''] : []),
    ...(uses('soil_temperature') ? ['one_wire:', '  - platform: gpio', '    pin: GPIO4', ''] : []),
    'sensor:',
    ...sensorLines(sensors, sleeps ? 5 : intervalS),
    '',
  ].join('\n');
  return {
    filename: `${hostName(input)}.yaml`,
    language: 'yaml',
    text,
    steps: [
      {
        en: 'Save it in the folder of your ESPHome configurations, or paste it into a new device of the ESPHome dashboard.',
        de: 'Lege sie in den Ordner deiner ESPHome-Konfigurationen, oder füge sie im ESPHome-Dashboard in ein neues Gerät ein.',
      },
      {
        en: 'Fill in your Wi-Fi, your board, and the sensors and pins that you have.',
        de: 'Trage dein WLAN, dein Board und deine Sensoren mit ihren Pins ein.',
      },
      withValues(
        { en: 'Flash it: esphome run {file}', de: 'Spiele sie auf: esphome run {file}' },
        { file: `${hostName(input)}.yaml` },
      ),
    ],
  };
};
