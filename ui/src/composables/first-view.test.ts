import { expect, it } from 'vitest';
import { pass } from '../testing/stage';
import { replaceFirstView } from './first-view';

const shown = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('#first-view')].map(({ style }) => style.opacity);

/** What the server has drawn. */
function drawn(): void {
  document.body.innerHTML = '<div id="first-view"></div><div id="app"></div>';
}

it('stays until the dashboard has something better, then fades and is gone', async () => {
  drawn();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const replaced = replaceFirstView(promise);
  await pass(5000);
  expect(shown()).toEqual(['']);
  resolve(undefined);
  await pass(1);
  expect(shown()).toEqual(['0']);
  await pass(200);
  await replaced;
  expect(shown()).toEqual([]);
  await pass(20_000);
});

it('makes way for what the dashboard says where its own start fails or takes long', async () => {
  drawn();
  const failed = replaceFirstView(Promise.reject(new Error('no answer')));
  await pass(200);
  await failed;
  expect(shown()).toEqual([]);
  await pass(20_000);
  drawn();
  const late = replaceFirstView(new Promise(() => undefined));
  await pass(19_000);
  expect(shown()).toEqual(['']);
  await pass(1200);
  await pass(200);
  await late;
  expect(shown()).toEqual([]);
});
