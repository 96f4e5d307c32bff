import type { Channel } from '../channel.ts';
import { discord } from './discord.ts';
import { webhook } from './webhook.ts';

/** All channels, in display order. To add one, create a file in this folder and list it here. */
export const CHANNELS: readonly Channel[] = [discord, webhook];
