import { describe, expect, it } from 'vitest';
import { lineTo } from '../testing/broker.ts';
import { useInboxes } from '../testing/inboxes.ts';

const stage = useInboxes();
const { newInbox, started, cutAndReconnect, publish, stop } = stage;

describe('the inbox, if the broker goes away or messages must wait', () => {
  it('sends no acknowledgement for a message from an earlier connection', async () => {
    const first = await started();
    await publish('one');
    await expect.poll(first.texts).toEqual(['one']);
    await cutAndReconnect(first.inbox);
    await expect.poll(first.texts).toEqual(['one', 'one']);
    first.inbox.acknowledge(first.taken[0]?.delivery ?? 0);
    await publish('two');
    await expect.poll(first.texts).toEqual(['one', 'one', 'two']);
    await cutAndReconnect(first.inbox);
    await expect
      .poll(first.texts, { message: 'the broker was told that it is safe' })
      .toEqual(['one', 'one', 'two', 'one', 'two']);
    for (const { delivery } of first.taken) first.inbox.acknowledge(delivery);
    await stop(first.inbox);
    const second = await started();
    await publish('three');
    await expect.poll(second.texts).toEqual(['three']);
  });

  it('takes nothing more once it is paused; the broker keeps later messages', async () => {
    const first = await started();
    await publish('before');
    await expect.poll(first.texts).toEqual(['before']);
    first.inbox.pause();
    await publish('after');
    first.inbox.acknowledge(first.taken[0]?.delivery ?? 0);
    await stop(first.inbox);
    expect(first.texts()).toEqual(['before']);
    const second = await started();
    await expect.poll(second.texts).toEqual(['after']);
  });

  it('holds messages back in order, even across a lost connection, and does not count as hearing meanwhile', async () => {
    const { inbox, texts, taken } = await started();
    await publish('before');
    await expect.poll(texts).toEqual(['before']);
    inbox.holdBack();
    const drained = inbox.drained();
    inbox.acknowledge(taken[0]?.delivery ?? 0);
    await drained;
    for (const text of ['one', 'two']) await publish(text);
    expect(inbox.hearingSince()).toBeUndefined();
    await cutAndReconnect(inbox);
    await publish('three');
    expect(inbox.hearingSince()).toBeUndefined();
    expect(texts()).toEqual(['before']);
    inbox.goOn();
    expect(inbox.hearingSince()).toBeInstanceOf(Date);
    await expect.poll(texts).toEqual(['before', 'one', 'two', 'three']);
  });

  it('reports that it hears nothing whenever the broker is away, and recovers by itself each time', async () => {
    const { inbox } = await started();
    for (let round = 0; round < 2; round += 1) {
      stage.line.cut();
      await expect.poll(() => inbox.hearingSince()).toBeUndefined();
      expect(inbox.status().connected).toBe(false);
      await stage.clock.advance(1000);
      await expect.poll(() => inbox.hearingSince()).toEqual(stage.clock.now());
    }
  });

  it('tries every second for as long as the broker is away, and no more once it is stopped', async () => {
    const { inbox } = await started();
    const away = await lineTo(stage.broker.url);
    await away.close();
    const late = newInbox({ url: away.url });
    late.start();
    for (let round = 0; round < 3; round += 1) {
      // It waits to connect.
      await expect.poll(() => stage.clock.timers).toBe(1);
      await stage.clock.advance(1000);
    }
    await expect.poll(() => stage.clock.timers).toBe(1);
    await stop(late);
    await stop(inbox);
    expect(stage.clock.timers).toBe(0);
  });

  it('waits at most five seconds for the messages in flight, the first and the second time, and all who wait', async () => {
    const { inbox, taken, texts } = await started();
    for (const text of ['one', 'two']) {
      await publish(text);
      await expect.poll(texts).toContain(text);
      let drained = 0;
      inbox.holdBack();
      for (let who = 0; who < 2; who += 1) void inbox.drained().then(() => (drained += 1));
      await stage.clock.advance(4999);
      expect(drained).toBe(0);
      await stage.clock.advance(1);
      expect(drained).toBe(2);
      inbox.goOn();
      inbox.acknowledge(taken.at(-1)?.delivery ?? 0);
    }
    await publish('three');
    await expect.poll(texts).toContain('three');
    inbox.holdBack();
    const both = Promise.all([inbox.drained(), inbox.drained()]);
    inbox.acknowledge(taken.at(-1)?.delivery ?? 0);
    await both;
    await inbox.drained();
    inbox.goOn();
    expect(inbox.hearingSince()).toEqual(stage.clock.now());
  });

  it('held back before it connects takes nothing, and all of it once it goes on, which it does once', async () => {
    const first = await started();
    await stop(first.inbox);
    for (const text of ['one', 'two']) await publish(text);
    const { inbox, texts } = heldBack();
    await expect.poll(() => inbox.status().connected).toBe(true);
    expect([texts(), inbox.hearingSince()]).toEqual([[], undefined]);
    inbox.goOn();
    inbox.goOn();
    await expect.poll(texts).toEqual(['one', 'two']);
    expect(inbox.received()).toBe(2);
  });

  it('that is stopped while it holds back closes its connection at once, and leaves all to the broker', async () => {
    const { inbox } = heldBack();
    await expect.poll(() => inbox.status().connected).toBe(true);
    for (const text of ['one', 'two']) await publish(text);
    await stop(inbox);
    expect(inbox.received()).toBe(0);
    const second = await started();
    await expect.poll(second.texts).toEqual(['one', 'two']);
  });

  function heldBack() {
    const inbox = newInbox();
    const taken: string[] = [];
    inbox.consume('telemetry', (messages) => taken.push(...messages.map(({ payload }) => payload.toString())));
    inbox.holdBack();
    inbox.start();
    return { inbox, texts: () => taken };
  }
});
