import { browserName } from '../../services/access/browser-name.ts';
import type { PushBrowsers } from '../../services/notifications/web-push/push-browsers.ts';
import type { Handlers } from '../router.ts';

export function pushHandlers(browsers: PushBrowsers) {
  return {
    getPush() {
      return { status: 200, body: browsers.shown() };
    },
    async addPushBrowser({ body, request }) {
      return { status: 201, body: await browsers.add(body, browserName(request.headers['user-agent'])) };
    },
    async removePushBrowser({ params: { id } }) {
      await browsers.remove(id);
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
