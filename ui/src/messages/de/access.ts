import type { access as english } from '../en/access';

export const access: Record<keyof typeof english, string> = {
  'access.title': 'Zugang',
  'access.hint': 'Wer dieses Dashboard öffnen und seine Schnittstelle benutzen darf.',
  'access.open':
    'Es ist kein Passwort gesetzt. Der Server ist dann nur für diesen Rechner gedacht: Wer ihn erreicht, mit einem Konto hier oder über das Netz, sieht und ändert alles, auch im Flow-Editor. Starte ihn mit einem Passwort, damit danach gefragt wird, zum Beispiel um dein Telefon hereinzulassen:',
  'access.sessions': 'Angemeldete Browser',
  'access.sessions.current': 'Dieser Browser',
  'access.sessions.seen': 'gesehen {age}',
  'access.sessions.end': 'Abmelden',
  'access.sessions.ended': '{browser} ist abgemeldet.',
  'access.sessions.endOthers': 'Alle anderen abmelden',
  'access.sessions.question': 'Jeder Browser außer diesem muss das Passwort neu angeben.',
  'access.sessions.othersEnded': 'Ein Browser ist abgemeldet. | {n} Browser sind abgemeldet.',
  'access.tokens': 'Tokens für Skripte',
  'access.tokens.hint':
    'Ein Skript schickt sein Token als „Authorization: Bearer …“, damit das Passwort bei dir bleibt. Kein Token öffnet diesen Abschnitt oder den Flow-Editor.',
  'access.tokens.name': 'Wofür es ist',
  'access.tokens.scope': 'Es darf',
  'access.tokens.read': 'lesen',
  'access.tokens.write': 'lesen und ändern',
  'access.tokens.make': 'Token erstellen',
  'access.tokens.made': 'Das Token von {name}. Kopiere es jetzt: Es wird nicht noch einmal angezeigt.',
  'access.tokens.used': 'benutzt {age}',
  'access.tokens.unused': 'nie benutzt',
  'access.tokens.revoke': 'Widerrufen',
  'access.tokens.question': 'Das Skript, das das Token „{name}“ benutzt, wird ab jetzt abgewiesen.',
  'access.tokens.revoked': '{name} ist widerrufen.',
};
