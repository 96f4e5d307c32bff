/** Findings about who a board is. */
import type { FindingKind } from './finding-kind.ts';

export const IDENTITY_FINDINGS = {
  /** A registration gave new credentials away while the board was alive. Evidence: `heard_s`, seconds before it. */
  credentials_taken: {
    severity: 'warning',
    notedIn: 'host',
    tells: true,
    endsAfterS: 86_400,
    words: {
      en: ({ evidence }) => ({
        title: `New credentials were given away for this device while it was alive: it was heard ${evidence.heard_s} s before.`,
        advice:
          'If that was you, all is well. If not, another board or program registers with its MAC address: find it, or lock the device so that nobody can register it again.',
      }),
      de: ({ evidence }) => ({
        title: `Für dieses Gerät wurden neue Zugangsdaten ausgegeben, während es lief: ${evidence.heard_s} s davor war es zu hören.`,
        advice:
          'Wenn du das warst, ist alles gut. Wenn nicht, meldet sich ein anderes Board oder Programm mit seiner MAC-Adresse an: Finde es, oder sperre das Gerät, damit es niemand neu anmelden kann.',
      }),
    },
  },
  /**
   * Two boards claim to be this one. Ends an hour after it was last so.
   * Evidence: `how`, by which it shows (`registrations` or `connections`); `times`, how often.
   */
  two_boards: {
    severity: 'warning',
    notedIn: 'host',
    tells: true,
    endsAfterS: 3600,
    words: {
      en: ({ evidence }) => ({
        title: `Two boards seem to be this device: ${evidence.times} ${evidence.how} took its place from the one before.`,
        advice:
          'Switch one of them off, or give it a MAC address of its own and register it as a device of its own. Until then, only the one that has the credentials is let in. If there is one board only, its connection breaks again and again: check its Wi-Fi, and connect once, not for each message.',
      }),
      de: ({ evidence }) => ({
        title: `Zwei Boards geben sich als dieses Gerät aus: ${evidence.times} Mal nahm eines dem anderen seinen Platz (${evidence.how}).`,
        advice:
          'Schalte eines aus, oder gib ihm eine eigene MAC-Adresse und melde es als eigenes Gerät an. Bis dahin wird nur das eingelassen, das die Zugangsdaten hat. Gibt es nur ein Board, bricht seine Verbindung immer wieder ab: Prüfe sein WLAN, und verbinde es einmal, nicht für jede Nachricht.',
      }),
    },
  },
  /**
   * Two boards took the account from each other for minutes, so that the broker lets neither in. Ends when the owner lets it
   * in again, or when it gets new credentials. Evidence: `minutes`, for how long they did.
   */
  account_paused: {
    severity: 'warning',
    notedIn: 'host',
    tells: true,
    endsAfterS: null,
    words: {
      en: ({ evidence }) => ({
        title: `This device is not let in any more: two boards at two addresses took its place from each other for ${evidence.minutes} minutes, so that its readings were of two places in turn.`,
        advice:
          'Switch off the board that has a copy of the credentials, and let the device in again; or give the right board new credentials: the copy then no longer works. The other one registers as a device of its own: `POST /api/devices/register`.',
      }),
      de: ({ evidence }) => ({
        title: `Dieses Gerät wird nicht mehr eingelassen: Zwei Boards an zwei Adressen nahmen einander ${evidence.minutes} Minuten lang seinen Platz, so dass seine Messwerte abwechselnd von zwei Orten kamen.`,
        advice:
          'Schalte das Board aus, das eine Kopie der Zugangsdaten hat, und lass das Gerät wieder ein; oder gib dem richtigen Board neue Zugangsdaten: Die Kopie gilt dann nicht mehr. Das andere meldet sich als eigenes Gerät an: `POST /api/devices/register`.',
      }),
    },
  },
} as const satisfies Record<string, FindingKind>;
