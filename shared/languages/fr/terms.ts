/** Texts that stand in English beside what they describe, in French. */
import type { PageWords } from '../words-of-language.ts';

export const terms: PageWords['terms'] = {
  'API answer': 'réponse de l’API',
  'check plan': 'vérifier le plan',
  'gather context': 'réunir le contexte',
  'plan by rules': 'plan par règles',
  'store plan': 'enregistrer le plan',
  Device: 'Appareil',
  'its id; empty: msg.deviceId': 'son id ; vide : msg.deviceId',
  'Forgotten after': 'Oublié après',
  's, if the device does not fetch it': 's, si l’appareil ne la prend pas',
  'command device': 'commander l’appareil',
  Program: 'Programme',
  'known by its topics and messages': 'reconnu à ses topics et messages',
  'JSON with known names': 'JSON aux noms connus',
  'gateway dialect': 'dialecte de passerelle',
  'add plant': 'ajouter la plante',
  Messages: 'Messages',
  'device messages': 'messages d’appareils',
  Why: 'Pourquoi',
  'shown with the number': 'affiché avec le nombre',
  'let go': 'abandonner',
  Instructions: 'Instructions',
  Model: 'Modèle',
  'as in Settings, if empty': 'vide : comme dans les réglages',
  'Longest answer': 'Réponse la plus longue',
  tokens: 'jetons',
  'language model': 'modèle de langage',
  Channel: 'Canal',
  'its name, such as discord; empty: every channel that is set up':
    'son nom, comme discord ; vide : tous les canaux configurés',
  notification: 'notification',
  'store reading': 'enregistrer la mesure',
  'Offline after missing': 'Hors ligne s’il manque',
  heartbeats: 'signes de vie',
  'A device is heard every': 'Un appareil est entendu toutes les',
  seconds: 'secondes',
  'Look for silent devices every': 'Chercher les appareils muets toutes les',
  presence: 'présence',
  'register device': 'enregistrer l’appareil',
  'keep rejected': 'garder les rejets',
  Request: 'Requête',
  'register a device': 'enregistrer un appareil',
  'care plan': 'plan d’entretien',
  'API request': 'requête à l’API',
  Value: 'Valeur',
  Name: 'Nom',
  'PlantOps server': 'Serveur PlantOps',
  'must be a number from __min__ to __max__': 'doit être un nombre de __min__ à __max__',
  'must have __min__ to __max__ characters': 'doit avoir de __min__ à __max__ caractères',
  telemetry: 'mesures',
  'messages of gateways': 'messages de passerelles',
  'Back in range by': 'De retour à partir de',
  '% of the range': '% de la plage',
  Cooldown: 'Pause',
  'seconds; empty: as in Settings, else 900': 'secondes ; vide : comme dans les réglages, sinon 900',
  'Limits of readings without a plant': 'Limites des mesures sans plante',
  threshold: 'limites',
  'Clock may be ahead': 'L’horloge peut avancer de',
  validation: 'validation',
  'check the key and the tag: Apprise knows no target for them':
    'vérifiez la clé et l’étiquette : Apprise ne leur connaît aucune cible',
  'A server of Apprise API reaches more than a hundred services. The key is the name of a configuration in it. WEBHOOK_ALLOWED_HOSTS must name the server.':
    'Un serveur Apprise API atteint plus de cent services. La clé est le nom d’une de ses configurations. WEBHOOK_ALLOWED_HOSTS doit nommer le serveur.',
  Server: 'Serveur',
  Key: 'Clé',
  Tag: 'Étiquette',
  'one of its targets failed: look into the log of Apprise':
    'l’une de ses cibles a échoué : regardez le journal d’Apprise',
  'In Discord: channel settings → Integrations → Webhooks → New webhook → Copy URL.':
    'Dans Discord : paramètres du salon → Intégrations → Webhooks → Nouveau webhook → Copier l’URL.',
  'Webhook address': 'Adresse du webhook',
  'The mail server': 'Le serveur de messagerie',
  'check name and password; many providers want a password made for apps':
    'vérifiez nom et mot de passe ; beaucoup de fournisseurs veulent un mot de passe d’application',
  'check the addresses of sender and recipients': 'vérifiez les adresses de l’expéditeur et des destinataires',
  'E-mail': 'E-mail',
  'The mail server and login of your provider; with two-factor login, a password made for apps. The servers of large providers may be used as they are; another one must be named in WEBHOOK_ALLOWED_HOSTS.':
    'Le serveur de messagerie et le compte de votre fournisseur ; avec la double authentification, un mot de passe d’application. Les serveurs des grands fournisseurs s’utilisent tels quels ; un autre doit être nommé dans WEBHOOK_ALLOWED_HOSTS.',
  'Mail server': 'Serveur de messagerie',
  From: 'De',
  To: 'À',
  'User name': 'Nom d’utilisateur',
  Password: 'Mot de passe',
  'In Gotify: Apps → Create application → copy its token. WEBHOOK_ALLOWED_HOSTS must name the server.':
    'Dans Gotify : Apps → Create application → copiez son jeton. WEBHOOK_ALLOWED_HOSTS doit nommer le serveur.',
  'Token of the app': 'Jeton de l’application',
  'check the token of the app': 'vérifiez le jeton de l’application',
  'use the token of an app, not of a client': 'utilisez le jeton d’une application, pas celui d’un client',
  'In Home Assistant: your profile → Security → Long-lived access tokens. Developer tools → Actions lists what begins with notify. WEBHOOK_ALLOWED_HOSTS must name the server.':
    'Dans Home Assistant : votre profil → Sécurité → Jetons d’accès de longue durée. Outils de développement → Actions liste ce qui commence par notify. WEBHOOK_ALLOWED_HOSTS doit nommer le serveur.',
  Address: 'Adresse',
  'Access token': 'Jeton d’accès',
  Action: 'Action',
  'check the name of the action': 'vérifiez le nom de l’action',
  'check the access token': 'vérifiez le jeton d’accès',
  'check the address': 'vérifiez l’adresse',
  'An account of its own, invited into a room without encryption. Element shows its access token under Help & About, and the room ID in the settings of the room. Other servers than matrix.org must be named in WEBHOOK_ALLOWED_HOSTS.':
    'Un compte à part, invité dans un salon sans chiffrement. Element montre son jeton d’accès sous Aide et à propos, et l’identifiant du salon dans ses paramètres. Les serveurs autres que matrix.org doivent être nommés dans WEBHOOK_ALLOWED_HOSTS.',
  Homeserver: 'Serveur d’accueil',
  'Room ID': 'Identifiant du salon',
  'the account must be in the room: accept the invitation, and check the room ID':
    'le compte doit être dans le salon : acceptez l’invitation, et vérifiez l’identifiant du salon',
  'check the address of the homeserver': 'vérifiez l’adresse du serveur d’accueil',
  'Subscribe to a topic with a long, random name in the ntfy app: who knows the name can read along. A server of your own must be named in WEBHOOK_ALLOWED_HOSTS.':
    'Abonnez-vous dans l’appli ntfy à un sujet au nom long et aléatoire : qui connaît le nom peut lire. Votre propre serveur doit être nommé dans WEBHOOK_ALLOWED_HOSTS.',
  Topic: 'Sujet',
  'the topic is protected: check its name and the access token':
    'le sujet est protégé : vérifiez son nom et le jeton d’accès',
  'At pushover.net: your user key is on the first page; Create an Application/API Token makes the token.':
    'Sur pushover.net : votre clé d’utilisateur est sur la première page ; Create an Application/API Token crée le jeton.',
  'Token of the application': 'Jeton de l’application',
  'User or group key': 'Clé d’utilisateur ou de groupe',
  'check token, key and device': 'vérifiez jeton, clé et appareil',
  'check token and key': 'vérifiez jeton et clé',
  'At api.slack.com/apps: Create New App → Incoming Webhooks → Add New Webhook → copy its URL.':
    'Sur api.slack.com/apps : Create New App → Incoming Webhooks → Add New Webhook → copiez son URL.',
  'the webhook is gone: make a new one': 'le webhook n’existe plus : créez-en un nouveau',
  'the channel is archived': 'le canal est archivé',
  'Write /newbot to @BotFather for the token, then anything to your new bot. @userinfobot tells your chat ID.':
    'Écrivez /newbot à @BotFather pour le jeton, puis n’importe quoi à votre nouveau bot. @userinfobot donne votre identifiant de discussion.',
  'Token of the bot': 'Jeton du bot',
  'Chat ID': 'Identifiant de discussion',
  'Bot API server': 'Serveur Bot API',
  'check the chat ID': 'vérifiez l’identifiant de discussion',
  'check the token of the bot': 'vérifiez le jeton du bot',
  'write to the bot first, or add it to the group': 'écrivez d’abord au bot, ou ajoutez-le au groupe',
  'The webhook': 'Le webhook',
  'Posts JSON to a server of yours. The variable WEBHOOK_ALLOWED_HOSTS must name its host. With a secret, each message is signed in X-PlantOps-Signature.':
    'Envoie du JSON à l’un de vos serveurs. La variable WEBHOOK_ALLOWED_HOSTS doit nommer son hôte. Avec un secret, chaque message est signé dans X-PlantOps-Signature.',
  Secret: 'Secret',
  'check the webhook address': 'vérifiez l’adresse du webhook',
  'Test message': 'Message de test',
  'PlantOps itself': 'PlantOps lui-même',
  'Your plants today': 'Vos plantes aujourd’hui',
  '{who} cannot be reached: its name is not known (DNS); check the address':
    '{who} est injoignable : son nom n’est pas connu (DNS) ; vérifiez l’adresse',
  '{who} cannot be reached: nobody listens there (connection refused); check address and port, and that it runs':
    '{who} est injoignable : personne n’y écoute (connection refused) ; vérifiez adresse et port, et qu’il tourne',
  '{who} cannot be reached: no way leads there; check the network of this machine':
    '{who} est injoignable : aucune route n’y mène ; vérifiez le réseau de cette machine',
  '{who} cannot be reached: nothing answers there; check the address, and firewalls on the way':
    '{who} est injoignable : rien n’y répond ; vérifiez l’adresse, et les pare-feux en chemin',
  '{who} cannot be reached: no encrypted connection (TLS) comes about; check http or https, and the port':
    '{who} est injoignable : aucune connexion chiffrée (TLS) ne s’établit ; vérifiez http ou https, et le port',
  '{who} cannot be trusted: its certificate (TLS) has expired':
    '{who} n’est pas fiable : son certificat (TLS) a expiré',
  '{who} cannot be trusted: its certificate (TLS) is not valid yet; check the clock of this machine':
    '{who} n’est pas fiable : son certificat (TLS) n’est pas encore valable ; vérifiez l’horloge de cette machine',
  '{who} cannot be trusted: nobody that this machine knows vouches for its certificate (TLS)':
    '{who} n’est pas fiable : personne que cette machine connaisse ne garantit son certificat (TLS)',
  '{who} cannot be trusted: its certificate (TLS) is for another name; check the address':
    '{who} n’est pas fiable : son certificat (TLS) est pour un autre nom ; vérifiez l’adresse',
  '{who} cannot be reached: the connection broke': '{who} est injoignable : la connexion s’est rompue',
  '{who} did not answer in time': '{who} n’a pas répondu à temps',
  '{who} is at an address inside of a cloud, which is never called':
    '{who} est à une adresse interne d’un nuage, qui n’est jamais appelée',
  '{who} answered {status}, a redirect, which is not followed: check the address':
    '{who} a répondu {status}, une redirection, qui n’est pas suivie : vérifiez l’adresse',
  '{who} answered {status}': '{who} a répondu {status}',
  '{who} refused the message with {status}': '{who} a refusé le message avec {status}',
  '{who} accepts no login in this way': '{who} n’accepte pas de connexion de cette façon',
  '{who} refused a recipient': '{who} a refusé un destinataire',
  '{who} answered {status}: the message went to nobody': '{who} a répondu {status} : le message n’est allé à personne',
  '{who} asks to wait {seconds} s': '{who} demande d’attendre {seconds} s',
  'Open it in the Arduino IDE, and choose an ESP32 board.':
    'Ouvrez-le dans l’IDE Arduino, et choisissez une carte ESP32.',
  'Install the library MQTT by Joel Gaehwiler in the Library Manager.':
    'Installez la bibliothèque MQTT de Joel Gaehwiler dans le gestionnaire de bibliothèques.',
  'Fill in your Wi-Fi and how your sensors are read, and upload it.':
    'Indiquez votre Wi-Fi et comment lire vos capteurs, et téléversez-le.',
  'Save it in the folder of your ESPHome configurations, or paste it into a new device of the ESPHome dashboard.':
    'Enregistrez-le dans le dossier de vos configurations ESPHome, ou collez-le dans un nouvel appareil du tableau de bord ESPHome.',
  'Fill in your Wi-Fi, your board, and the sensors and pins that you have.':
    'Indiquez votre Wi-Fi, votre carte, et les capteurs et broches que vous avez.',
  'Flash it: esphome run {file}': 'Téléversez-le : esphome run {file}',
  'Save it on the board as main.py, with Thonny or: mpremote cp main.py :main.py':
    'Enregistrez-le sur la carte comme main.py, avec Thonny ou : mpremote cp main.py :main.py',
  'Fill in your Wi-Fi and how your sensors are read.': 'Indiquez votre Wi-Fi et comment lire vos capteurs.',
  'Restart the board.': 'Redémarrez la carte.',
  'Put in how your sensors are read. Nothing has to be installed.':
    'Indiquez comment lire vos capteurs. Il n’y a rien à installer.',
  'Start it: python3 {file}': 'Lancez-le : python3 {file}',
  'Put in your own values.': 'Mettez vos propres valeurs.',
  'Paste it into a terminal.': 'Collez-le dans un terminal.',
  'Any program that can make an HTTP request may send readings like this.':
    'Tout programme capable de faire une requête HTTP peut envoyer des mesures ainsi.',
  'Give your program the server, the user name and the password.':
    'Donnez à votre programme le serveur, le nom d’utilisateur et le mot de passe.',
  'Have it publish its readings as JSON to the topic of readings.':
    'Faites-lui publier ses mesures en JSON sur le topic des mesures.',
  'Open the web page of "{name}" and there: Tools, Console (in older versions: Console).':
    'Ouvrez la page web de « {name} » et là : Tools, Console (dans les versions anciennes : Console).',
  'Paste the whole line and press Enter. Tasmota restarts.':
    'Collez la ligne entière et appuyez sur Entrée. Tasmota redémarre.',
  'Deep sleep needs a wire between GPIO16 (D0) and RST on an ESP8266.':
    'Sur un ESP8266, la veille profonde demande un fil entre GPIO16 (D0) et RST.',
  'Install it on a computer with Bluetooth: pip install TheengsGateway':
    'Installez-le sur un ordinateur avec Bluetooth : pip install TheengsGateway',
  'Start it: sh theengs.sh': 'Lancez-le : sh theengs.sh',
  'Each plant sensor that it hears becomes a device of its own here.':
    'Chaque capteur de plante qu’il entend devient ici un appareil à part.',
  'Running already: open its web page, Console, paste the whole line and press Enter.':
    'S’il tourne déjà : ouvrez sa page web, Console, collez la ligne entière et appuyez sur Entrée.',
  'New: type these values into its set-up page: server {host}, port {port}, the user and the password, base topic {topic}, gateway name {gateway}.':
    'S’il est neuf : tapez ces valeurs dans sa page de configuration : serveur {host}, port {port}, l’utilisateur et le mot de passe, topic de base {topic}, nom de la passerelle {gateway}.',
  'New: save it as data/configuration.yaml of zigbee2mqtt. Already running: replace only its section "mqtt".':
    'S’il est neuf : enregistrez-le comme data/configuration.yaml de zigbee2mqtt. S’il tourne déjà : remplacez seulement sa section « mqtt ».',
  'Restart zigbee2mqtt.': 'Redémarrez zigbee2mqtt.',
  'Allow joining on its page and pair a sensor. Each becomes a device of its own here, as zigbee2mqtt names it.':
    'Autorisez l’association sur sa page et associez un capteur. Chacun devient ici un appareil à part, au nom que lui donne zigbee2mqtt.',
  'Not known yet.': 'Pas encore connu.',
  'A reading of the server itself was stored in {took_ms} ms.':
    'Une mesure du serveur lui-même a été enregistrée en {took_ms} ms.',
  'Readings wait at the broker while a restore or a removal is at work.':
    'Les mesures attendent auprès du broker tant qu’une restauration ou une suppression est en cours.',
  'Nothing is stored: the flow engine does not answer.': 'Rien n’est enregistré : le moteur de flux ne répond pas.',
  "It is started again by itself, and readings wait at the broker. If it goes on, the server's log says why.":
    'Il redémarre de lui-même, et les mesures attendent auprès du broker. Si cela dure, le journal du serveur dit pourquoi.',
  'Nothing is stored: there is no connection to the broker.': 'Rien n’est enregistré : pas de connexion au broker.',
  "Start the broker, or correct MQTT_URL; the server's log says why it is refused.":
    'Démarrez le broker, ou corrigez MQTT_URL ; le journal du serveur dit pourquoi il refuse.',
  'Nothing is stored: the broker does not pass messages on.':
    'Rien n’est enregistré : le broker ne transmet pas les messages.',
  'It hangs, or the network to it is gone. Restart it if that does not pass.':
    'Il est bloqué, ou le réseau vers lui est coupé. Redémarrez-le si cela dure.',
  'Nothing is stored: the database has taken no reading for {seconds} s.':
    'Rien n’est enregistré : la base de données n’a pris aucune mesure depuis {seconds} s.',
  "Readings wait at the broker. See the database and its disk; the server's log says what it answers.":
    'Les mesures attendent auprès du broker. Voyez la base de données et son disque ; le journal du serveur dit ce qu’elle répond.',
  "The broker does not pass on the server's own readings, so it is not known whether others are stored.":
    'Le broker ne transmet pas les mesures du serveur lui-même : on ne sait donc pas si les autres sont enregistrées.',
  'Give your broker the access rules of mosquitto/acl of this version.':
    'Donnez à votre broker les règles d’accès de mosquitto/acl de cette version.',
  'The broker saves what waits.': 'Le broker sauvegarde ce qui attend.',
  'The broker is run by somebody else, so its store is not seen from here.':
    'Le broker est géré par quelqu’un d’autre : son stockage n’est pas visible d’ici.',
  'The broker cannot save what waits ({reason}). Devices are not let in meanwhile, so that they keep their readings instead of being told that they are safe.':
    'Le broker ne peut pas sauvegarder ce qui attend ({reason}). Les appareils ne sont pas admis pendant ce temps, pour qu’ils gardent leurs mesures au lieu de les croire en sûreté.',
  "The disk of the broker's store is nearly full: {free_mb} are left, {needed_mb} are needed. Devices are not let in meanwhile, so that they keep their readings instead of being told that they are safe.":
    'Le disque du broker est presque plein : il reste {free_mb}, il en faut {needed_mb}. Les appareils ne sont pas admis pendant ce temps, pour qu’ils gardent leurs mesures au lieu de les croire en sûreté.',
  'Free space on that disk, or give it more; everything goes on by itself then.':
    'Libérez de l’espace sur ce disque, ou agrandissez-le ; tout reprend alors automatiquement.',
  'The broker has dropped nothing in the last day ({dropped} messages ever).':
    'Le broker n’a rien jeté depuis un jour ({dropped} messages en tout).',
  'The broker has dropped {count} messages that it had acknowledged: its queue was full.':
    'Le broker a jeté {count} messages qu’il avait confirmés : sa file était pleine.',
  'They are lost. Raise max_queued_messages in mosquitto.conf if the server is away for longer, or have it run all the time.':
    'Ils sont perdus. Augmentez max_queued_messages dans mosquitto.conf si le serveur est absent plus longtemps, ou faites-le tourner sans arrêt.',
  "{count} messages that the broker had acknowledged were lost at the last stop: the broker's store could not be saved.":
    '{count} messages confirmés par le broker ont été perdus au dernier arrêt : son stockage n’a pas pu être sauvegardé.',
  'Nothing more can be done for them. Free space before the server is stopped next time.':
    'On ne peut plus rien pour eux. Libérez de l’espace avant le prochain arrêt du serveur.',
  'Nobody else uses the session of this server.': 'Personne d’autre n’utilise la session de ce serveur.',
  'Another server logs in at the broker as {username} and takes the connection away.':
    'Un autre serveur se connecte au broker comme {username} et prend la connexion.',
  'Stop the other server, or give each a name of its own: MQTT_USERNAME.':
    'Arrêtez l’autre serveur, ou donnez à chacun son propre nom : MQTT_USERNAME.',
  'The database answers.': 'La base de données répond.',
  'The database does not answer.': 'La base de données ne répond pas.',
  'Readings wait at the broker. Start the database, or see its log and its disk.':
    'Les mesures attendent auprès du broker. Démarrez la base de données, ou voyez son journal et son disque.',
  '{count} jobs in the background do their work.': '{count} tâches de fond font leur travail.',
  '{jobs} cannot be done: {reason}': 'Tâches impossibles à accomplir : {jobs} ({reason})',
  "Readings are stored meanwhile. The database's log says more; it is tried again by itself.":
    'Les mesures sont enregistrées pendant ce temps. Le journal de la base de données en dit plus ; un nouvel essai se fait automatiquement.',
  '{free_mb} are free.': '{free_mb} sont libres.',
  'The disk is full in about {days} days if readings go on like in the last week.':
    'Le disque sera plein dans {days} jours environ si les mesures continuent comme la semaine passée.',
  'Keep less in Settings, "What is kept", or give the data folder more room.':
    'Conservez moins dans Réglages, « Ce qui est conservé », ou donnez plus de place au dossier des données.',
  'The disk of the data folder is full: {free_mb} are left.':
    'Le disque du dossier des données est plein : il reste {free_mb}.',
  'The last backup is {days} days old.': 'La dernière sauvegarde date de {days} jours.',
  'No backup was made yet; it is early.': 'Pas encore de sauvegarde ; il est tôt.',
  'Download one in Settings, "Backup", and keep it on another machine.':
    'Téléchargez-en une dans Réglages, « Sauvegarde », et gardez-la sur une autre machine.',
  'No backup was ever made, and there are {days} days of data.':
    'Aucune sauvegarde n’a jamais été faite, et il y a {days} jours de données.',
  'The server runs without a halt.': 'Le serveur tourne sans arrêt.',
  'The server stood still for {seconds} s: its machine was suspended, or had no time for it.':
    'Le serveur est resté figé {seconds} s : sa machine était en veille, ou n’avait pas de temps pour lui.',
  'Readings waited at the broker, and nobody was called silent. Switch off the sleep mode of the machine if it comes again.':
    'Les mesures ont attendu auprès du broker, et aucun appareil n’a été déclaré muet. Désactivez la mise en veille de la machine si cela se répète.',
  'Way of a reading': 'Chemin d’une mesure',
  "Broker's store": 'Stockage du broker',
  "Broker's queue": 'File du broker',
  'Session at the broker': 'Session auprès du broker',
  Database: 'Base de données',
  "Database's jobs": 'Tâches de la base de données',
  Disk: 'Disque',
  Backup: 'Sauvegarde',
  Machine: 'Machine',
  'Let the soil dry out completely, then water thoroughly. It bears weeks without water sooner than a wet pot.':
    'Laisser le sol sécher complètement, puis arroser à fond. Des semaines sans eau lui nuisent moins qu’un pot mouillé.',
  'Water when a third to a half of the soil has dried, and empty the saucer.':
    'Arroser quand un tiers à la moitié du sol a séché, et vider la coupelle.',
  'Water when the top two to five centimetres feel dry, and empty the saucer.':
    'Arroser quand les deux à cinq premiers centimètres sont secs au toucher, et vider la coupelle.',
  'Keep the soil evenly moist: water as soon as the surface begins to dry, without letting it stand in water.':
    'Garder le sol uniformément humide : arroser dès que la surface commence à sécher, sans le laisser dans l’eau.',
  'Keep it wet: the pot may stand in a few centimetres of water while it grows.':
    'Garder le sol mouillé : le pot peut rester dans quelques centimètres d’eau pendant la croissance.',
  'Bears shade, some metres from a window; grows better in bright light without direct sun.':
    'Supporte l’ombre, à quelques mètres d’une fenêtre ; pousse mieux dans une lumière vive sans soleil direct.',
  'Bright light without direct sun: close to a window, behind a curtain on the south side.':
    'Lumière vive sans soleil direct : près d’une fenêtre, derrière un rideau au sud.',
  'A bright place with some hours of sun in the morning or evening; shade it from hot midday sun behind glass.':
    'Une place lumineuse avec quelques heures de soleil le matin ou le soir ; l’abriter, derrière une vitre, du soleil brûlant de midi.',
  'As much sun as there is: a south window, a balcony or a lamp. Accustom it to strong sun over two weeks.':
    'Autant de soleil que possible : fenêtre au sud, balcon ou lampe. L’habituer au soleil fort en deux semaines.',
  Time: 'Heure',
  'The seasons ask something else of each of its species: choose yours for their advice.':
    'Les saisons demandent autre chose à chacune de ses espèces : choisissez la vôtre pour le conseil.',
  'Devices are not let in meanwhile, so that they keep their readings instead of being told that they are safe.':
    'Les appareils ne sont pas admis pendant ce temps, pour qu’ils gardent leurs mesures au lieu de les croire en sûreté.',
  'The database answers. Its replica cannot be read, so charts and downloads are read from the database itself.':
    'La base de données répond. Sa réplique ne peut pas être lue : graphiques et téléchargements sont donc lus dans la base elle-même.',
  "The server's log says why. It is read again by itself once it is close behind.":
    'Le journal du serveur dit pourquoi. Elle est relue d’elle-même dès qu’elle est presque à jour.',
  'The push service of the browser': 'Le service push du navigateur',
  'No browser is left that wants messages: turn them on again in Settings, in the browser':
    'Plus aucun navigateur ne veut de messages : réactivez-les dans les réglages, dans le navigateur',
  'Push to browsers and phones': 'Push vers navigateurs et téléphones',
  'Each browser turns it on for itself, also one that has the dashboard installed as an app.':
    'Chaque navigateur l’active pour soi, aussi celui qui a le tableau de bord installé comme application.',
  'does not answer as an MQTT broker: does this port expect TLS (mqtts), or none (mqtt)?':
    'ne répond pas comme un broker MQTT : ce port attend-il TLS (mqtts), ou non (mqtt) ?',
  'does not let this account read what it must: allow it the topics that the page about Home Assistant names':
    'ne laisse pas ce compte lire ce qu’il doit : autorisez-lui les topics que nomme la page sur Home Assistant',
  'lets this account in, but does not let it publish below homeassistant/device and plantops/home: allow that there':
    'admet ce compte, mais ne le laisse pas publier sous homeassistant/device et plantops/home : autorisez-le là-bas',
  'has a certificate of an authority that is not known: give that of the authority here':
    'a un certificat d’une autorité inconnue : donnez ici celui de l’autorité',
  'does not answer: nothing listens at this port': 'ne répond pas : rien n’écoute sur ce port',
  'is not found: there is no such host name': 'est introuvable : ce nom d’hôte n’existe pas',
  'is not found: the name cannot be looked up now': 'est introuvable : le nom ne peut pas être résolu pour le moment',
  'does not answer in time': 'ne répond pas à temps',
  'cannot be reached from this machine': 'est injoignable depuis cette machine',
  'is at an address inside of a cloud or link-local, which is never called':
    'est à une adresse interne d’un nuage ou de lien local, qui n’est jamais appelée',
  'has a certificate that it made itself: give it here as the certificate to trust':
    'a un certificat fait par lui-même : donnez-le ici comme certificat de confiance',
  'has a certificate that has expired': 'a un certificat expiré',
  'has a certificate for another name than that of the address':
    'a un certificat pour un autre nom que celui de l’adresse',
  'does not let this account in: check the name and the password':
    'n’admet pas ce compte : vérifiez le nom et le mot de passe',
  'does not speak TLS at this port: it may be the one for mqtt://':
    'ne parle pas TLS sur ce port : c’est peut-être celui de mqtt://',
};
