import { afterAll, describe, expect, it } from 'vitest';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

describe('a start with a bad environment', () => {
  const plantOps = new PlantOpsProcess();
  const startInVain = (environment: Record<string, string>) =>
    plantOps.startInVain({ PORT: '8080', MQTT_PORT: '1883', ...environment });
  afterAll(() => plantOps.remove());

  it.each(['0.0.0.0', '::', '192.168.0.10'])(
    'on %s without OWNER_PASSWORD fails, names the variable and says what to do',
    async (HOST) => {
      const { code, output } = await startInVain({ HOST });
      expect(code).toBe(1);
      expect(output).toMatch(/^PlantOps cannot start: OWNER_PASSWORD must be set when HOST .* is not loopback/);
      expect(output).toContain('OWNER_PASSWORD=none');
    },
  );

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['MQTT_PORT', '-1'],
    ['HOST', 'my host'],
    ['OWNER_PASSWORD', 'abc'],
    ['REGISTRATION_KEY', 'short'],
    ['REGISTRATION_KEY', 'with a space in it'],
    ['DATABASE_URL', 'mysql://user:canary-secret@host/db'],
    ['DATABASE_URL', 'canary-secret'],
    ['MQTT_URL', 'http://canary-secret'],
    ['ENCRYPTION_KEY', 'canary-secret'],
    ['DISCORD_WEBHOOK_URL', 'canary-secret'],
    ['DISCORD_WEBHOOK_URL', 'ftp://discord.com/canary-secret'],
    ['ALERT_COOLDOWN_S', 'canary-secret'],
    ['HEARTBEAT_INTERVAL_S', '0'],
    ['HEARTBEAT_INTERVAL_S', '1.5'],
    ['PLANTOPS_ROLE', 'boss'],
    ['LOG_LEVEL', 'loud'],
    ['MAX_DEVICES', '0'],
  ])('%s=%s fails, names the variable with its form and an example, and repeats no value', async (name, value) => {
    const { code, output } = await startInVain({ [name]: value });
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`^PlantOps cannot start: ${name} must be .+ Example: ${name}=\\S+`));
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).not.toContain('canary-secret');
  });

  it('all errors are reported at once', async () => {
    const { output } = await startInVain({ PORT: 'x', MQTT_PORT: 'y', LOG_LEVEL: 'z' });
    for (const name of ['PORT', 'MQTT_PORT', 'LOG_LEVEL']) expect(output).toContain(`${name} must be`);
  });

  it('production without ENCRYPTION_KEY, or MQTT_URL without MQTT_PASSWORD, fails and names what is missing', async () => {
    expect((await startInVain({ NODE_ENV: 'production' })).output).toMatch(
      /ENCRYPTION_KEY must be set when NODE_ENV=production/,
    );
    expect((await startInVain({ MQTT_URL: 'mqtt://127.0.0.1:1' })).output).toMatch(
      /MQTT_PASSWORD must be set with MQTT_URL/,
    );
  });
});
