import type { Clock } from '@plantops/shared/clock.ts';
import type { DisplaySettings as Display } from '@plantops/shared/settings/display.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { dateIn } from '../care/season.ts';
import type { SyncCredentials } from '../devices/sync-credentials.ts';
import type { DiagnosisKeeper } from '../diagnosis/diagnosis-keeper.ts';
import type { Journal } from '../plants/journal.ts';
import type { SecretBox } from '../settings/secret-box.ts';
import { HomeAnnouncer } from './home-announcer.ts';
import { HomeAssistant, type HomeAssistantOptions } from './home-assistant.ts';
import { HomeSettings } from './home-settings.ts';

export interface HomeAssistantNeeds extends Pick<
  HomeAssistantOptions,
  'ownBroker' | 'brokerFor' | 'wantReadings' | 'hashForBroker'
> {
  database: Database;
  box: SecretBox;
  display: { read: () => Promise<Display> };
  /** The owner's time zone. */
  timeZone: () => string;
  diagnoses: Pick<DiagnosisKeeper, 'withVerdicts' | 'withKnownVerdicts'>;
  journal: Pick<Journal, 'add'>;
  syncCredentials: SyncCredentials;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** Plants and devices in Home Assistant. */
export async function openHomeAssistant({ database, box, display, timeZone, diagnoses, ...needs }: HomeAssistantNeeds) {
  const { bus, clock, log } = needs;
  const settings = new HomeSettings({ database, box });
  await settings.load();
  const announcer = new HomeAnnouncer({
    database,
    bus,
    diagnoses,
    async told({ topics }) {
      const { language, temperature_unit: temperatureUnit } = await display.read();
      const { language: chosen, dashboard_url: url } = settings.current;
      return {
        topics,
        language: chosen ?? (language === 'auto' ? 'en' : language),
        temperatureUnit,
        dashboardUrl: url && url.replace(/\/+$/, ''),
        today: dateIn(timeZone(), clock.now()),
      };
    },
    clock,
    log,
  });
  const homeAssistant = new HomeAssistant({ ...needs, settings, announcer });
  bus.on('data_replaced', () => homeAssistant.reload());
  return homeAssistant;
}
