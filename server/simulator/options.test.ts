import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS, HELP, OptionError, parseOptions, type SimulatorOptions } from './options.ts';

const parse = (line: string, environment?: NodeJS.ProcessEnv) =>
  parseOptions(line.split(' ').filter(Boolean), environment) as SimulatorOptions;

describe('the command line', () => {
  it('requires no option', () => {
    expect(parse('')).toEqual(DEFAULT_OPTIONS);
  });

  it('accepts every option', () => {
    expect(
      parse(
        '--url https://plants.local:8443/ --count 10 --interval 2.5 --heartbeat 20 --seed 4 --backfill 36h --registration-key k --create-plants',
      ),
    ).toEqual({
      url: 'https://plants.local:8443',
      count: 10,
      intervalS: 2.5,
      heartbeatS: 20,
      faults: [],
      seed: 4,
      registrationKey: 'k',
      backfillS: 129_600,
      createPlants: true,
      ownerPassword: null,
    });
  });

  it('spreads a rate over all devices, instead of the interval', () => {
    expect(parse('--count 10 --rate 100 --interval 60').intervalS).toBeCloseTo(0.1);
  });

  it('accepts several faults, for the first device by default', () => {
    expect(parse('--fault drought --fault dropout=3').faults).toEqual([
      { fault: 'drought', device: 1 },
      { fault: 'dropout', device: 3 },
    ]);
  });

  it('reads the owner password only from the environment', () => {
    expect(parse('--create-plants', { OWNER_PASSWORD: 'o' }).ownerPassword).toBe('o');
    expect(() => parse('--owner-password o')).toThrow(OptionError);
  });

  it('reads the registration key from the environment, where other users cannot see it', () => {
    expect(parse('', { REGISTRATION_KEY: 'sesame' }).registrationKey).toBe('sesame');
  });

  it('prints help that names every fault', () => {
    expect(parseOptions(['--help'])).toBe('help');
    expect(HELP).toMatch(/drought[^]*dropout[^]*bad-payload[^]*wrong-clock/);
  });

  it.each([
    ['--count 0', /--count must be a number from 1 to 10000/],
    ['--count 1.5', /whole number/],
    ['--interval soon', /--interval must be a number.*"soon"/],
    ['--rate 7000', /--rate must be a number from 0.001 to 6000/],
    ['--url localhost:8080', /http or https address/],
    ['--backfill 24', /s, m, h or d/],
    ['--backfill 31d', /at most 30d/],
    ['--fault flood', /one of drought, dropout, bad-payload, wrong-clock/],
    ['--fault drought=7', /number, 1 to 6/],
    ['--fault drought=1=2', /--fault must be/],
    ['--fast', /--fast.*--help/],
  ])('refuses %s and says what to write instead', (line, message) => {
    expect(() => parse(line)).toThrow(OptionError);
    expect(() => parse(line)).toThrow(message);
  });
});
