import { systemClock } from '@plantops/shared/clock.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { PASSWORD, SERVER_NAME, startTestBroker } from '../testing/broker.ts';
import { BrokerInbox } from './inbox.ts';
import { SessionContest } from './session-contest.ts';

let clock: FakeClock;
let told: number;
let contest: SessionContest;

beforeEach(() => {
  clock = new FakeClock();
  told = 0;
  contest = new SessionContest(clock, () => (told += 1));
});

/** Another connection takes the session over, and the broker, which has run all the time, closes ours. */
function takenOver(): void {
  contest.connected();
  contest.ended({ isSilent: true });
  contest.connected();
  contest.brokerRunsSince(new Date(clock.now().getTime() - 60_000));
}

it('one take-over is that of a restart; a second within half a minute is that of another server, told once', async () => {
  takenOver();
  expect([contest.isContested, told]).toEqual([false, 0]);
  for (let times = 0; times < 5; times += 1) {
    await clock.advance(1000);
    takenOver();
  }
  expect([contest.isContested, told]).toEqual([true, 1]);
});

it.each<[string, () => void]>([
  ['the broker says so', () => contest.ended({ isSilent: false, reasonCode: 142 })],
  ['the broker closes the connection without a word', takenOver],
])('is seen where %s', (_how, happens) => {
  happens();
  happens();
  expect(contest.isContested).toBe(true);
});

it.each<[string, () => void]>([
  [
    'fails',
    () => {
      contest.connected();
      contest.ended({ isSilent: false });
      contest.connected();
      contest.brokerRunsSince(new Date(0));
    },
  ],
  [
    'ends with the broker, which is started again',
    () => {
      contest.connected();
      contest.ended({ isSilent: true });
      contest.connected();
      contest.brokerRunsSince(clock.now());
    },
  ],
])('a connection that %s is none of a contest', (_how, happens) => {
  for (let times = 0; times < 5; times += 1) happens();
  expect(contest.isContested).toBe(false);
});

it('take-overs that are far apart are none of a contest', async () => {
  takenOver();
  await clock.advance(31_000);
  takenOver();
  expect(contest.isContested).toBe(false);
});

it('is over after a minute without one, and told again after that', async () => {
  takenOver();
  takenOver();
  await clock.advance(61_000);
  expect(contest.isContested).toBe(false);
  takenOver();
  takenOver();
  expect([contest.isContested, told]).toEqual([true, 2]);
});

it('two servers with one account at a broker are told of it, each with one sentence that says what to do', async () => {
  const broker = await startTestBroker([]);
  const said: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void said.push((JSON.parse(line) as { msg: string }).msg) });
  const servers = [1, 2].map(
    () => new BrokerInbox({ url: broker.url, username: SERVER_NAME, password: PASSWORD, clock: systemClock, log }),
  );
  for (const server of servers) server.start();
  await expect
    .poll(() => servers.map(({ own }) => own.status().isContested), { timeout: 15_000 })
    .toEqual([true, true]);
  await Promise.all(servers.map((server) => server.stop()));
  await broker.stop();
  expect(said).toHaveLength(2);
  for (const sentence of said)
    expect(sentence).toMatch(
      /^Another server logs in at the broker 127\.0\.0\.1:\d+ as plantops-server.*MQTT_USERNAME/,
    );
});
