/** Browsers that show notifications by themselves. */
import { pushBrowserSchema, pushSchema, subscribeBrowserSchema } from '@plantops/shared/settings/push.ts';
import { byId, type Endpoint } from './endpoint.ts';

export const pushEndpoints = {
  getPush: {
    method: 'get',
    path: '/api/push',
    tag: 'Settings',
    summary: 'The browsers that show notifications, and the key to subscribe one with',
    answers: { 200: pushSchema },
  },
  addPushBrowser: {
    method: 'post',
    path: '/api/push/browsers',
    tag: 'Settings',
    summary: 'Have a browser show notifications; one that is there already is renewed',
    body: subscribeBrowserSchema,
    answers: { 201: pushBrowserSchema },
    problems: ['webhook_not_allowed', 'push_limit_reached'],
  },
  removePushBrowser: {
    method: 'delete',
    path: '/api/push/browsers/:id',
    tag: 'Settings',
    summary: 'Send a browser no more notifications',
    params: byId,
    answers: { 204: null },
    problems: ['push_browser_not_found'],
  },
} as const satisfies Record<string, Endpoint>;
