import type { Words } from '@plantops/shared/settings/display.ts';

/** Return codes of MQTT 3.1.1 (section 3.2.2.3) for a refused login. */
const LOGIN_REFUSED: ReadonlySet<unknown> = new Set([4, 5]);

/** The connection ended before the broker said a word. */
export const NO_ANSWER: Words = {
  en: 'does not answer as an MQTT broker: does this port expect TLS (mqtts), or none (mqtt)?',
  de: 'antwortet nicht wie ein MQTT-Broker: Erwartet dieser Port TLS (mqtts) oder keines (mqtt)?',
};
export const NO_READING: Words = {
  en: 'does not let this account read what it must: allow it the topics that the page about Home Assistant names',
  de: 'lässt diesen Zugang nicht lesen, was er muss: Erlaube ihm die Themen, die die Seite über Home Assistant nennt',
};
export const NO_PUBLISHING: Words = {
  en: 'lets this account in, but does not let it publish below homeassistant/device and plantops/home: allow that there',
  de: 'lässt diesen Zugang herein, aber nichts unter homeassistant/device und plantops/home veröffentlichen: Erlaube ihm das dort',
};
const UNKNOWN_AUTHORITY: Words = {
  en: 'has a certificate of an authority that is not known: give that of the authority here',
  de: 'hat ein Zertifikat einer Stelle, die nicht bekannt ist: Gib hier das der Stelle an',
};

const BY_CODE: Readonly<Record<string, Words>> = {
  ECONNREFUSED: {
    en: 'does not answer: nothing listens at this port',
    de: 'antwortet nicht: An diesem Port hört niemand',
  },
  ENOTFOUND: {
    en: 'is not found: there is no such host name',
    de: 'ist nicht zu finden: Es gibt keinen solchen Hostnamen',
  },
  EAI_AGAIN: {
    en: 'is not found: the name cannot be looked up now',
    de: 'ist nicht zu finden: Der Name lässt sich gerade nicht nachschlagen',
  },
  ETIMEDOUT: { en: 'does not answer in time', de: 'antwortet nicht rechtzeitig' },
  EHOSTUNREACH: { en: 'cannot be reached from this machine', de: 'ist von diesem Rechner aus nicht zu erreichen' },
  ECONNRESET: NO_ANSWER,
  FORBIDDEN_ADDRESS: {
    en: 'is at an address inside of a cloud or link-local, which is never called',
    de: 'steht bei einer Adresse innerhalb einer Cloud oder des lokalen Links, die nie angerufen wird',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    en: 'has a certificate that it made itself: give it here as the certificate to trust',
    de: 'hat ein Zertifikat, das er selbst gemacht hat: Gib es hier als das an, dem vertraut wird',
  },
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: { en: 'has a certificate that has expired', de: 'hat ein Zertifikat, das abgelaufen ist' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    en: 'has a certificate for another name than that of the address',
    de: 'hat ein Zertifikat für einen anderen Namen als den der Adresse',
  },
};

/** Why there is no connection, as the end of a sentence that begins with the broker. */
export function whyNoLink(error: Error): Words {
  const { code } = error as { code?: unknown };
  if (LOGIN_REFUSED.has(code))
    return {
      en: 'does not let this account in: check the name and the password',
      de: 'lässt diesen Zugang nicht herein: Prüfe Name und Passwort',
    };
  if (typeof code === 'string' && BY_CODE[code]) return BY_CODE[code];
  if (typeof code === 'string' && code.startsWith('ERR_SSL'))
    return {
      en: 'does not speak TLS at this port: it may be the one for mqtt://',
      de: 'spricht an diesem Port kein TLS: Er mag der für mqtt:// sein',
    };
  const said = error.message.trim() || String(code);
  return { en: `cannot be reached (${said})`, de: `ist nicht zu erreichen (${said})` };
}
