import type { Channel } from '../channel.ts';
import { apprise } from './apprise.ts';
import { discord } from './discord.ts';
import { email } from './email.ts';
import { gotify } from './gotify.ts';
import { homeAssistant } from './home-assistant.ts';
import { matrix } from './matrix.ts';
import { ntfy } from './ntfy.ts';
import { pushover } from './pushover.ts';
import { slack } from './slack.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';

/** All channels, in display order. To add one, create a file in this folder and list it here. */
export const CHANNELS: readonly Channel[] = [
  email,
  discord,
  ntfy,
  telegram,
  slack,
  matrix,
  gotify,
  pushover,
  homeAssistant,
  apprise,
  webhook,
];
