import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Router } from 'vue-router';
import { useLanguage } from './messages/text';
import { createAppRouter } from './router';
import { settled } from './testing/fake-server';

let router: Router;
beforeEach(() => {
  router = createAppRouter();
});
afterEach(() => {
  document.title = '';
});
const at = (): string => router.currentRoute.value.fullPath;

describe('addresses', () => {
  it.each([
    { path: '/', title: 'Plants' },
    { path: '/devices', title: 'Devices' },
    { path: '/settings', title: 'Settings' },
    { path: '/alerts', title: 'Alerts' },
    { path: '/system', title: 'System' },
    { path: '/compare', title: 'Compare plants' },
    { path: '/plants/fern/care', title: 'Care' },
    { path: '/plants/fern/year/2026', title: 'The year' },
    { path: '/plants/fern/year/soon', title: 'There is nothing here' },
    { path: '/no/such/page', title: 'There is nothing here' },
  ])('$path has a page and a title', async ({ path, title }) => {
    await router.push(path);
    expect(router.currentRoute.value.matched.length).toBe(1);
    expect(document.title).toMatch(new RegExp(`^${title}.* · PlantOps$`));
  });

  it('of a plant give its id to the page', async () => {
    await router.push('/plants/fern');
    expect(router.currentRoute.value.params).toEqual({ id: 'fern' });
    await router.push('/plants/basil/care');
    expect(router.currentRoute.value.params).toEqual({ id: 'basil' });
  });

  it('of the login lead to the plants, and keep where to go afterwards', async () => {
    await router.push('/login?next=/editor/');
    expect(at()).toBe('/?next=/editor/');
  });
});

describe('the title', () => {
  it('that a page gave itself stays while the page changes its query', async () => {
    await router.push('/compare');
    document.title = 'Fern and Basil';
    await router.push('/compare?plants=fern,basil');
    expect(document.title).toBe('Fern and Basil');
    await router.push('/devices');
    expect(document.title).not.toBe('Fern and Basil');
  });

  it('follows the language', async () => {
    await router.push('/settings');
    await useLanguage('de');
    await settled();
    expect(document.title).toMatch(/^Einstellungen/);
  });
});

describe('the place on the page', () => {
  const scroll = (to: string, from: string, saved: { left: number; top: number } | null = null): unknown =>
    // oxlint-disable-next-line typescript/no-deprecated -- its successor is experimental
    router.options.scrollBehavior?.(router.resolve(to) as never, router.resolve(from) as never, saved);

  it.each([
    { case: 'another page begins at its top', to: '/devices', from: '/', place: { top: 0 } },
    { case: 'a change of the query moves nothing', to: '/compare?metric=ph', from: '/compare', place: false },
    { case: 'a heading is shown below the bar', to: '/settings#backup', from: '/', place: { el: '#backup', top: 80 } },
    {
      case: 'a heading of the same page too',
      to: '/settings#backup',
      from: '/settings',
      place: { el: '#backup', top: 80 },
    },
  ])('$case', ({ to, from, place }) => {
    expect(scroll(to, from)).toEqual(place);
  });

  it('is where it was when the owner goes back', () => {
    expect(scroll('/', '/devices', { left: 0, top: 300 })).toEqual({ left: 0, top: 300 });
  });
});
