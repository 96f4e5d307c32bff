/** The alerts page. `{name}` is filled in; `one | many` goes by `n`. */
export const alerts = {
  'alerts.title': 'Alerts',
  'alerts.open': 'Open',
  'alerts.past': 'Past',
  'alerts.none': 'Nothing needs you.',
  'alerts.acknowledge': 'Acknowledge',
  'alerts.acknowledged': 'Acknowledged',
  'alerts.since': 'since {age}',
  'alerts.ended': 'ended {age}',
  'delivery.none': 'Told nobody',
  'delivery.waiting': 'Waiting to be sent',
  'delivery.sent': 'Sent to Discord',
  'delivery.failed': 'Discord refused it',
  'delivery.not_configured': 'No webhook set',
  'delivery.skipped': 'Not sent: it was over when the quiet hours ended',
} as const;
