/** Why a message could not be sent, in the owner's language. Each begins with the receiver's name. */
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import type { Language, Words } from '@plantops/shared/settings/display.ts';
import type { ConnectionFault } from '../../outgoing/connection-faults.ts';

/** What is wrong; where the receiver said something itself, its words follow in brackets. */
export type SendFault =
  | ConnectionFault
  | 'late'
  | 'forbidden'
  | 'redirect'
  | 'failing'
  | 'rejected'
  | 'nobody'
  | 'no_login'
  | 'recipient';

/** `{who}` is the receiver, `{status}` what it answered. */
const REASONS: Readonly<Record<SendFault, Words>> = {
  dns: {
    en: '{who} cannot be reached: its name is not known (DNS); check the address',
    de: '{who} ist nicht erreichbar: Der Name ist nicht bekannt (DNS); prüfe die Adresse',
  },
  refused: {
    en: '{who} cannot be reached: nobody listens there (connection refused); check address and port, and that it runs',
    de: '{who} ist nicht erreichbar: Dort nimmt niemand Verbindungen an (connection refused); prüfe Adresse und Port, und ob es läuft',
  },
  no_route: {
    en: '{who} cannot be reached: no way leads there; check the network of this machine',
    de: '{who} ist nicht erreichbar: Kein Weg führt dorthin; prüfe das Netz dieses Rechners',
  },
  timeout: {
    en: '{who} cannot be reached: nothing answers there; check the address, and firewalls on the way',
    de: '{who} ist nicht erreichbar: Dort antwortet nichts; prüfe die Adresse und Firewalls auf dem Weg',
  },
  no_tls: {
    en: '{who} cannot be reached: no encrypted connection (TLS) comes about; check http or https, and the port',
    de: '{who} ist nicht erreichbar: Es kommt keine verschlüsselte Verbindung (TLS) zustande; prüfe http oder https und den Port',
  },
  certificate_expired: {
    en: '{who} cannot be trusted: its certificate (TLS) has expired',
    de: '{who} gilt nicht als vertrauenswürdig: Das Zertifikat (TLS) ist abgelaufen',
  },
  certificate_early: {
    en: '{who} cannot be trusted: its certificate (TLS) is not valid yet; check the clock of this machine',
    de: '{who} gilt nicht als vertrauenswürdig: Das Zertifikat (TLS) gilt noch nicht; prüfe die Uhr dieses Rechners',
  },
  certificate_unknown: {
    en: '{who} cannot be trusted: nobody that this machine knows vouches for its certificate (TLS)',
    de: '{who} gilt nicht als vertrauenswürdig: Niemand, den dieser Rechner kennt, bürgt für das Zertifikat (TLS)',
  },
  certificate_name: {
    en: '{who} cannot be trusted: its certificate (TLS) is for another name; check the address',
    de: '{who} gilt nicht als vertrauenswürdig: Das Zertifikat (TLS) ist für einen anderen Namen; prüfe die Adresse',
  },
  broken: {
    en: '{who} cannot be reached: the connection broke',
    de: '{who} ist nicht erreichbar: Die Verbindung brach ab',
  },
  late: { en: '{who} did not answer in time', de: '{who} hat nicht rechtzeitig geantwortet' },
  forbidden: {
    en: '{who} is at an address inside of a cloud, which is never called',
    de: '{who} hat eine Adresse im Inneren einer Cloud, die nie angesprochen wird',
  },
  redirect: {
    en: '{who} answered {status}, a redirect, which is not followed: check the address',
    de: '{who} antwortete mit {status}, einer Umleitung, der nicht gefolgt wird: prüfe die Adresse',
  },
  failing: { en: '{who} answered {status}', de: '{who} antwortete mit {status}' },
  rejected: { en: '{who} refused the message with {status}', de: '{who} hat die Nachricht mit {status} abgelehnt' },
  no_login: { en: '{who} accepts no login in this way', de: '{who} nimmt so keine Anmeldung an' },
  recipient: { en: '{who} refused a recipient', de: '{who} hat einen Empfänger abgelehnt' },
  nobody: {
    en: '{who} answered {status}: the message went to nobody',
    de: '{who} antwortete mit {status}: Die Nachricht ging an niemanden',
  },
};

export interface ReasonDetails {
  /** The receiver's name. */
  who: string;
  status?: number;
  /** The receiver's own words. */
  said?: string | undefined;
  /** What to check. */
  advice?: Words | undefined;
}

/** A reason as a sentence. It holds what it is given, so that must hold no secrets. */
export function sendReason(fault: SendFault, { who, status, said, advice }: ReasonDetails, language: Language): string {
  const sentence = inLanguage(REASONS[fault], language)
    .replace('{who}', () => who)
    .replace('{status}', String(status ?? ''));
  return `${sentence}${said ? ` (“${said}”)` : ''}${advice ? `: ${inLanguage(advice, language)}` : ''}`;
}

const PAUSED: Words = { en: '{who} asks to wait {seconds} s', de: '{who} bittet, {seconds} s zu warten' };

/** The receiver accepts no messages for some time. */
export const pausedReason = (who: string, seconds: number, language: Language): string =>
  inLanguage(PAUSED, language)
    .replace('{who}', () => who)
    .replace('{seconds}', String(Math.ceil(seconds)));
