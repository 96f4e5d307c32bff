import type { Clock } from '@plantops/shared/ports.ts';
import type { TestResult } from '@plantops/shared/settings/notification-settings.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { SecretBox } from '../settings/secret-box.ts';
import { NotificationSettings, type NotificationSettingsOptions } from './notification-settings.ts';
import { Outbox } from './outbox.ts';
import { tryWebhook } from './webhook-trial.ts';

export interface NotificationsNeeds {
  database: Database;
  box: SecretBox;
  environment: NotificationSettingsOptions['environment'];
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** Messages to the owner: where they go, when not, and the outbox that they wait in. */
export async function openNotifications({ database, box, environment, bus, clock, log }: NotificationsNeeds) {
  const settings = new NotificationSettings({
    database,
    box,
    environment,
    onChanged: ({ webhook }) =>
      void bus.publish('settings_changed', {
        group: 'notifications',
        fields: ['cooldown_s', ...(webhook ? ['discord_webhook'] : [])],
      }),
    log,
  });
  const outbox = new Outbox({
    database,
    webhook: () => settings.webhook(),
    quietUntil: (now) => settings.quietUntil(now),
    onAlerts: (alertIds) => void bus.publish('alerts_changed', { alertIds }),
    log,
  });
  bus.on('settings_changed', ({ group, fields }) => {
    if (group === 'notifications') outbox.settingsChanged({ webhook: fields.includes('discord_webhook') });
  });
  bus.on('data_replaced', () => settings.load());
  await settings.load();
  return { settings, outbox, test: (): Promise<TestResult> => tryWebhook(settings.webhook(), clock) };
}
