/** Who may use this server: sessions of browsers, and tokens for scripts. */
import { z } from 'zod';
import { dateTime, id, plainText } from './fields.ts';

/** `read`: everything that is only looked at. `write`: also changes, and backups. */
export const TOKEN_SCOPES = ['read', 'write'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export const sessionEntrySchema = z
  .strictObject({
    id,
    current: z.boolean().meta({ description: 'Whether the request came with this session' }),
    browser: z.string().meta({ description: 'Such as `Firefox on Linux`' }),
    address: z.string().meta({ description: 'Where it was last seen' }),
    created_at: dateTime,
    seen_at: dateTime.meta({ description: 'When it was last used, to the minute' }),
    expires_at: dateTime,
  })
  .meta({ id: 'SessionEntry', description: 'A browser that the owner password was given in' });

export const accessTokenSchema = z
  .strictObject({
    id,
    name: z.string(),
    scope: z.enum(TOKEN_SCOPES),
    created_at: dateTime,
    used_at: dateTime.nullable().meta({ description: 'When it was last used, to the minute' }),
  })
  .meta({ id: 'AccessToken', description: 'What a script may use instead of the owner password' });

export const createAccessTokenSchema = z.strictObject({
  name: plainText(60).meta({ description: 'What it is for' }),
  scope: z.enum(TOKEN_SCOPES),
});

export const newAccessTokenSchema = accessTokenSchema
  .extend({ token: z.string().meta({ description: 'Shown this once; send it as `Authorization: Bearer`' }) })
  .meta({ id: 'NewAccessToken' });

export type SessionEntry = z.infer<typeof sessionEntrySchema>;
export type AccessToken = z.infer<typeof accessTokenSchema>;
export type CreateAccessToken = z.infer<typeof createAccessTokenSchema>;
export type NewAccessToken = z.infer<typeof newAccessTokenSchema>;
