/**
 * The REST interface as a table: the requests and answers of each endpoint. It is used to validate requests, to type
 * the handlers and to generate the OpenAPI document, from which the dashboard's client is generated.
 */
import { accessEndpoints } from './endpoints/access.ts';
import { alertsEndpoints } from './endpoints/alerts.ts';
import { careEndpoints } from './endpoints/care.ts';
import { calibrationEndpoints } from './endpoints/calibrations.ts';
import { diagnosisEndpoints } from './endpoints/diagnosis.ts';
import { devicesEndpoints } from './endpoints/devices.ts';
import { dryRunsEndpoints } from './endpoints/dry-runs.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { flowVersionsEndpoints } from './endpoints/flow-versions.ts';
import { flowsEndpoints } from './endpoints/flows.ts';
import { homeAssistantEndpoints } from './endpoints/home-assistant.ts';
import { importsEndpoints } from './endpoints/imports.ts';
import { journalEndpoints } from './endpoints/journal.ts';
import { photosEndpoints } from './endpoints/photos.ts';
import { plantsEndpoints } from './endpoints/plants.ts';
import { roomsEndpoints } from './endpoints/rooms.ts';
import { questionEndpoints } from './endpoints/questions.ts';
import { pushEndpoints } from './endpoints/push.ts';
import { settingsEndpoints } from './endpoints/settings.ts';
import { todayEndpoints } from './endpoints/today.ts';
import { systemEndpoints } from './endpoints/system.ts';

export const endpoints = {
  ...devicesEndpoints,
  ...calibrationEndpoints,
  ...plantsEndpoints,
  ...importsEndpoints,
  ...roomsEndpoints,
  ...photosEndpoints,
  ...diagnosisEndpoints,
  ...journalEndpoints,
  ...todayEndpoints,
  ...careEndpoints,
  ...questionEndpoints,
  ...alertsEndpoints,
  ...flowsEndpoints,
  ...flowVersionsEndpoints,
  ...dryRunsEndpoints,
  ...settingsEndpoints,
  ...pushEndpoints,
  ...homeAssistantEndpoints,
  ...accessEndpoints,
  ...systemEndpoints,
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
export { type Endpoint, mayBeLeftOut, rightOf } from './endpoints/endpoint.ts';
