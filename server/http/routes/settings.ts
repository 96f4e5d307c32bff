import type { TestResult } from '@plantops/nodes/shared/settings.ts';
import type { DisplaySettings } from '../../services/display-settings.ts';
import type { NotificationSettings } from '../../services/notification-settings.ts';
import type { Handlers } from '../router.ts';

export function settingsHandlers(display: DisplaySettings, notifications: NotificationSettings) {
  return {
    async getDisplaySettings() {
      return { status: 200, body: await display.read() };
    },
    async updateDisplaySettings({ body }) {
      return { status: 200, body: await display.update(body) };
    },
    getNotificationSettings() {
      return { status: 200, body: notifications.shown() };
    },
    async updateNotificationSettings({ body }) {
      return { status: 200, body: await notifications.update(body) };
    },
  } satisfies Partial<Handlers>;
}

/** Apart from the others: it waits for Discord, which takes longer than the database may. */
export function notificationTestHandlers(test: () => Promise<TestResult>) {
  return {
    async testNotifications() {
      return { status: 200, body: await test() };
    },
  } satisfies Partial<Handlers>;
}
