import { describe, expect, it } from 'vitest';
import type { Durability } from '../api/generated';
import { problem, settled } from '../testing/fake-server';
import { onScreen } from '../testing/screen';
import { server } from '../testing/stage';
import { useSystemStore } from './system';

const CHECKS = '/api/system/checks';
const found = (state: Durability['state']): Durability => ({
  state,
  checks: [],
  counts: { taken: 0, answered: 0, dropped: 0, waiting: null },
});
const opened = () => onScreen(useSystemStore).it;

describe('whether what devices send is kept', () => {
  it('is what the server answers, and then what it tells', async () => {
    server.answer('GET', CHECKS, found('ok'));
    const system = opened();
    await system.load();
    expect([system.durability?.state, system.isFailing]).toEqual(['ok', false]);
    system.changed(found('failing'));
    expect([system.durability?.state, system.isFailing]).toEqual(['failing', true]);
  });

  it('is what was told last, also where an answer that was asked for before comes after it', async () => {
    const answer = server.hold('GET', CHECKS);
    const system = opened();
    const loading = system.load();
    await settled();
    system.changed(found('failing'));
    await answer.answer(found('ok'));
    await loading;
    expect(system.isFailing).toBe(true);
  });

  it('stays known where it cannot be asked for, which is said until it can', async () => {
    server.answer('GET', CHECKS, found('warning'));
    const system = opened();
    await system.load();
    server.answer('GET', CHECKS, problem(503, { detail: 'Away.' }));
    await system.load();
    expect([system.durability?.state, system.error]).toEqual(['warning', 'Away.']);
    server.answer('GET', CHECKS, found('ok'));
    await system.load();
    expect([system.durability?.state, system.error]).toEqual(['ok', undefined]);
  });
});
