/** The fakes behave as what they stand for, and tell a test what it left behind. */
import { defineComponent, getCurrentInstance, h, ref } from 'vue';
import { describe, expect, it, vi } from 'vitest';
import { getPlant, listJournal } from '../api/generated';
import LoginForm from '../components/LoginForm.vue';
import { nextCursor } from '../api/next-page';
import { useGardenStore } from '../stores/garden';
import { FakeEventSource } from './fake-event-source';
import { page, problem, settled } from './fake-server';
import { fern, lockedOut, start } from './samples';
import { mountPage, onScreen, openScreen, openScreens } from './screen';
import { clearStage, clock, pass, server, setStage } from './stage';

const ask = (id = 'fern') => getPlant({ path: { id }, throwOnError: true });

describe('the fake server', () => {
  it('keeps what it was asked, and gives the answer for the path', async () => {
    server.answer('GET', '/api/plants/:id/journal', ({ params, query }: { params: object; query: object }) =>
      page([{ ...params, ...query }], 5),
    );
    const { data, response } = await listJournal({ path: { id: 'fern' }, query: { limit: 3 }, throwOnError: true });
    expect(data).toEqual([{ id: 'fern', limit: '3' }]);
    expect(nextCursor(response)).toBe('5');
    expect(server.asked('GET', '/api/plants/fern/journal')).toMatchObject([{ query: { limit: '3' }, body: undefined }]);
  });

  it('answers held requests in the order that the test chooses', async () => {
    const arrived: string[] = [];
    const [first, second] = [server.hold('GET', '/api/plants/:id'), server.hold('GET', '/api/plants/:id')];
    for (const id of ['fern', 'basil']) void ask(id).then(({ data }) => arrived.push(data.name));
    await settled();
    expect([first.call?.params.id, second.call?.params.id]).toEqual(['fern', 'basil']);
    await second.answer(fern({ name: 'second' }));
    await first.answer(fern({ name: 'first' }));
    expect(arrived).toEqual(['second', 'first']);
  });

  it('refuses with a problem, and is out of reach', async () => {
    server.answer('GET', '/api/plants/fern', problem(404, { code: 'plant_not_found', detail: 'Gone.' }));
    await expect(ask()).rejects.toMatchObject({ status: 404, code: 'plant_not_found', message: 'Gone.' });
    server.isReachable = false;
    await expect(ask()).rejects.toMatchObject({ status: 0 });
  });

  it('a request that nobody answers fails the test, with its method and path', async () => {
    await expect(ask()).rejects.toThrow();
    await expect(clearStage()).rejects.toThrow('Nobody answers GET /api/plants/fern');
    setStage();
  });
});

describe('a screen', () => {
  it('has stores of its own', async () => {
    server.answer('GET', '/api/start', start());
    const [one, two] = [openScreen(), openScreen()];
    await one.garden.load();
    expect([one.garden.plants.length, two.garden.plants.length]).toEqual([2, 0]);
    expect(onScreen(() => useGardenStore(), one).it).toBe(one.garden);
  });

  it('left open streams and timers fail the test', async () => {
    server.answer('GET', '/api/start', start());
    clock.every(1000, () => undefined);
    await expect(clearStage()).rejects.toThrow('1 timers are still set');
    setStage();
    server.answer('GET', '/api/start', start());
    const { garden, pinia } = openScreen();
    garden.start();
    await settled();
    expect(FakeEventSource.latest.lastEventId).toBe('10');
    expect(pinia).toBeDefined();
  });

  it('learns of a lost session', async () => {
    server.answer('GET', '/api/start', start());
    const { garden, session } = openScreen();
    await garden.begin();
    expect(session.isOpen).toBe(true);
    server.answer('GET', '/api/plants/fern', problem(401));
    await expect(ask()).rejects.toMatchObject({ status: 401 });
    expect(session.isOpen).toBe(false);
  });

  it('time passes only when the test says so', async () => {
    const seen: number[] = [];
    clock.after(1000, () => seen.push(clock.elapsedMs()));
    await pass(999);
    expect(seen).toEqual([]);
    await pass(1);
    expect(seen).toEqual([1000]);
  });
});

