import { describe, expect, it } from 'vitest';
import { problem, settled } from '../../testing/fake-server';
import { alert, at } from '../../testing/samples';
import { openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { useAcknowledgement } from './use-acknowledgement';

const PATH = '/api/alerts/:id/acknowledge';
type Params = { params: { id: string } };

/** A screen that shows two open alerts, of two plants. */
function screen() {
  server.answer('POST', PATH, ({ params }: Params) =>
    alert(Number(params.id), 'fern', { acknowledged_at: at('12:00') }),
  );
  server.answer('DELETE', PATH, ({ params }: Params) => alert(Number(params.id)));
  const opened = openScreen();
  opened.garden.state.alerts = { 1: alert(1), 2: alert(2, 'basil') };
  const { it: shown } = opened.show(useAcknowledgement);
  const seen = (): unknown[] => opened.garden.alerts.map(({ acknowledged_at: time }) => time);
  return { ...opened, ...shown, seen };
}
const asked = (): string[] => server.calls.map(({ method, path }) => `${method} ${path}`);

describe('acknowledging', () => {
  it('an alert marks it, and no other, and says so', async () => {
    const { acknowledge, garden, seen, told, isBusy } = screen();
    const held = server.hold('POST', PATH);
    const working = acknowledge([garden.state.alerts[1]!]);
    await settled();
    expect([isBusy.value, seen()]).toEqual([true, [null, null]]);
    await held.answer(alert(1, 'fern', { acknowledged_at: at('12:00') }));
    await working;
    expect([isBusy.value, seen()]).toEqual([false, [null, at('12:00')]]);
    expect(told().length).toBe(1);
  });

  it('all of them is undone as one', async () => {
    const { acknowledge, garden, seen, act, told } = screen();
    await acknowledge(garden.alerts);
    expect([seen(), told()[0]]).toEqual([[at('12:00'), at('12:00')], expect.stringMatching(/2/)]);
    await act();
    expect(seen()).toEqual([null, null]);
    expect(asked()).toEqual([
      'POST /api/alerts/2/acknowledge',
      'POST /api/alerts/1/acknowledge',
      'DELETE /api/alerts/2/acknowledge',
      'DELETE /api/alerts/1/acknowledge',
    ]);
  });

  it('is withdrawn, and undone again', async () => {
    const { acknowledge, garden, seen, act, told } = screen();
    await acknowledge([garden.state.alerts[1]!]);
    const acknowledged = told()[0];
    await acknowledge([garden.state.alerts[1]!], false);
    expect(seen()).toEqual([null, null]);
    expect(told()[0]).not.toBe(acknowledged);
    await act();
    expect(seen()).toEqual([null, at('12:00')]);
  });

  it('that fails in the middle shows what was reached, and says why', async () => {
    const { acknowledge, garden, seen, told, isBusy } = screen();
    server.answer('POST', '/api/alerts/1/acknowledge', problem(404, { detail: 'Gone.' }));
    await acknowledge(garden.alerts);
    expect([seen(), told(), isBusy.value]).toEqual([[at('12:00'), null], ['Gone.'], false]);
  });

  it('on two screens at once marks the alert on both', async () => {
    const [one, two] = [screen(), screen()];
    await Promise.all([one.acknowledge([one.garden.state.alerts[1]!]), two.acknowledge([two.garden.state.alerts[2]!])]);
    expect([one.seen(), two.seen()]).toEqual([
      [null, at('12:00')],
      [at('12:00'), null],
    ]);
    expect([one.told().length, two.told().length]).toEqual([1, 1]);
  });
});
