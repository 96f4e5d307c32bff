import {
  mdiBellRingOutline,
  mdiCellphoneLink,
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
  web_push: mdiCellphoneLink,
};

export const channelIcon = (name: string): string => ICONS[name] ?? mdiBellRingOutline;
