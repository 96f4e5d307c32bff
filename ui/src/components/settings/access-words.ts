import type { AccessToken } from '../../api/generated';
import { text } from '../../messages/text';

/** What a token may do, in words. */
export const scopeWords = (scope: AccessToken['scope']): string =>
  text(scope === 'read' ? 'access.tokens.read' : 'access.tokens.write');
