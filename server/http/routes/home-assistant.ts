import type { HomeAssistant } from '../../services/home-assistant/home-assistant.ts';
import { requestHostOf } from '../guard.ts';
import type { Handlers } from '../router.ts';

export function homeAssistantHandlers(
  homeAssistant: Pick<HomeAssistant, 'shown' | 'update' | 'makeAccount' | 'removeAccount'>,
) {
  return {
    getHomeAssistantSettings() {
      return { status: 200, body: homeAssistant.shown() };
    },
    async updateHomeAssistantSettings({ body }) {
      return { status: 200, body: await homeAssistant.update(body) };
    },
    async createHomeAssistantAccount({ request }) {
      return { status: 201, body: await homeAssistant.makeAccount(requestHostOf(request)) };
    },
    async removeHomeAssistantAccount() {
      await homeAssistant.removeAccount();
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
