/** The owner's screens: each has its own stores and address, as each phone and each tab has. */
import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, disposePinia, type Pinia, setActivePinia } from 'pinia';
import { type App, type Component, createApp, defineComponent, h } from 'vue';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { VApp } from 'vuetify/components/VApp';
import { useDisplayStore } from '../stores/display';
import { useFreshnessStore } from '../stores/freshness';
import { useGardenStore } from '../stores/garden';
import { useSessionStore } from '../stores/session';
import { useToastStore } from '../stores/toasts';
import { vuetify } from '../theme/vuetify';
import { settled } from './fake-server';
import { type Looks, looksAt } from './looks';
import { keepFailures, throwFailures } from './play';

export interface Screen {
  pinia: Pinia;
  router: Router;
  garden: ReturnType<typeof useGardenStore>;
  freshness: ReturnType<typeof useFreshnessStore>;
  session: ReturnType<typeof useSessionStore>;
  toasts: ReturnType<typeof useToastStore>;
  display: ReturnType<typeof useDisplayStore>;
  /** Runs a composable in a component of this screen. */
  show: <T>(use: () => T) => Shown<T>;
  /** The texts of the toasts, newest result first. */
  told: () => string[];
  /** Takes the action of a toast, undo for example. */
  act: (nth?: number) => Promise<void>;
  /** Closes the tab. */
  close: () => void;
  /** What leaves the pages that are shown. */
  leaving: Set<() => void>;
}

export interface Shown<T> {
  /** What the composable returned. */
  it: T;
  /** Goes to another page: the component is unmounted. */
  leave: () => void;
}

const screens = new Set<Screen>();
/** The screens that a test has opened and not closed. */
export const openScreens = (): ReadonlySet<Screen> => screens;
/** Closes them all, also if one of them fails at that. */
export const closeScreens = (): void => {
  let first: unknown;
  for (const screen of screens)
    try {
      screen.close();
    } catch (failure) {
      first ??= failure;
    }
  if (first) throw first as Error;
};

const anyPage = { template: '', render: () => null };
const newRouter = (): Router =>
  createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: anyPage }] });

/** Opens the dashboard in another tab or on another phone. @param router one that goes anywhere, unless it is given */
export function openScreen(router = newRouter()): Screen {
  const pinia = createPinia();
  setActivePinia(pinia);
  const leaving = new Set<() => void>();

  function show<T>(use: () => T): Shown<T> {
    let it: T | undefined;
    const app = createApp({ setup: () => ((it = use()), () => null) });
    keepFailures(app);
    const leave = (): void => {
      if (leaving.delete(leave)) app.unmount();
    };
    leaving.add(leave);
    app.use(pinia).use(vuetify).use(router).mount(document.createElement('div'));
    throwFailures();
    return { it: it as T, leave };
  }

  const screen: Screen = {
    pinia,
    router,
    leaving,
    garden: useGardenStore(pinia),
    freshness: useFreshnessStore(pinia),
    session: useSessionStore(pinia),
    toasts: useToastStore(pinia),
    display: useDisplayStore(pinia),
    show,
    told: () => screen.toasts.queue.map(({ text }) => text),
    async act(nth = 0) {
      const action = screen.toasts.queue[nth]?.action;
      if (!action) throw new Error(`The toast has nothing to do: ${screen.told().join(', ') || 'there is none'}.`);
      action.run();
      await settled();
    },
    close() {
      screens.delete(screen);
      for (const leave of [...leaving]) leave();
      disposePinia(pinia);
    },
  };
  screens.add(screen);
  return screen;
}

/** Runs a composable in a mounted component, on a screen of its own unless another is given. */
export function onScreen<T>(use: () => T, screen = openScreen()): Screen & Shown<T> {
  return { ...screen, ...screen.show(use) };
}

export interface MountedPage extends Looks {
  screen: Screen;
  wrapper: VueWrapper;
  /** What the component emitted, by event. */
  emitted: <T = unknown[]>(event: string) => T[];
  /** Changes props, as its parent does. */
  change: (props: Record<string, unknown>) => Promise<void>;
  leave: () => void;
}

/**
 * Mounts a component or a page with everything that it needs, attached to the document.
 * @param options the screen on which it is shown, and what stands in its slots
 */
export async function mountPage(
  component: Component,
  props: Record<string, unknown> = {},
  { screen = openScreen(), slots = {} }: { screen?: Screen; slots?: Record<string, () => unknown> } = {},
): Promise<MountedPage> {
  setActivePinia(screen.pinia);
  const inside = defineComponent({
    inheritAttrs: false,
    setup:
      (_props, { attrs }) =>
      () =>
        h(VApp, () => h(component, attrs, slots)),
  });
  const place = document.body.appendChild(document.createElement('div'));
  let app: App | undefined;
  const leave = (): void => {
    if (!screen.leaving.delete(leave)) return;
    app?.unmount();
    place.remove();
  };
  screen.leaving.add(leave);
  const known = (mounted: App): void => {
    app = mounted;
    keepFailures(mounted);
  };
  const global = { plugins: [known, screen.pinia, vuetify, screen.router] };
  let wrapper: VueWrapper;
  try {
    wrapper = mount(inside, { attrs: props, attachTo: place, global });
  } catch (failure) {
    throwFailures();
    throw failure;
  }
  await settled();
  const shown = wrapper.findComponent(component);
  return {
    ...looksAt(document.body),
    screen,
    wrapper: shown,
    emitted: (event) => (shown.emitted()[event] ?? []) as never,
    async change(next) {
      await wrapper.setProps(next);
      await settled();
    },
    leave,
  };
}
