import { expect, it } from 'vitest';
import { settled } from '../../testing/fake-server';
import { openScreen } from '../../testing/screen';
import { clock, server } from '../../testing/stage';
import { useRestoreProgress } from './use-restore-progress';

it('is asked for each second, stays as it was where it cannot be, and not asked for any more at the end', async () => {
  const { it: shown } = openScreen().show(useRestoreProgress);
  server.answer('GET', '/api/restore', { step: 'checking', share: 0.4 });
  await clock.advance(2000);
  expect(server.asked('GET', '/api/restore')).toEqual([]);
  shown.follow();
  await clock.advance(1000);
  await settled();
  expect(shown.progress.value).toEqual({ step: 'checking', share: 0.4 });
  server.isReachable = false;
  await clock.advance(1000);
  await settled();
  expect(shown.progress.value).toEqual({ step: 'checking', share: 0.4 });
  shown.stop();
  expect(shown.progress.value).toEqual({ step: 'idle', share: 0 });
  await clock.advance(5000);
  expect(server.asked('GET', '/api/restore')).toHaveLength(2);
});
