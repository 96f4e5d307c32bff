/**
 * The files that "Add a device" gives, as far as they can be tried without the boards: that the languages take them, and
 * that their keys are those that each project documents. `sketches.test.ts` compiles that for Arduino.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deviceFile, type DeviceFileKindName } from '@plantops/shared/device-files/index.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { BASE_URL, CHOICES, CREDENTIALS } from '@plantops/shared/testing/device-file-fixtures.ts';
import { load } from 'js-yaml';
import { describe, expect, it, onTestFinished } from 'vitest';

/** Debian's Python, which the set-up of the tests provides. */
const PYTHON = '/usr/bin/python3';
const { device_id: ID, mqtt_password: PASSWORD } = CREDENTIALS;

const textOf = (kind: DeviceFileKindName, choices: Partial<typeof CHOICES> = {}): string =>
  deviceFile(kind, CREDENTIALS, { ...CHOICES, ...choices }, BASE_URL).text;

type Section = Record<string, unknown>;
const yamlOf = (...of: Parameters<typeof textOf>): Record<string, Section> =>
  load(textOf(...of)) as Record<string, Section>;

/** Has a program read the file. @throws with what it says against it */
function check(program: string, options: string[], text: string): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'device-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'file');
  writeFileSync(file, text);
  execFileSync(program, [...options, file], { stdio: 'pipe' });
}

/** The options of `mqtt` in esphome/components/mqtt/__init__.py (2026) that the file may use. */
const ESPHOME_MQTT = [
  ...['broker', 'port', 'username', 'password', 'client_id', 'topic_prefix', 'discovery', 'discover_ip', 'log_topic'],
  ...['birth_message', 'will_message', 'shutdown_message', 'on_connect'],
];
/** The options of `mqtt` in settings.schema.json of zigbee2mqtt 2.14.1 that the file may use, and its sections. */
const ZIGBEE2MQTT_MQTT = ['base_topic', 'server', 'user', 'password', 'client_id'];
const ZIGBEE2MQTT = ['mqtt', 'homeassistant', 'frontend', 'availability', 'advanced'];

describe('the file for ESPHome', () => {
  it('is YAML that connects to the broker and publishes on no topic but its own', () => {
    const { mqtt = {}, ...file } = yamlOf('esphome');
    expect(Object.keys(mqtt).filter((key) => !ESPHOME_MQTT.includes(key))).toEqual([]);
    expect(mqtt).toMatchObject({ broker: '192.168.1.10', port: 1884, username: ID, password: PASSWORD, client_id: ID });
    // Home Assistant's discovery and the log go to topics that the broker refuses.
    expect(mqtt).toMatchObject({ discovery: false, discover_ip: false, log_topic: null });
    const status = { topic: `devices/${ID}/status`, qos: 1, retain: false };
    expect([mqtt.birth_message, mqtt.will_message, mqtt.shutdown_message]).toEqual([
      { ...status, payload: 'online' },
      { ...status, payload: 'offline' },
      { ...status, payload: 'offline' },
    ]);
    // With it, a board that no Home Assistant connects to restarts every 15 minutes.
    expect(file).not.toHaveProperty('api');
  });

  it('has a sensor without a name for every metric, so that it has no topic of its own, and sends what each gives', () => {
    const { sensor, script } = yamlOf('esphome') as unknown as { sensor: Section[]; script: Section[] };
    const ids = JSON.stringify(sensor).match(/"id":"plant_\w+"/g) ?? [];
    expect(ids.map((found) => found.slice(12, -1)).sort()).toEqual([...METRIC_NAMES].sort());
    expect(JSON.stringify(sensor)).not.toContain('"name"');
    const publishes = JSON.stringify(script);
    expect(publishes).toContain(`"topic":"devices/${ID}/telemetry","qos":1`);
    for (const metric of METRIC_NAMES)
      expect(publishes).toContain(
        String.raw`if (!std::isnan(id(plant_${metric}).state))\n  root[\"${metric}\"] = id(plant_${metric}).state;`,
      );
    expect(yamlOf('esphome', { sensors: ['soil_moisture'] })).not.toHaveProperty('i2c');
    expect(yamlOf('esphome', { sensors: ['light_level'] })).toMatchObject({ i2c: { sda: 'GPIO21', scl: 'GPIO22' } });
  });

  it('sleeps after it has sent, or after a minute without a network, and does not say goodbye', () => {
    const file = yamlOf('esphome', { sleeps: true, intervalS: 3600 });
    expect(file.deep_sleep).toEqual({ id: 'sleep_until_next', run_duration: '60s', sleep_duration: '3600s' });
    expect(file.mqtt).toMatchObject({ birth_message: null, will_message: null, shutdown_message: null });
    const steps = file.mqtt?.on_connect as Section[];
    expect(steps.map((step) => Object.keys(step)[0])).toEqual([
      'wait_until',
      'script.execute',
      'delay',
      'deep_sleep.enter',
    ]);
    expect(file).not.toHaveProperty('interval');
  });
});

