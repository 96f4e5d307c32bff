import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDataDir } from '../../testing/place.ts';
import { OwnerPassword } from './owner-password.ts';

let place: ReturnType<typeof temporaryDataDir>;
let file: string;
beforeEach(() => {
  place = temporaryDataDir();
  file = path.join(place.dataDir, 'keys', 'owner-password');
});
afterEach(() => place.remove());
const open = (given?: string, isOpenByChoice = false): OwnerPassword =>
  new OwnerPassword({ given, isOpenByChoice, file });

describe('the owner password', () => {
  it('is none at first, can be set, and is asked for after a restart; only a hash of it is kept, for the server alone', async () => {
    const password = open();
    expect([password.source, password.isRequired, password.mark]).toEqual(['none', false, undefined]);
    expect(await password.matches('')).toBe(false);
    let changes = 0;
    password.onChange(() => (changes += 1));
    await password.set('correct horse');
    expect([password.source, password.isRequired, changes]).toEqual(['dashboard', true, 1]);
    for (const each of [password, open()]) {
      // Twice: the second time it is known.
      for (const right of ['correct horse', 'correct horse']) expect(await each.matches(right)).toBe(true);
      for (const wrong of ['correct hors', 'Correct horse', '']) expect(await each.matches(wrong)).toBe(false);
    }
    expect(readFileSync(file, 'utf8')).not.toContain('correct');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('that is changed ends the one before, also where that was used a moment ago', async () => {
    const password = open();
    await password.set('the first one');
    expect(await password.matches('the first one')).toBe(true);
    const { mark } = password;
    await password.set('the second one');
    expect([await password.matches('the first one'), await password.matches('the second one')]).toEqual([false, true]);
    expect(password.mark).not.toBe(mark);
  });

  it('of the environment wins, and cannot be changed here; none by choice stays none', async () => {
    await open().set('of the dashboard');
    const given = open('of the environment');
    expect(given.source).toBe('environment');
    expect([await given.matches('of the environment'), await given.matches('of the dashboard')]).toEqual([true, false]);
    const none = open(undefined, true);
    expect([none.source, none.isRequired]).toEqual(['none_by_choice', false]);
    for (const each of [given, none])
      await expect(each.set('another one')).rejects.toMatchObject({ code: 'password_set_elsewhere' });
  });

  it('whose file is damaged keeps the server from starting, which would let everybody in', async () => {
    await open().set('correct horse');
    writeFileSync(file, 'scrypt$half');
    expect(() => open()).toThrow(/owner-password is damaged/);
    expect(open('of the environment').isRequired).toBe(true);
  });
});
