/** What the engine needs of the rooms of the owner. */
import type { TellOwner } from '../services/notifications/announcement.ts';
import type { FlowState } from '@plantops/shared/api/flows.ts';
import type { EngineSettings } from '../engine/engine-settings.ts';
import type { HostOffer } from '../port/offers.ts';
import type { Handlers } from '../port/port-end.ts';
import type { FlowCalls } from './flow-calls.ts';

/** What the host does for the engine besides keeping flows: the rooms of the owner do it. */
export type RoomCalls = Omit<Handlers<HostOffer>['calls'], keyof FlowCalls>;

/** What the engine is told at its start, besides where its folders are. */
export type EngineNeeds = Omit<
  EngineSettings,
  'token' | 'userDir' | 'filesDir' | 'logLevel' | 'handsOnAtOnce' | 'ofOwner'
> & {
  ofOwner: Omit<EngineSettings['ofOwner'], 'announceReadings' | 'holdBack'>;
};

export interface OwnersRooms {
  rooms: RoomCalls;
  careProgress: Handlers<HostOffer>['news']['care_progress'];
  settings: () => EngineNeeds;
  /** What the owner's nodes find in their environment. */
  environment: Readonly<Record<string, string>>;
  /** Tells the owner of something that cannot wait, on every channel. */
  tellOwner: TellOwner;
  /** What is known of the last deploy. */
  watched: () => Pick<FlowState, 'watch' | 'went_back'>;
}
