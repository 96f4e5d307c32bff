import type { system as english } from '../../en/dashboard/system.ts';

export const system: Record<keyof typeof english, string> = {
  'system.title': 'System',
  'system.hint': 'Ob bleibt, was deine Geräte senden, und was zu tun ist, wo nicht.',
  'system.ok': 'Alles gut',
  'system.ok.more': 'Was deine Geräte senden, wird gespeichert.',
  'system.warning':
    'Alle Messwerte werden gespeichert. {n} Sache zum Ansehen | Alle Messwerte werden gespeichert. {n} Sachen zum Ansehen',
  'system.failing': 'Messwerte werden nicht sicher gespeichert',
  'system.since': 'Seit {time}',
  'system.rest': 'Alle Prüfungen',
  'system.state.ok': 'Gut',
  'system.state.warning': 'Ansehen',
  'system.state.failing': 'Gestört',
  'system.state.unknown': 'Nicht bekannt',
  'system.counts': 'Nachrichten',
  'system.counts.hint': 'Über alle Neustarts gezählt.',
  'system.taken': 'Vom Broker angenommen',
  'system.answered': 'Von Geräten, gespeichert oder beiseitegelegt',
  'system.waiting': 'Warten beim Broker',
  'system.dropped': 'Aus voller Warteschlange verworfen',
  'system.unknown': 'nicht bekannt',
};
