import type { Language } from '@plantops/shared/settings/display.ts';
import type { TestResult } from '@plantops/shared/settings/notification-settings.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Environment } from '../../config/environment.ts';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { SecretBox } from '../settings/secret-box.ts';
import { ChannelConditions } from './channel-conditions.ts';
import { Digest, type DigestOptions } from './digest.ts';
import { announce, type TellOwner } from './announcement.ts';
import { tryChannels } from './channel-trial.ts';
import { NotificationSettings } from './notification-settings.ts';
import { Outbox } from './outbox.ts';
import { PushBrowsers } from './web-push/push-browsers.ts';
import { WEB_PUSH } from './web-push/push-channel.ts';

export interface NotificationsNeeds {
  database: Database;
  box: SecretBox;
  environment: Environment;
  /** The language of the dashboard, as last read. */
  displayLanguage?: () => 'auto' | Language;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** Creates the notification service (settings, outbox and test messages), connects it to the bus and loads it. */
export async function openNotifications({
  database,
  box,
  environment,
  displayLanguage,
  bus,
  clock,
  log,
}: NotificationsNeeds) {
  const conditions = new ChannelConditions();
  const push = new PushBrowsers({
    database,
    box,
    allowedHosts: environment.WEBHOOK_ALLOWED_HOSTS,
    onChanged: () =>
      void bus.publish('settings_changed', { group: 'notifications', fields: ['channels'], channels: [WEB_PUSH] }),
    clock,
  });
  const settings = new NotificationSettings({
    database,
    box,
    environment,
    push,
    ...(displayLanguage && { displayLanguage }),
    onChanged: (change) => void bus.publish('settings_changed', { group: 'notifications', ...change }),
    conditionOf: (channel) => conditions.of(channel),
    clock,
    log,
  });
  const outbox = new Outbox({
    database,
    channels: () => settings.channels(),
    quietUntil: (now) => settings.quietUntil(now),
    onAlerts: (alertIds) => void bus.publish('alerts_changed', { alertIds }),
    conditions,
    clock,
    log,
  });
  bus.on('settings_changed', (change) => {
    if (change.group === 'notifications') outbox.settingsChanged(change);
  });
  bus.on('data_replaced', () => settings.load());
  await settings.load();
  const test = (channel: string | undefined): Promise<TestResult> => tryChannels(settings.channels(), channel, clock);
  const tellOwner: TellOwner = (words) => {
    const [text, english] = [`PlantOps: ${words(settings.language())}`, `PlantOps: ${words('en')}`];
    void announce(settings.channels(), { text, english }, clock, log);
  };
  /** The digest, once there is somebody who knows how plants are. */
  const openDigest = (judge: Pick<DigestOptions, 'diagnosisOf' | 'temperatureUnit'>): Digest =>
    new Digest({
      database,
      settings: () => settings.digest(),
      language: () => settings.language(),
      ...judge,
      tell: (words) => void announce(settings.channels(), { text: words }, clock, log, 'digest'),
      clock,
      log,
    });
  return { settings, outbox, push, openDigest, test, tellOwner };
}