describe('a mounted page', () => {
  it('is found by role, label and words, and is gone after it is left', async () => {
    server.answer('POST', '/api/session', lockedOut.session);
    const { role, type, click, screen, words, has, leave } = await mountPage(LoginForm);
    expect(words()).toContain('Welcome back');
    await type('Owner password', 'secret');
    await click(role('button', 'Log in'));
    expect(server.asked('POST', '/api/session')[0]?.body).toEqual({ password: 'secret' });
    expect(screen.session.isOpen).toBe(true);
    leave();
    expect(has('button')).toBe(false);
  });

  it('takes other props, and tells what it emitted', async () => {
    const Counter = defineComponent({
      props: { by: { type: Number, required: true } },
      emits: ['count'],
      setup(props, { emit }) {
        const sum = ref(0);
        return () => h('button', { onClick: () => emit('count', (sum.value += props.by)) }, `${sum.value}`);
      },
    });
    const { role, click, change, emitted } = await mountPage(Counter, { by: 1 });
    await click(role('button', '0'));
    await change({ by: 5 });
    await click(role('button', '1'));
    expect(emitted('count')).toEqual([[1], [6]]);
    expect(() => role('button', 'no such')).toThrow('There is: 6');
  });

  const failing = (when: { value: boolean }) =>
    defineComponent(() => () => {
      if (when.value) throw new Error('It cannot be drawn.');
      return h('p', 'drawn');
    });

  it('fails the test when it fails, at once or later, and nothing else', async () => {
    const unset = defineComponent(() => {
      throw new Error('It cannot be set up.');
    });
    await expect(mountPage(unset)).rejects.toThrow('It cannot be set up.');
    expect(() => onScreen(() => expect.fail('It cannot begin.'))).toThrow('It cannot begin.');
    const [now, later] = [ref(true), ref(false)];
    await expect(mountPage(failing(now))).rejects.toThrow('It cannot be drawn.');
    await mountPage(failing(later));
    later.value = true;
    await expect(settled()).rejects.toThrow('It cannot be drawn.');
    await clearStage();
    setStage();
    expect(getCurrentInstance()).toBeNull();
    expect(openScreen().garden.plants).toEqual([]);
    const { words } = await mountPage(failing(now), {}).catch(() => mountPage(failing(ref(false))));
    expect(words()).toBe('drawn');
  });
});

describe('a test', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['what follows', settled],
    ['time to pass', () => pass(1000)],
    ['its clock', () => clock.advance(1000)],
    ['a page', () => mountPage(LoginForm)],
  ])('that runs out of time while it waits for %s goes no further', async (_what, wait) => {
    const outOfTime = new AbortController();
    const went: string[] = [];
    setStage(outOfTime);
    const played = (async () => {
      for (const step of ['one', 'two']) {
        went.push(step);
        await wait();
      }
    })();
    void played;
    outOfTime.abort();
    await clearStage();
    setStage();
    await pass(5000);
    expect(went).toEqual(['one']);
    expect([server.calls, clock.timers, document.body.textContent]).toEqual([[], 0, '']);
  });

  it('that fails while its screens are closed leaves no screen, clock or spy to the next one', async () => {
    const spied = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const [first, second] = [openScreen(), openScreen()];
    first.leaving.add(() => expect.fail('It cannot be left.'));
    const left = vi.fn();
    second.leaving.add(left);
    await expect(clearStage()).rejects.toThrow('It cannot be left.');
    setStage();
    expect(left).toHaveBeenCalledOnce();
    expect([openScreens().size, document.hidden, spied.mock.calls.length]).toEqual([0, false, 0]);
  });
});
