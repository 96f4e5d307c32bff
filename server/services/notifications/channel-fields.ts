import type { ChannelFieldKind } from '@plantops/shared/settings/channel-settings.ts';
import { maskedWebhook } from './webhook-address.ts';

interface Kind {
  /** Whether values are encrypted at rest. Otherwise they are stored as plain text and included in backups. */
  sealed: boolean;
  /** Returns what the API may show of a value. */
  shown: (value: string) => string;
}

/** How each kind of field is stored and shown. Values of sealed fields are only ever shown masked. */
export const FIELD_KINDS: Readonly<Record<ChannelFieldKind, Kind>> = {
  // The path may contain the only token that protects the webhook.
  url: { sealed: true, shown: (value) => maskedWebhook(new URL(value)) },
  text: { sealed: false, shown: (value) => value },
  secret: { sealed: true, shown: () => '****' },
};
