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
} as const satisfies Record<string, FindingKind>;
