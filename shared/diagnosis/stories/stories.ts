/** Plants with a story: of each kind that advice went wrong with, and some of their relatives. */
import type { Story } from './world.ts';
import { FAULT_STORIES } from './fault-stories.ts';
import { PLACE_STORIES } from './place-stories.ts';
import { WATER_STORIES } from './water-stories.ts';

export const STORIES: readonly Story[] = [...WATER_STORIES, ...FAULT_STORIES, ...PLACE_STORIES];
