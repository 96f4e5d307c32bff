/** The words of the durability watch. `{name}` is a figure of the check. */
import type { Words } from '../settings/display.ts';

interface CheckWords {
  words: Words;
  /** What to do; left out where there is nothing to do. */
  remedy?: Words;
}

const ROOM: Words = {
  en: 'Free space on that disk, or give it more; everything goes on by itself then.',
  de: 'Schaffe dort Platz oder nimm einen größeren Datenträger; dann geht alles von selbst weiter.',
};
/** What is told while devices are not let in. */
const WAIT: Readonly<Record<'en' | 'de', string>> = {
  en: 'Devices are not let in meanwhile, so that they keep their readings instead of being told that they are safe.',
  de: 'Geräte werden solange nicht eingelassen, damit sie ihre Messwerte behalten, statt sie sicher zu glauben.',
};

const WORDS = {
  not_known_yet: { words: { en: 'Not known yet.', de: 'Noch nicht bekannt.' } },

  canary_stored: {
    words: {
      en: 'A reading of the server itself was stored in {took_ms} ms.',
      de: 'Ein Messwert des Servers selbst wurde in {took_ms} ms gespeichert.',
    },
  },
  canary_held_back: {
    words: {
      en: 'Readings wait at the broker while a restore or a removal is at work.',
      de: 'Messwerte warten beim Broker, solange eine Wiederherstellung oder Löschung läuft.',
    },
  },
  canary_without_engine: {
    words: {
      en: 'Nothing is stored: the flow engine does not answer.',
      de: 'Nichts wird gespeichert: Der Flow-Prozess antwortet nicht.',
    },
    remedy: {
      en: "It is started again by itself, and readings wait at the broker. If it goes on, the server's log says why.",
      de: 'Er wird von selbst neu gestartet, und Messwerte warten beim Broker. Hält es an, steht der Grund im Log des Servers.',
    },
  },
  canary_without_broker: {
    words: {
      en: 'Nothing is stored: there is no connection to the broker.',
      de: 'Nichts wird gespeichert: Es besteht keine Verbindung zum Broker.',
    },
    remedy: {
      en: "Start the broker, or correct MQTT_URL; the server's log says why it is refused.",
      de: 'Starte den Broker oder berichtige MQTT_URL; das Log des Servers sagt, warum er ablehnt.',
    },
  },
  canary_lost_in_broker: {
    words: {
      en: 'Nothing is stored: the broker does not pass messages on.',
      de: 'Nichts wird gespeichert: Der Broker reicht nichts weiter.',
    },
    remedy: {
      en: 'It hangs, or the network to it is gone. Restart it if that does not pass.',
      de: 'Er hängt, oder das Netz zu ihm ist weg. Starte ihn neu, wenn es nicht vergeht.',
    },
  },
  canary_not_stored: {
    words: {
      en: 'Nothing is stored: the database has taken no reading for {seconds} s.',
      de: 'Nichts wird gespeichert: Die Datenbank hat seit {seconds} s keinen Messwert angenommen.',
    },
    remedy: {
      en: "Readings wait at the broker. See the database and its disk; the server's log says what it answers.",
      de: 'Messwerte warten beim Broker. Sieh nach Datenbank und Datenträger; das Log des Servers sagt, was sie antwortet.',
    },
  },
  canary_refused: {
    words: {
      en: "The broker does not pass on the server's own readings, so it is not known whether others are stored.",
      de: 'Der Broker reicht die eigenen Messwerte des Servers nicht weiter, also ist nicht bekannt, ob andere gespeichert werden.',
    },
    remedy: {
      en: 'Give your broker the access rules of mosquitto/acl of this version.',
      de: 'Gib deinem Broker die Zugriffsregeln in mosquitto/acl aus dieser Version.',
    },
  },

  store_saved: { words: { en: 'The broker saves what waits.', de: 'Der Broker sichert, was wartet.' } },
  store_elsewhere: {
    words: {
      en: 'The broker is run by somebody else, so its store is not seen from here.',
      de: 'Den Broker betreibt jemand anderes, sein Speicher ist von hier nicht zu sehen.',
    },
  },
  store_not_saved: {
    words: {
      en: `The broker cannot save what waits ({reason}). ${WAIT.en}`,
      de: `Der Broker kann nicht sichern, was wartet ({reason}). ${WAIT.de}`,
    },
    remedy: ROOM,
  },
  store_low_space: {
    words: {
      en: `The disk of the broker's store is nearly full: {free_mb} are left, {needed_mb} are needed. ${WAIT.en}`,
      de: `Der Datenträger des Brokers ist fast voll: {free_mb} sind frei, {needed_mb} nötig. ${WAIT.de}`,
    },
    remedy: ROOM,
  },

  queue_whole: {
    words: {
      en: 'The broker has dropped nothing in the last day ({dropped} messages ever).',
      de: 'Der Broker hat am letzten Tag nichts verworfen (insgesamt {dropped} Nachrichten).',
    },
  },
  queue_dropped: {
    words: {
      en: 'The broker has dropped {count} messages that it had acknowledged: its queue was full.',
      de: 'Der Broker hat {count} bestätigte Nachrichten verworfen: Seine Warteschlange war voll.',
    },
    remedy: {
      en: 'They are lost. Raise max_queued_messages in mosquitto.conf if the server is away for longer, or have it run all the time.',
      de: 'Sie sind verloren. Erhöhe max_queued_messages in mosquitto.conf, wenn der Server länger fort ist, oder lass ihn durchlaufen.',
    },
  },
  queue_lost_at_stop: {
    words: {
      en: "{count} messages that the broker had acknowledged were lost at the last stop: the broker's store could not be saved.",
      de: 'Beim letzten Anhalten gingen {count} bestätigte Nachrichten verloren: Der Speicher des Brokers ließ sich nicht sichern.',
    },
    remedy: {
      en: 'Nothing more can be done for them. Free space before the server is stopped next time.',
      de: 'Für sie ist nichts mehr zu tun. Schaffe das nächste Mal Platz, bevor der Server angehalten wird.',
    },
  },

  session_own: {
    words: {
      en: 'Nobody else uses the session of this server.',
      de: 'Niemand sonst benutzt die Sitzung dieses Servers.',
    },
  },
  session_contested: {
    words: {
      en: 'Another server logs in at the broker as {username} and takes the connection away.',
      de: 'Ein anderer Server meldet sich beim Broker als {username} an und nimmt die Verbindung weg.',
    },
    remedy: {
      en: 'Stop the other server, or give each a name of its own: MQTT_USERNAME.',
      de: 'Halte den anderen Server an oder gib jedem einen eigenen Namen: MQTT_USERNAME.',
    },
  },

  database_answers: { words: { en: 'The database answers.', de: 'Die Datenbank antwortet.' } },
  database_away: {
    words: { en: 'The database does not answer.', de: 'Die Datenbank antwortet nicht.' },
    remedy: {
      en: 'Readings wait at the broker. Start the database, or see its log and its disk.',
      de: 'Messwerte warten beim Broker. Starte die Datenbank oder sieh nach ihrem Log und ihrem Datenträger.',
    },
  },
  replica_not_read: {
    words: {
      en: 'The database answers. Its replica cannot be read, so charts and downloads are read from the database itself.',
      de: 'Die Datenbank antwortet. Ihre Kopie lässt sich nicht lesen, also kommen Diagramme und Downloads aus der Datenbank selbst.',
    },
    remedy: {
      en: "The server's log says why. It is read again by itself once it is close behind.",
      de: 'Das Log des Servers sagt, warum. Sie wird von selbst wieder gelesen, sobald sie dicht dahinter ist.',
    },
  },

  jobs_done: {
    words: { en: '{count} jobs in the background do their work.', de: '{count} Aufgaben im Hintergrund laufen.' },
  },
  job_failing: {
    words: {
      en: '{jobs} cannot be done: {reason}',
      de: '{jobs} kann nicht erledigt werden: {reason}',
    },
    remedy: {
      en: "Readings are stored meanwhile. The database's log says more; it is tried again by itself.",
      de: 'Messwerte werden solange gespeichert. Mehr sagt das Log der Datenbank; es wird von selbst wieder versucht.',
    },
  },

  disk_has_room: { words: { en: '{free_mb} are free.', de: '{free_mb} sind frei.' } },
  disk_full_soon: {
    words: {
      en: 'The disk is full in about {days} days if readings go on like in the last week.',
      de: 'Der Datenträger ist in etwa {days} Tagen voll, wenn es weitergeht wie in der letzten Woche.',
    },
    remedy: {
      en: 'Keep less in Settings, "What is kept", or give the data folder more room.',
      de: 'Behalte weniger in Einstellungen, „Was aufgehoben wird“, oder gib dem Datenordner mehr Platz.',
    },
  },
  disk_full: {
    words: {
      en: 'The disk of the data folder is full: {free_mb} are left.',
      de: 'Der Datenträger des Datenordners ist voll: {free_mb} sind frei.',
    },
    remedy: ROOM,
  },

  backup_recent: {
    words: { en: 'The last backup is {days} days old.', de: 'Die letzte Sicherung ist {days} Tage alt.' },
  },
  backup_not_due: {
    words: { en: 'No backup was made yet; it is early.', de: 'Noch keine Sicherung; es ist noch früh.' },
  },
  backup_old: {
    words: { en: 'The last backup is {days} days old.', de: 'Die letzte Sicherung ist {days} Tage alt.' },
    remedy: {
      en: 'Download one in Settings, "Backup", and keep it on another machine.',
      de: 'Lade eine in Einstellungen, „Sicherung“, und hebe sie auf einem anderen Rechner auf.',
    },
  },
  backup_none: {
    words: {
      en: 'No backup was ever made, and there are {days} days of data.',
      de: 'Es gibt keine Sicherung und Daten von {days} Tagen.',
    },
    remedy: {
      en: 'Download one in Settings, "Backup", and keep it on another machine.',
      de: 'Lade eine in Einstellungen, „Sicherung“, und hebe sie auf einem anderen Rechner auf.',
    },
  },

  machine_runs: { words: { en: 'The server runs without a halt.', de: 'Der Server läuft ohne Unterbrechung.' } },
  machine_stood_still: {
    words: {
      en: 'The server stood still for {seconds} s: its machine was suspended, or had no time for it.',
      de: 'Der Server stand {seconds} s still: Sein Rechner schlief oder hatte keine Zeit für ihn.',
    },
    remedy: {
      en: 'Readings waited at the broker, and nobody was called silent. Switch off the sleep mode of the machine if it comes again.',
      de: 'Messwerte warteten beim Broker, und niemand galt als stumm. Schalte den Ruhezustand des Rechners ab, wenn es wiederkommt.',
    },
  },
} satisfies Record<string, CheckWords>;

export type CheckCode = keyof typeof WORDS;
export const CHECK_WORDS: Readonly<Record<CheckCode, CheckWords>> = WORDS;
export const CHECK_CODES = Object.keys(WORDS) as [CheckCode, ...CheckCode[]];
