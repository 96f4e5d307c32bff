import type { ChannelFieldKind } from '@plantops/shared/settings/channel-settings.ts';
import { maskedWebhook } from './webhook-address.ts';

interface Kind {
  /** Encrypted at rest. Else it is stored as it is, and comes along in a backup. */
  sealed: boolean;
  /** What may be shown of it to whoever sees the settings. */
  shown: (value: string) => string;
}

/** What the kind of a field means. None that is sealed is ever shown whole. */
export const FIELD_KINDS: Readonly<Record<ChannelFieldKind, Kind>> = {
  // Its path may be all that keeps others from using it.
  url: { sealed: true, shown: (value) => maskedWebhook(new URL(value)) },
  text: { sealed: false, shown: (value) => value },
  secret: { sealed: true, shown: () => '****' },
};
