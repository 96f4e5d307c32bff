import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { FlowRequests } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

import type { Plants } from '../plants/plants.ts';
import type { DisplaySettings } from '../settings/display-settings.ts';
import type { SecretBox } from '../settings/secret-box.ts';
import { CareAdvisor } from './care-advisor.ts';
import { CarePlans, type KnownDiagnoses } from './care-plans.ts';
import { CareRenewal } from './care-renewal.ts';
import { LanguageModel } from './language-model.ts';
import { LlmSettings } from './llm-settings.ts';
import { ModelMemory } from './model-memory.ts';

export interface CareNeeds {
  database: Database;
  box: SecretBox;
  /** Each provider's address if the owner sets none. */
  baseUrls: Readonly<Record<LlmProvider, URL | undefined>>;
  plants: Plants;
  display: DisplaySettings;
  diagnoses: KnownDiagnoses;
  requests: FlowRequests;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** Care plans: who makes them, what they are made from, where they are stored, and when they are renewed. */
export async function openCare(needs: CareNeeds) {
  const { database, box, baseUrls, plants, display, diagnoses, requests, bus, clock, log } = needs;
  const settings = new LlmSettings({ database, box, environment: baseUrls, log });
  const memory = new ModelMemory(database);
  bus.on('data_replaced', async () => {
    await settings.load();
    await memory.load();
  });
  await settings.load();
  await memory.load();
  const llm = new LanguageModel({ database, settings, memory, clock, log });
  const source = () => (llm.isReady() ? (settings.provider() ?? 'rules') : 'rules');
  const plans = new CarePlans({ database, plants, display, diagnoses, bus, clock, source });
  const advisor = new CareAdvisor({ plans, plants, requests, display, clock, log });
  const renewal = new CareRenewal({
    database,
    diagnoses,
    advisor,
    bus,
    clock,
    isAllowed: () => settings.isAutomatic() && llm.isReady(),
    log,
  });
  return { settings, llm, plans, advisor, renewal };
}
