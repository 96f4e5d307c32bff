/** Who may use the server: a section of the settings. `n` chooses between `one | many`. */
export const access = {
  'access.title': 'Access',
  'access.hint': 'Who may open this dashboard and use its interface.',
  'access.open':
    'No password is set. The server is meant for this machine alone then: everyone who can reach it, with an account here or over the network, sees and changes everything, the flow editor included. Start it with a password to ask for one, for example so that your phone may come in:',
  'access.sessions': 'Browsers that are logged in',
  'access.sessions.current': 'This browser',
  'access.sessions.seen': 'seen {age}',
  'access.sessions.end': 'Log out',
  'access.sessions.ended': '{browser} is logged out.',
  'access.sessions.endOthers': 'Log out all others',
  'access.sessions.question': 'Every browser but this one has to give the password again.',
  'access.sessions.othersEnded': 'One browser is logged out. | {n} browsers are logged out.',
  'access.tokens': 'Tokens for scripts',
  'access.tokens.hint':
    'A script sends its token as “Authorization: Bearer …”, so that the password stays with you. No token opens this section or the flow editor.',
  'access.tokens.name': 'What it is for',
  'access.tokens.scope': 'It may',
  'access.tokens.read': 'read',
  'access.tokens.write': 'read and change',
  'access.tokens.make': 'Make a token',
  'access.tokens.made': 'The token of {name}. Copy it now: it is not shown again.',
  'access.tokens.used': 'used {age}',
  'access.tokens.unused': 'never used',
  'access.tokens.revoke': 'Revoke',
  'access.tokens.question': 'The script that uses the token “{name}” is refused from now on.',
  'access.tokens.revoked': '{name} is revoked.',
};
