import { createHmac } from 'node:crypto';
import { sameText } from '../services/access/secret.ts';

/**
 * Addresses of calendar feeds. Calendar programs can send neither a password nor a cookie, so the address itself grants
 * access: it contains a token for one plant, which is valid for nothing else and survives restarts.
 */
export class CalendarTokens {
  readonly #key: Buffer;

  /** @param secret the server's session key */
  constructor(secret: string) {
    this.#key = createHmac('sha256', secret).update('calendar feeds').digest();
  }

  /** Path and query of a plant's feed. */
  pathFor(plantId: string): string {
    return `/api/plants/${plantId}/care.ics?token=${this.#tokenOf(plantId)}`;
  }

  allows(plantId: string, token: string | undefined): boolean {
    return token !== undefined && sameText(token, this.#tokenOf(plantId));
  }

  #tokenOf(plantId: string): string {
    return createHmac('sha256', this.#key).update(plantId).digest('base64url');
  }
}
