import type { start as english } from '../../en/dashboard/start.ts';

export const start: Record<keyof typeof english, string> = {
  'start.title': 'Surveillons votre première plante',
  'start.hint': 'Trois étapes, et elle apparaît ici avec ses valeurs en direct.',
  'start.password.title': 'Rien que pour vous ?',
  'start.password.hint':
    'Aucun mot de passe n’est défini : qui a un compte sur cette machine, ou atteint le serveur autrement, voit et change tout.',
  'start.password.how': 'Définir un mot de passe',
  'start.password.dismiss': 'Laisser ouvert',
  'start.step.plant': 'Créez une plante',
  'start.step.device': 'Connectez un appareil',
  'start.step.assign': 'Attribuez-le à votre plante',
  'start.plant.hint':
    'Donnez-lui un nom. Avec son espèce viennent les plages qu’elle aime, et des alertes quand elle en sort.',
  'start.plant.button': 'Créer une plante',
  'start.device.hint':
    'Dites ce que c’est, et recevez un fichier complet pour lui : ESPHome, Tasmota, zigbee2mqtt, Arduino, Python …',
  'start.device.byItself': 'Ou essayez avec un programme qui s’enregistre seul :',
  'start.assign.hint': '{plant} : quel appareil est dans le pot ?',
  'start.assign.noPlant': 'Il n’y a pas encore de plante.',
  'start.assign.noDevice': 'Il n’y a pas encore d’appareil libre. Il apparaît ici de lui-même.',
  'start.assign.waiting': '{device} surveille la plante. En attente de la première mesure…',
  'start.try.title': 'Pas de carte sous la main ?',
  'start.try.hint':
    'Faites le tour avec quatre plantes simulées qui ont un jour d’historique. Vous pourrez les retirer dans les réglages.',
  'start.try.forbidden':
    'Les plantes simulées ne sont pas autorisées sur ce serveur. Démarrez-le avec SIM=1 pour les essayer.',
  'start.try.button': 'Essayer avec des appareils simulés',
  'start.try.starting': 'Les appareils simulés démarrent …',
  'start.try.arrived':
    '{n} plante sur {all} est là … | {n} de plantes sur {all} sont là … | {n} plantes sur {all} sont là …',
  'start.try.late':
    'Les appareils simulés ont démarré, mais aucune plante n’est encore arrivée. Cherchez la raison dans la sortie du serveur.',
  'start.simulated': 'Les plantes simulées sont là, et deux appareils libres.',
  'start.alive': '{name} donne signe de vie : la première mesure est là.',
  'start.connect.title': 'Connecter un appareil',
  'start.connect.button': 'Connecter un appareil',
  'start.ways': 'Type d’appareil',
  'start.way.curl': 'N’importe quel appareil',
  'start.how.esp32':
    'Ouvrez-le dans l’IDE Arduino, installez les bibliothèques MQTT (de Joel Gaehwiler) et ArduinoJson, indiquez votre Wi-Fi et téléversez-le.',
  'start.how.python': 'Téléchargez-le, indiquez comment lire vos capteurs et lancez-le : python3 device.py',
  'start.how.curl': 'Copiez-le dans un terminal : il enregistre un appareil et envoie une première mesure.',
  'start.install': 'Installez d’abord :',
  'start.mark.own': 'l’adresse de ce serveur',
  'start.mark.open': 'à remplir par vous',
  'start.key': 'Ce serveur demande une clé d’enregistrement : mettez-la là où l’exemple dit « your registration key ».',
  'start.localhost':
    'Vous avez ouvert cette page comme « {host} », que seul cet ordinateur peut joindre. Pour une carte ailleurs, démarrez le serveur avec HOST=0.0.0.0 et un OWNER_PASSWORD et ouvrez la page par l’adresse de cet ordinateur dans votre réseau : l’exemple la contiendra.',
  'start.download': 'Télécharger',
  'start.waiting': 'En attente d’un appareil … il apparaît ici de lui-même.',
  'start.appeared': '{device} est là',
  'start.noReading': 'Pas encore de mesure',
  'start.watches': 'Connecter à {plant}',
};
