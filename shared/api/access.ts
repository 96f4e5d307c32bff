/** Who may use this server: sessions of browsers, tokens for scripts, and accounts of programs that read. */
import { z } from 'zod';
import { dateTime, id, plainText } from './fields.ts';

/** `read`: everything that is only looked at. `write`: also changes, and backups. */
export const TOKEN_SCOPES = ['read', 'write'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** `none_by_choice`: `OWNER_PASSWORD=none`. */
export const PASSWORD_SOURCES = ['environment', 'dashboard', 'none', 'none_by_choice'] as const;
export type PasswordSource = (typeof PASSWORD_SOURCES)[number];

export const ownerPasswordSchema = z
  .strictObject({ source: z.enum(PASSWORD_SOURCES).meta({ description: 'Where it was set' }) })
  .meta({ id: 'OwnerPassword' });

export const setOwnerPasswordSchema = z.strictObject({
  password: z.string().min(8).max(1000),
  current: z.string().max(1000).optional().meta({ description: 'The password until now, if there is one' }),
});

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

/** `sql`: a role in the database. `mqtt`: an account at the broker. */
export const READING_ACCOUNT_KINDS = ['sql', 'mqtt'] as const;
export type ReadingAccountKind = (typeof READING_ACCOUNT_KINDS)[number];

export const readingAccountSchema = z
  .strictObject({
    id,
    kind: z.enum(READING_ACCOUNT_KINDS),
    name: z.string(),
    username: z.string().meta({ description: 'What it logs in with' }),
    created_at: dateTime,
  })
  .meta({
    id: 'ReadingAccount',
    description: 'What another program reads the database or the broker with; it changes nothing',
  });

export const createReadingAccountSchema = z.strictObject({
  kind: z.enum(READING_ACCOUNT_KINDS),
  name: plainText(60).meta({ description: 'What it is for' }),
});

export const newReadingAccountSchema = readingAccountSchema
  .extend({
    password: z.string().meta({ description: 'Shown this once' }),
    address: z.string().meta({ description: 'Where and with what to connect, as one address with the password in it' }),
    command: z.string().meta({ description: 'A command for a terminal that reads something with it' }),
  })
  .meta({ id: 'NewReadingAccount' });

/** How whoever changed something came in; `stranger`: with wrong passwords, which changed nothing. */
export const CALLER_KINDS = ['anyone', 'password', 'session', 'token', 'stranger'] as const;

export const auditEntrySchema = z
  .strictObject({
    id: z.int(),
    at: dateTime,
    by: z.enum(CALLER_KINDS),
    name: z.string().nullable().meta({ description: 'The name of the token, or the browser of the session' }),
    address: z.string(),
    operation: z.string().meta({ description: 'As the API names it; `deploy`: in the flow editor' }),
    target: z.string().nullable().meta({ description: 'The id of what was changed' }),
    fields: z
      .array(z.string())
      .meta({ description: 'Which fields were given, never their values, save that of a kind: `action.kind=water`' }),
  })
  .meta({ id: 'AuditEntry', description: 'A change, by whom and when' });

export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type SessionEntry = z.infer<typeof sessionEntrySchema>;
export type AccessToken = z.infer<typeof accessTokenSchema>;
export type CreateAccessToken = z.infer<typeof createAccessTokenSchema>;
export type ReadingAccount = z.infer<typeof readingAccountSchema>;
export type CreateReadingAccount = z.infer<typeof createReadingAccountSchema>;
export type NewReadingAccount = z.infer<typeof newReadingAccountSchema>;
export type NewAccessToken = z.infer<typeof newAccessTokenSchema>;
