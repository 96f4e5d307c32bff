/** Plants with a story: of each kind that advice went wrong with, and some of their relatives. */
import type { Story } from './world.ts';
import { DEVICE_STORIES } from './device-stories.ts';
import { FAULT_STORIES } from './fault-stories.ts';
import { KIND_STORIES } from './kind-stories.ts';
import { OUTDOOR_STORIES } from './outdoor-stories.ts';
import { PLACE_STORIES } from './place-stories.ts';
import { ROOM_STORIES } from './room-stories.ts';
import { WATER_STORIES } from './water-stories.ts';

export const STORIES: readonly Story[] = [
  ...WATER_STORIES,
  ...FAULT_STORIES,
  ...PLACE_STORIES,
  ...KIND_STORIES,
  ...ROOM_STORIES,
  ...OUTDOOR_STORIES,
  ...DEVICE_STORIES,
];
