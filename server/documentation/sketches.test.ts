/**
 * The sketches for boards, as a compiler reads them: that of "Add a device" with all sensors that can be chosen, and
 * that of `server/examples`. What they call is declared in `server/testing/arduino`, as the libraries have it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deviceFile } from '@plantops/shared/device-files/index.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import { BASE_URL, CHOICES, CREDENTIALS } from '@plantops/shared/testing/device-file-fixtures.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exampleText } from '../services/system/examples.ts';

const HEADERS = path.join(import.meta.dirname, '..', 'testing', 'arduino');
/** As the Arduino IDE compiles a sketch: its header comes first. Warnings, which it hides, are mistakes here. */
const OPTIONS = ['-fsyntax-only', '-std=gnu++17', '-Wall', '-Wextra', '-Werror', '-include', 'Arduino.h'];

/** What the compiler says against texts, one after the other; nothing if they are right. */
function complaints(...texts: string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sketches-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = texts.map((text, index) => {
    const file = path.join(folder, `${index}.cpp`);
    writeFileSync(file, text);
    return file;
  });
  const { error, status, stderr } = spawnSync('g++', [...OPTIONS, `-I${HEADERS}`, ...files], {
    encoding: 'utf8',
    // Its words shall not depend on the language of who runs the tests.
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error) throw error;
  return status === 0 ? stderr : stderr || `g++ ended with ${status}`;
}

const sketch = (choices: Partial<typeof CHOICES> = {}): string =>
  deviceFile('arduino', CREDENTIALS, { ...CHOICES, ...choices }, BASE_URL).text;

/** Every choice of at least one sensor. */
const SENSORS: Metric[][] = Array.from({ length: 2 ** METRIC_NAMES.length - 1 }, (_, choice) =>
  METRIC_NAMES.filter((_metric, index) => ((choice + 1) >> index) & 1),
);
const SKETCHES = SENSORS.flatMap((sensors) => [true, false].map((sleeps) => ({ sensors, sleeps })));

/**
 * Many sketches as one text, each in a namespace of its own: read together they take a second instead of half a
 * minute. Behind each it is checked that what waits for the network fits into the 8 KiB that deep sleep spares, with
 * room for what the system keeps there.
 */
function together(sketches: typeof SKETCHES): string {
  const parts = sketches.map(({ sensors, sleeps }, index) =>
    [
      `namespace sketch_${index} {`,
      `#line 1 "${sensors.join(' ')}${sleeps ? ', asleep' : ''}"`,
      sketch({ sensors, sleeps }),
      'static_assert(sizeof waiting <= 7 * 1024, "readings that wait fit into RTC slow memory");',
      '}',
    ].join('\n'),
  );
  const headers = [...new Set(sketch().match(/^#include .*/gm))];
  return [...headers, ...parts].join('\n');
}

describe('the sketch of "Add a device"', () => {
  it('includes what it uses', () => {
    expect(complaints(sketch({ sleeps: true }), sketch({ sleeps: false }))).toBe('');
  });

  it('is C++ with every choice of sensors, with and without sleep', () => {
    expect(SKETCHES).toHaveLength(2 * (2 ** METRIC_NAMES.length - 1));
    expect(complaints(together(SKETCHES))).toBe('');
  });

  it.each<[what: string, from: string, to: string, complaint: RegExp]>([
    ['a forgotten semicolon', 'waitingCount++;', 'waitingCount++', /expected ';'/],
    ['a header that is not included', '#include <esp_sleep.h>\n', '', /error: .*'esp_deep_sleep_start'/],
    ['a call that the library does not have', 'mqtt.lastError()', 'mqtt.state()', /error: .*no member named 'state'/],
    ['an argument too many', '5000);', '5000, 1);', /error: no matching .*setOptions/],
    ['a number printed as a text', 'error %d', 'error %s', /error: format .*'char ?\*'/],
    ['a variable that nothing uses', 'int sent = 0;', 'int sent = 0, lost = 0;', /error: unused variable 'lost'/],
  ])('is refused with %s', (_what, from, to, complaint) => {
    expect(sketch()).toContain(from);
    expect(complaints(sketch().replace(from, to))).toMatch(complaint);
  });

  it('is refused where more readings wait than the memory holds', () => {
    const [most] = SKETCHES.toReversed();
    const text = together(most ? [most] : []);
    expect(complaints(text.replace('MOST_WAITING = 100;', 'MOST_WAITING = 400;'))).toContain(
      'fit into RTC slow memory',
    );
  });
});

describe('the sketch of the examples', () => {
  it('is C++ with and without a registration key', async () => {
    const texts = await Promise.all(
      [true, false].map((registrationKeyRequired) =>
        exampleText('esp32.ino', { address: BASE_URL, registrationKeyRequired }),
      ),
    );
    expect(complaints(...texts)).toBe('');
  });
});
