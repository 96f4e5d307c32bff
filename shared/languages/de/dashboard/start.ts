import type { start as english } from '../../en/dashboard/start.ts';

export const start: Record<keyof typeof english, string> = {
  'start.title': 'Lass uns deine erste Pflanze beobachten',
  'start.hint': 'Drei Schritte, dann erscheint sie hier mit ihren aktuellen Werten.',
  'start.password.title': 'Nur für dich?',
  'start.password.hint':
    'Es ist kein Passwort gesetzt: Wer ein Konto auf diesem Rechner hat oder den Server sonst erreicht, sieht und ändert alles.',
  'start.password.how': 'Passwort setzen',
  'start.password.dismiss': 'Offen lassen',
  'start.step.plant': 'Pflanze anlegen',
  'start.step.device': 'Gerät verbinden',
  'start.step.assign': 'Gerät der Pflanze zuordnen',
  'start.plant.hint':
    'Gib ihr einen Namen. Mit der Art kommen die Bereiche, die sie mag, und Alarme, wenn sie sie verlässt.',
  'start.plant.button': 'Pflanze anlegen',
  'start.device.hint':
    'Sag, was es ist, und du bekommst eine vollständige Datei dafür: ESPHome, Tasmota, zigbee2mqtt, Arduino, Python …',
  'start.device.byItself': 'Oder probiere es mit einem Programm aus, das sich selbst anmeldet:',
  'start.assign.hint': 'Welches Gerät steckt im Topf von {plant}?',
  'start.assign.noPlant': 'Noch gibt es keine Pflanze.',
  'start.assign.noDevice': 'Noch ist kein Gerät frei. Es erscheint hier von selbst.',
  'start.assign.waiting': '{device} beobachtet sie. Warten auf den ersten Messwert …',
  'start.try.title': 'Kein Board zur Hand?',
  'start.try.hint':
    'Sieh dich mit vier simulierten Pflanzen um, die schon einen Tag Verlauf haben. In den Einstellungen kannst du sie wieder entfernen.',
  'start.try.forbidden':
    'Simulierte Pflanzen sind auf diesem Server nicht erlaubt. Starte ihn mit SIM=1, um sie auszuprobieren.',
  'start.try.button': 'Mit simulierten Geräten ausprobieren',
  'start.try.starting': 'Die simulierten Geräte starten …',
  'start.try.arrived': '{n} von {all} Pflanzen ist da … | {n} von {all} Pflanzen sind da …',
  'start.try.late':
    'Die simulierten Geräte sind gestartet, aber noch ist keine Pflanze da. Den Grund nennt die Ausgabe des Servers.',
  'start.simulated': 'Die simulierten Pflanzen sind da, und zwei freie Geräte.',
  'start.alive': '{name} lebt: Der erste Messwert ist da.',
  'start.connect.title': 'Gerät verbinden',
  'start.connect.button': 'Gerät verbinden',
  'start.ways': 'Art des Geräts',
  'start.way.curl': 'Jedes Gerät',
  'start.how.esp32':
    'Öffne es in der Arduino-IDE, installiere die Bibliotheken MQTT (von Joel Gaehwiler) und ArduinoJson, trage dein WLAN ein und lade es auf das Board.',
  'start.how.python': 'Lade es herunter, trage ein, wie du deine Sensoren liest, und starte es: python3 device.py',
  'start.how.curl': 'Kopiere das in ein Terminal: Es meldet ein Gerät an und sendet einen ersten Messwert.',
  'start.install': 'Vorher installieren:',
  'start.mark.own': 'die Adresse dieses Servers',
  'start.mark.open': 'trägst du ein',
  'start.key':
    'Dieser Server verlangt einen Registrierungsschlüssel: Trage ihn dort ein, wo im Beispiel „your registration key“ steht.',
  'start.localhost':
    'Du hast diese Seite als „{host}“ geöffnet; das erreicht nur dieser Rechner. Für ein Board an anderer Stelle starte den Server mit HOST=0.0.0.0 und einem OWNER_PASSWORD und öffne die Seite unter der Adresse dieses Rechners in deinem Netz: Dann steht sie auch im Beispiel.',
  'start.download': 'Herunterladen',
  'start.waiting': 'Warten auf ein Gerät … es erscheint hier von selbst.',
  'start.appeared': '{device} ist da',
  'start.noReading': 'Noch kein Messwert',
  'start.watches': 'Mit {plant} verbinden',
};
