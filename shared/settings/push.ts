/** REST shapes of browsers that show notifications by themselves (Web Push). */
import { z } from 'zod';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from '../plain-text.ts';

/** More browsers than a household has. */
export const MOST_PUSH_BROWSERS = 30;

const base64url = (bytes: number) =>
  z
    .string()
    .regex(/^[\w-]+={0,2}$/)
    .refine((text) => Math.floor((text.replace(/=+$/, '').length * 3) / 4) === bytes, {
      message: `must be ${bytes} bytes in base64url`,
    });

export const subscribeBrowserSchema = z
  .strictObject({
    endpoint: z
      .url({ protocol: /^https?$/ })
      .max(1000)
      .meta({ description: 'Of the service that the maker of the browser runs' }),
    keys: z.strictObject({ p256dh: base64url(65), auth: base64url(16) }),
    label: z.string().trim().min(1).max(60).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND).optional(),
  })
  .meta({ id: 'SubscribeBrowser', description: 'What `PushSubscription.toJSON()` gives in a browser' });

export const pushBrowserSchema = z
  .strictObject({
    id: z.string().meta({ description: '`push_` and the first 16 hex digits of the SHA-256 of the endpoint' }),
    label: z.string().meta({ description: 'Such as `Firefox on Linux`' }),
    created_at: z.iso.datetime(),
    last_error: z.string().nullable().meta({ description: 'Why the last message did not get there' }),
  })
  .meta({ id: 'PushBrowser' });

export const pushSchema = z
  .strictObject({
    public_key: z.string().meta({ description: 'The `applicationServerKey` of a subscription, as base64url' }),
    browsers: z.array(pushBrowserSchema),
  })
  .meta({ id: 'Push' });

export type SubscribeBrowser = z.infer<typeof subscribeBrowserSchema>;
export type PushBrowser = z.infer<typeof pushBrowserSchema>;
export type Push = z.infer<typeof pushSchema>;
