/** The browsers of the owner as one channel beside the others: it is set up while there is one that wants messages. */
import type { ChannelRules, ChannelSettings as Shown } from '@plantops/shared/settings/channel-settings.ts';
import { inEveryLanguage } from '@plantops/shared/languages/terms.ts';
import type { Words } from '@plantops/shared/settings/display.ts';
import type { ActiveChannel, SendContext } from '../channel.ts';
import type { ChannelCondition } from '../channel-conditions.ts';
import { inOwnersLanguage } from '../message-language.ts';
import type { PushBrowsers } from './push-browsers.ts';

export const WEB_PUSH = 'web_push';
export const WEB_PUSH_LABEL: Words = { en: 'Push to browsers and phones', de: 'Push an Browser und Telefone' };
const HINT: Words = {
  en: 'Each browser turns it on for itself, also one that has the dashboard installed as an app.',
  de: 'Jeder Browser schaltet es für sich ein, auch einer, der das Dashboard als App installiert hat.',
};

/** @param context that messages are sent with */
export const pushChannel = (browsers: PushBrowsers, rules: ChannelRules, context: () => SendContext): ActiveChannel[] =>
  browsers.size === 0
    ? []
    : [
        {
          name: WEB_PUSH,
          label: WEB_PUSH_LABEL,
          rules,
          send: (message) => browsers.send(inOwnersLanguage(message, context().language), context()),
        },
      ];

export const shownPush = (browsers: PushBrowsers, rules: ChannelRules, condition: ChannelCondition): Shown => ({
  name: WEB_PUSH,
  label: inEveryLanguage(WEB_PUSH_LABEL),
  hint: inEveryLanguage(HINT),
  configured: browsers.size > 0,
  source: browsers.size > 0 ? 'settings' : 'none',
  error: null,
  fields: [],
  rules,
  waiting: condition.waiting,
  last_error: condition.lastError ?? null,
});
