import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { failureKind, type FailureKind, isBadData, isDatabaseAway, isLockTimeout, whyUnavailable } from './errors.ts';

const databaseError = (code: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('no', 0, 'error'), { code });
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

const KINDS: readonly (readonly [FailureKind, readonly string[]])[] = [
  ['away', ['08000', '08001', '08003', '08004', '08006']],
  ['away', ['57P01', '57P02', '57P03', '57P04', '57P05']],
  [
    'busy',
    [
      '28000',
      '28P01',
      '3D000',
      '53000',
      '53100',
      '53200',
      '53300',
      '53400',
      '58030',
      '25006',
      '55P03',
      '40001',
      '40P01',
      '57014',
    ],
  ],
  ['data', ['22003', '22021', '22P02', '22P05', '23502', '23505', '23514', '23P01']],
  ['unknown', ['08P01', '0A000', '25P02', '42501', '42601', '42703', '42P01', '42P02', '42P18', '54000', '55000']],
  ['unknown', ['57000', '58000', '58P01', 'P0001', 'XX000', 'XX001', 'XX002', '99999', '']],
];

describe('a database failure', () => {
  it.each(KINDS.flatMap(([kind, states]) => states.map((state) => [state, kind] as const)))(
    'with SQLSTATE %s is %s',
    (state, kind) => {
      expect(failureKind(databaseError(state))).toBe(kind);
      expect(isBadData(databaseError(state))).toBe(kind === 'data');
      expect(isDatabaseAway(databaseError(state))).toBe(kind === 'away' || kind === 'busy');
    },
  );

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EACCES'])(
    'is away on socket error %s',
    (code) => {
      expect(failureKind(systemError(code))).toBe('away');
    },
  );

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Query read timeout',
    'Cannot use a pool after calling end on the pool',
  ])('is away on "%s"', (message) => {
    expect(failureKind(new Error(message))).toBe('away');
  });

  it.each([[new Error('a mistake of ours')], [systemError('EISDIR')], ['text'], [undefined], [{ code: '22003' }]])(
    'is unknown for %s',
    (failure) => {
      expect(failureKind(failure)).toBe('unknown');
    },
  );

  it.each([
    ['53100', /disk .* full/],
    ['53300', /no more connections/],
    ['55P03', /Others are changing/],
    ['57P03', /does not answer/],
    ['08006', /does not answer/],
  ])('has its own sentence for SQLSTATE %s', (state, sentence) => {
    expect(whyUnavailable(databaseError(state))).toMatch(sentence);
  });

  it.each(['22003', '42703', '08P01'])('does not make the database unavailable for SQLSTATE %s', (state) => {
    expect(whyUnavailable(databaseError(state))).toBeUndefined();
  });

  it.each([
    ['55P03', true],
    ['40P01', true],
    ['40001', false],
  ])('is a lock timeout for SQLSTATE %s: %s', (state, isLock) => {
    expect(isLockTimeout(databaseError(state))).toBe(isLock);
  });
});
