import { watch } from 'vue';
import { createRouter, createWebHistory, type Router } from 'vue-router';
import { basePath } from './api/base-path';
import { preferences } from './messages/preferences';
import { allTexts, type MessageKey, text } from './messages/text';
import DashboardPage from './pages/DashboardPage.vue';
import { vuetifyIcons } from './theme/vuetify';

declare module 'vue-router' {
  interface RouteMeta {
    title?: MessageKey;
    /** Whether the page has the whole screen: nothing to navigate by stands beside it. */
    isWhole?: boolean;
  }
}

/** Pixels to leave free for the bar, which stays at the top and would cover the scroll target. */
const BELOW_BAR = 80;

/** A page beyond the first screen comes with its texts and icons. */
const page =
  <T>(load: () => Promise<T>) =>
  async (): Promise<T> => {
    const [loaded] = await Promise.all([load(), allTexts(), vuetifyIcons()]);
    return loaded;
  };

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(`${basePath}/`),
    // oxlint-disable-next-line typescript/no-deprecated -- its successor is experimental
    scrollBehavior: (to, from, saved) =>
      saved ?? (to.hash ? { el: to.hash, top: BELOW_BAR } : to.path === from.path ? false : { top: 0 }),
    routes: [
      { path: '/', component: DashboardPage, meta: { title: 'nav.dashboard' } },
      {
        path: '/wall',
        component: page(() => import('./pages/WallPage.vue')),
        meta: { title: 'nav.dashboard', isWhole: true },
      },
      {
        path: '/plants/:id',
        component: page(() => import('./pages/PlantPage.vue')),
        props: true,
        meta: { title: 'nav.dashboard' },
      },
      {
        path: '/plants/:id/care',
        component: page(() => import('./pages/CarePage.vue')),
        props: true,
        meta: { title: 'care.title' },
      },
      {
        path: String.raw`/plants/:id/year/:year(\d{4})`,
        component: page(() => import('./pages/PlantYearPage.vue')),
        props: ({ params }) => ({ id: params.id, year: Number(params.year) }),
        meta: { title: 'year.title' },
      },
      {
        path: '/plants/:id/import',
        component: page(() => import('./pages/PlantImportPage.vue')),
        props: true,
        meta: { title: 'import.title' },
      },
      { path: '/devices', component: page(() => import('./pages/DevicesPage.vue')), meta: { title: 'nav.devices' } },
      {
        path: '/devices/new',
        component: page(() => import('./pages/AddDevicePage.vue')),
        meta: { title: 'addDevice.title' },
      },
      { path: '/settings', component: page(() => import('./pages/SettingsPage.vue')), meta: { title: 'nav.settings' } },
      { path: '/alerts', component: page(() => import('./pages/AlertsPage.vue')), meta: { title: 'nav.alerts' } },
      { path: '/flows', component: page(() => import('./pages/FlowsPage.vue')), meta: { title: 'nav.flows' } },
      { path: '/system', component: page(() => import('./pages/SystemPage.vue')), meta: { title: 'nav.system' } },
      { path: '/compare', component: page(() => import('./pages/ComparePage.vue')), meta: { title: 'compare.title' } },
      // The flow editor sends visitors without a session here. App shows the login form, then returns to the editor.
      { path: '/login', redirect: ({ query }) => ({ path: '/', query }) },
      {
        path: '/:rest(.*)*',
        component: page(() => import('./pages/NotFoundPage.vue')),
        meta: { title: 'notFound.title' },
      },
    ],
  });
  const setTitle = (title: MessageKey | undefined): void => {
    document.title = title ? `${text(title)} · ${text('app.name')}` : text('app.name');
  };
  router.afterEach(({ meta, path }, from) => {
    // A page that changes its own query keeps the title that it set itself.
    if (path !== from.path || from.matched.length === 0) setTitle(meta.title);
  });
  watch(
    () => preferences.language,
    () => setTitle(router.currentRoute.value.meta.title),
  );
  return router;
}
