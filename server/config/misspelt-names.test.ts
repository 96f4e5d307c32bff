import { describe, expect, it } from 'vitest';
import { misspeltNames } from './misspelt-names.ts';

describe('a variable that is not ours', () => {
  it.each([
    ['DISCORD_WEBHOOK', 'DISCORD_WEBHOOK_URL'],
    ['OWNER_PASSWRD', 'OWNER_PASSWORD'],
    ['OWNER_PASWORDS', 'OWNER_PASSWORD'],
    ['MQTT_USER', 'MQTT_USERNAME'],
    ['DATABASEURL', 'DATABASE_URL'],
    ['data_dir', 'DATA_DIR'],
    ['PLANTOPS_PORT', 'PORT'],
    ['LOGLEVEL', 'LOG_LEVEL'],
  ])('%s is answered with the question whether %s is meant', (name, known) => {
    expect(misspeltNames({ [name]: 'canary value' })).toEqual([
      `${name} is no variable of PlantOps; did you mean ${known}?`,
    ]);
  });

  it.each([
    'PATH',
    'HOSTNAME',
    'HOME',
    'USER',
    'TERM',
    'SHLVL',
    'PGHOST',
    'MQTT',
    'DATA',
    'OPENAI_API_KEY',
    'npm_config_user_agent',
  ])('%s is left alone', (name) => {
    expect(misspeltNames({ [name]: '1' })).toEqual([]);
  });

  it('is left alone where the right one is set too, and so are all of ours', () => {
    expect(misspeltNames({ MQTT_USER: 'a', MQTT_USERNAME: 'b', TZ: 'UTC', SIM: '1' })).toEqual([]);
  });
});
