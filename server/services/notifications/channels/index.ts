import type { Channel } from '../channel.ts';
import { discord } from './discord.ts';
import { webhook } from './webhook.ts';

/** All channels, in the order in which they are shown. A new one is a file beside this one and a line here. */
export const CHANNELS: readonly Channel[] = [discord, webhook];
