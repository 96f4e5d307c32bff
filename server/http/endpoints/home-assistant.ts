/** Plants and devices in Home Assistant. */
import {
  homeAccountSchema,
  homeAssistantSettingsSchema,
  updateHomeAssistantSettingsSchema,
} from '@plantops/shared/settings/home-assistant.ts';
import type { Endpoint } from './endpoint.ts';

export const homeAssistantEndpoints = {
  getHomeAssistantSettings: {
    method: 'get',
    path: '/api/settings/home-assistant',
    tag: 'Settings',
    summary: 'Whether plants and devices are announced to Home Assistant, at which broker, and how that goes',
    answers: { 200: homeAssistantSettingsSchema },
  },
  updateHomeAssistantSettings: {
    method: 'put',
    path: '/api/settings/home-assistant',
    tag: 'Settings',
    summary:
      'Announce plants and devices to Home Assistant, or remove them there. Waits up to 5 seconds for the broker.',
    body: updateHomeAssistantSettingsSchema,
    answers: { 200: homeAssistantSettingsSchema },
  },
  createHomeAssistantAccount: {
    method: 'post',
    path: '/api/settings/home-assistant/account',
    tag: 'Settings',
    right: 'owner',
    summary:
      'Make the account by which Home Assistant logs in at the broker of this server, or a new password for it. Only this answer has the password.',
    answers: { 201: homeAccountSchema },
    problems: ['broker_unavailable'],
  },
  removeHomeAssistantAccount: {
    method: 'delete',
    path: '/api/settings/home-assistant/account',
    tag: 'Settings',
    right: 'owner',
    summary: 'Remove the account by which Home Assistant logs in at the broker of this server',
    answers: { 204: null },
    problems: ['broker_unavailable'],
  },
} as const satisfies Record<string, Endpoint>;
