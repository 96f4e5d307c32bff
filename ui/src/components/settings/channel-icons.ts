import {
  mdiBellRingOutline,
  mdiCellphoneMessage,
  mdiChatOutline,
  mdiEmailOutline,
  mdiForumOutline,
  mdiHomeAssistant,
  mdiHubOutline,
  mdiMatrix,
  mdiMessageBadgeOutline,
  mdiSendOutline,
  mdiSlack,
  mdiWebhook,
} from '@mdi/js';

/** Icons by the name of a channel; a channel that is not named has a bell. */
const ICONS: Readonly<Record<string, string>> = {
  email: mdiEmailOutline,
  discord: mdiForumOutline,
  ntfy: mdiMessageBadgeOutline,
  telegram: mdiSendOutline,
  slack: mdiSlack,
  matrix: mdiMatrix,
  gotify: mdiChatOutline,
  pushover: mdiCellphoneMessage,
  home_assistant: mdiHomeAssistant,
  apprise: mdiHubOutline,
  webhook: mdiWebhook,
};

export const channelIcon = (name: string): string => ICONS[name] ?? mdiBellRingOutline;
