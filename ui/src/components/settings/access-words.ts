import type { AccessToken, ReadingAccount } from '../../api/generated';
import { text } from '../../messages/text';

/** What a token may do, in words. */
export const scopeWords = (scope: AccessToken['scope']): string =>
  text(scope === 'read' ? 'access.tokens.read' : 'access.tokens.write');

/** What an account that reads is made for, in words. */
export const readerKindWords = (kind: ReadingAccount['kind']): string =>
  text(kind === 'sql' ? 'access.readers.sql' : 'access.readers.mqtt');
