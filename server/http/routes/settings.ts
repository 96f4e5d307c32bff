import type { LlmSettings as ShownLlmSettings } from '@plantops/shared/settings/llm-settings.ts';
import type { TestResult } from '@plantops/shared/settings/notification-settings.ts';
import type { DisplaySettings } from '../../services/settings/display-settings.ts';
import type { LanguageModel } from '../../services/care/language-model.ts';
import type { LlmSettings } from '../../services/care/llm-settings.ts';
import type { NotificationSettings } from '../../services/notifications/notification-settings.ts';
import type { Handlers } from '../router.ts';

export function settingsHandlers(
  display: DisplaySettings,
  notifications: NotificationSettings,
  llmSettings: LlmSettings,
  llm: LanguageModel,
) {
  const shownLlm = async (): Promise<ShownLlmSettings> => ({
    ...llmSettings.shown(),
    ...llm.about(),
    usage: await llm.usage(),
  });
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
    async getLlmSettings() {
      return { status: 200, body: await shownLlm() };
    },
    async updateLlmSettings({ body }) {
      await llmSettings.update(body);
      return { status: 200, body: await shownLlm() };
    },
  } satisfies Partial<Handlers>;
}

/** Separate from the others, because it waits for the channels, which takes longer than the database may. */
export function notificationTestHandlers(test: (channel: string | undefined) => Promise<TestResult>) {
  return {
    async testNotifications({ body }) {
      return { status: 200, body: await test(body?.channel) };
    },
  } satisfies Partial<Handlers>;
}

/** Separate from the others, because they wait for the provider, which takes longer than the database may. */
export function llmTrialHandlers(llm: LanguageModel) {
  return {
    async testLlm() {
      return { status: 200, body: await llm.test() };
    },
    async listLlmModels() {
      return { status: 200, body: await llm.models() };
    },
  } satisfies Partial<Handlers>;
}