describe('the file for zigbee2mqtt', () => {
  it('is YAML with keys that it knows, and makes the topic of the gateway its base topic', () => {
    const file = yamlOf('zigbee2mqtt');
    expect(Object.keys(file).sort()).toEqual([...ZIGBEE2MQTT].sort());
    expect(file.mqtt).toEqual({
      base_topic: `gateways/${ID}`,
      server: 'mqtt://192.168.1.10:1884',
      user: ID,
      password: PASSWORD,
      client_id: ID,
    });
    expect(Object.keys(file.mqtt ?? {}).sort()).toEqual([...ZIGBEE2MQTT_MQTT].sort());
    expect(file.advanced).toEqual({
      last_seen: 'ISO_8601',
      network_key: 'GENERATE',
      pan_id: 'GENERATE',
      ext_pan_id: 'GENERATE',
    });
  });
});

describe('the files for other gateways', () => {
  it('Tasmota takes one Backlog of at most 30 commands, and a FullTopic of at most 80 characters', () => {
    const [line = '', ...rest] = textOf('tasmota', { sleeps: true }).split('\n');
    expect(rest).toEqual(['']);
    const commands = line.replace(/^Backlog /, '').split('; ');
    expect(commands.length).toBeLessThanOrEqual(30);
    const settings = Object.fromEntries(commands.map((command) => command.split(' ', 2) as [string, string]));
    expect(settings).toMatchObject({
      MqttHost: '192.168.1.10',
      MqttPort: '1884',
      MqttUser: ID,
      MqttPassword: PASSWORD,
    });
    expect(settings.FullTopic).toBe(`gateways/${ID}/%prefix%/%topic%/`);
    expect(settings.FullTopic?.length).toBeLessThanOrEqual(80);
  });

  it('OpenMQTTGateway takes a topic and a message in JSON', () => {
    const text = textOf('openmqttgateway');
    const at = text.indexOf(' ');
    expect(text.slice(0, at)).toBe('commands/MQTTtoSYS/config');
    expect(JSON.parse(text.slice(at))).toMatchObject({
      mqtt_server: '192.168.1.10',
      mqtt_port: '1884',
      mqtt_user: ID,
      mqtt_pass: PASSWORD,
      mqtt_topic: 'gateways/',
      gateway_name: ID,
      save_cnt: true,
    });
  });
});

describe('the syntax of the other files', () => {
  it.each(['theengs', 'curl'] as const)('%s is what a POSIX shell takes', (kind) => {
    check('sh', ['-n'], textOf(kind, { name: "it's" }));
  });

  it.each([
    ['python', false],
    ['micropython', false],
    ['micropython', true],
  ] as const)('%s is what Python takes (asleep between readings: %s)', (kind, sleeps) => {
    check(PYTHON, ['-c', 'import ast, sys; ast.parse(open(sys.argv[1]).read())'], textOf(kind, { sleeps }));
  });
});
