/** Texts that stand in English beside what they describe, in Spanish. */
import type { PageWords } from '../words-of-language.ts';

export const terms: PageWords['terms'] = {
  'API answer': 'respuesta de la API',
  'check plan': 'comprobar plan',
  'gather context': 'reunir datos',
  'plan by rules': 'plan con reglas',
  'store plan': 'guardar plan',
  Device: 'Dispositivo',
  'its id; empty: msg.deviceId': 'su id; vacío: msg.deviceId',
  'Forgotten after': 'Se olvida tras',
  's, if the device does not fetch it': 's, si el dispositivo no la recoge',
  'command device': 'dar orden',
  Program: 'Programa',
  'known by its topics and messages': 'reconocido por sus topics y mensajes',
  'JSON with known names': 'JSON con nombres conocidos',
  'gateway dialect': 'dialecto de pasarela',
  'add plant': 'añadir planta',
  Messages: 'Mensajes',
  'device messages': 'mensajes de dispositivos',
  Why: 'Por qué',
  'shown with the number': 'se muestra con el número',
  'let go': 'soltar',
  Instructions: 'Instrucciones',
  Model: 'Modelo',
  'as in Settings, if empty': 'vacío: como en los ajustes',
  'Longest answer': 'Respuesta más larga',
  tokens: 'tokens',
  'language model': 'modelo de lenguaje',
  Channel: 'Canal',
  'its name, such as discord; empty: every channel that is set up':
    'su nombre, como discord; vacío: todos los canales configurados',
  notification: 'notificación',
  'store reading': 'guardar lectura',
  'Offline after missing': 'Sin conexión si faltan',
  heartbeats: 'señales de vida',
  'A device is heard every': 'Un dispositivo se oye cada',
  seconds: 'segundos',
  'Look for silent devices every': 'Buscar dispositivos callados cada',
  presence: 'presencia',
  'register device': 'registrar dispositivo',
  'keep rejected': 'guardar rechazados',
  Request: 'Petición',
  'register a device': 'registrar un dispositivo',
  'care plan': 'plan de cuidados',
  'API request': 'petición a la API',
  Value: 'Valor',
  Name: 'Nombre',
  'PlantOps server': 'Servidor PlantOps',
  'must be a number from __min__ to __max__': 'tiene que ser un número de __min__ a __max__',
  'must have __min__ to __max__ characters': 'tiene que tener de __min__ a __max__ caracteres',
  telemetry: 'lecturas',
  'messages of gateways': 'mensajes de pasarelas',
  'Back in range by': 'Vuelve al rango por',
  '% of the range': '% del rango',
  Cooldown: 'Pausa',
  'seconds; empty: as in Settings, else 900': 'segundos; vacío: como en los ajustes, si no 900',
  'Limits of readings without a plant': 'Límites de lecturas sin planta',
  threshold: 'límites',
  'Clock may be ahead': 'El reloj puede adelantar',
  validation: 'validación',
  'check the key and the tag: Apprise knows no target for them':
    'comprueba la clave y la etiqueta: Apprise no conoce ningún destino para ellas',
  'A server of Apprise API reaches more than a hundred services. The key is the name of a configuration in it. WEBHOOK_ALLOWED_HOSTS must name the server.':
    'Un servidor de Apprise API llega a más de cien servicios. La clave es el nombre de una configuración suya. WEBHOOK_ALLOWED_HOSTS tiene que nombrar el servidor.',
  Server: 'Servidor',
  Key: 'Clave',
  Tag: 'Etiqueta',
  'one of its targets failed: look into the log of Apprise':
    'ha fallado uno de sus destinos: mira el registro de Apprise',
  'In Discord: channel settings → Integrations → Webhooks → New webhook → Copy URL.':
    'En Discord: ajustes del canal → Integraciones → Webhooks → Nuevo webhook → Copiar URL.',
  'Webhook address': 'Dirección del webhook',
  'The mail server': 'El servidor de correo',
  'check name and password; many providers want a password made for apps':
    'comprueba nombre y contraseña; muchos proveedores quieren una contraseña hecha para aplicaciones',
  'check the addresses of sender and recipients': 'comprueba las direcciones del remitente y los destinatarios',
  'E-mail': 'Correo electrónico',
  'The mail server and login of your provider; with two-factor login, a password made for apps. The servers of large providers may be used as they are; another one must be named in WEBHOOK_ALLOWED_HOSTS.':
    'El servidor de correo y la cuenta de tu proveedor; con verificación en dos pasos, una contraseña hecha para aplicaciones. Los servidores de los grandes proveedores se pueden usar tal cual; otro hay que nombrarlo en WEBHOOK_ALLOWED_HOSTS.',
  'Mail server': 'Servidor de correo',
  From: 'De',
  To: 'Para',
  'User name': 'Nombre de usuario',
  Password: 'Contraseña',
  'In Gotify: Apps → Create application → copy its token. WEBHOOK_ALLOWED_HOSTS must name the server.':
    'En Gotify: Apps → Create application → copia su token. WEBHOOK_ALLOWED_HOSTS tiene que nombrar el servidor.',
  'Token of the app': 'Token de la aplicación',
  'check the token of the app': 'comprueba el token de la aplicación',
  'use the token of an app, not of a client': 'usa el token de una aplicación, no el de un cliente',
  'In Home Assistant: your profile → Security → Long-lived access tokens. Developer tools → Actions lists what begins with notify. WEBHOOK_ALLOWED_HOSTS must name the server.':
    'En Home Assistant: tu perfil → Seguridad → Tokens de acceso de larga duración. Herramientas para desarrolladores → Acciones lista lo que empieza por notify. WEBHOOK_ALLOWED_HOSTS tiene que nombrar el servidor.',
  Address: 'Dirección',
  'Access token': 'Token de acceso',
  Action: 'Acción',
  'check the name of the action': 'comprueba el nombre de la acción',
  'check the access token': 'comprueba el token de acceso',
  'check the address': 'comprueba la dirección',
  'An account of its own, invited into a room without encryption. Element shows its access token under Help & About, and the room ID in the settings of the room. Other servers than matrix.org must be named in WEBHOOK_ALLOWED_HOSTS.':
    'Una cuenta propia, invitada a una sala sin cifrado. Element muestra su token de acceso en Ayuda y acerca de, y el ID de la sala en los ajustes de la sala. Los servidores que no sean matrix.org hay que nombrarlos en WEBHOOK_ALLOWED_HOSTS.',
  Homeserver: 'Servidor de origen',
  'Room ID': 'ID de la sala',
  'the account must be in the room: accept the invitation, and check the room ID':
    'la cuenta tiene que estar en la sala: acepta la invitación y comprueba el ID de la sala',
  'check the address of the homeserver': 'comprueba la dirección del servidor de origen',
  'Subscribe to a topic with a long, random name in the ntfy app: who knows the name can read along. A server of your own must be named in WEBHOOK_ALLOWED_HOSTS.':
    'Suscríbete en la app ntfy a un tema con un nombre largo y al azar: quien sepa el nombre puede leerlo. Un servidor propio hay que nombrarlo en WEBHOOK_ALLOWED_HOSTS.',
  Topic: 'Tema',
  'the topic is protected: check its name and the access token':
    'el tema está protegido: comprueba su nombre y el token de acceso',
  'At pushover.net: your user key is on the first page; Create an Application/API Token makes the token.':
    'En pushover.net: tu clave de usuario está en la primera página; Create an Application/API Token crea el token.',
  'Token of the application': 'Token de la aplicación',
  'User or group key': 'Clave de usuario o de grupo',
  'check token, key and device': 'comprueba token, clave y dispositivo',
  'check token and key': 'comprueba token y clave',
  'At api.slack.com/apps: Create New App → Incoming Webhooks → Add New Webhook → copy its URL.':
    'En api.slack.com/apps: Create New App → Incoming Webhooks → Add New Webhook → copia su URL.',
  'the webhook is gone: make a new one': 'el webhook ya no existe: crea uno nuevo',
  'the channel is archived': 'el canal está archivado',
  'Write /newbot to @BotFather for the token, then anything to your new bot. @userinfobot tells your chat ID.':
    'Escribe /newbot a @BotFather para el token, y luego cualquier cosa a tu nuevo bot. @userinfobot dice tu ID de chat.',
  'Token of the bot': 'Token del bot',
  'Chat ID': 'ID del chat',
  'Bot API server': 'Servidor de la Bot API',
  'check the chat ID': 'comprueba el ID del chat',
  'check the token of the bot': 'comprueba el token del bot',
  'write to the bot first, or add it to the group': 'escribe antes al bot, o añádelo al grupo',
  'The webhook': 'El webhook',
  'Posts JSON to a server of yours. The variable WEBHOOK_ALLOWED_HOSTS must name its host. With a secret, each message is signed in X-PlantOps-Signature.':
    'Envía JSON a un servidor tuyo. La variable WEBHOOK_ALLOWED_HOSTS tiene que nombrar su host. Con un secreto, cada mensaje va firmado en X-PlantOps-Signature.',
  Secret: 'Secreto',
  'check the webhook address': 'comprueba la dirección del webhook',
  'Test message': 'Mensaje de prueba',
  'PlantOps itself': 'El propio PlantOps',
  'Your plants today': 'Tus plantas hoy',
  '{who} cannot be reached: its name is not known (DNS); check the address':
    '{who} no está accesible: su nombre no se conoce (DNS); comprueba la dirección',
  '{who} cannot be reached: nobody listens there (connection refused); check address and port, and that it runs':
    '{who} no está accesible: allí nadie escucha (connection refused); comprueba dirección y puerto, y que esté en marcha',
  '{who} cannot be reached: no way leads there; check the network of this machine':
    '{who} no está accesible: no hay ruta hasta allí; comprueba la red de este equipo',
  '{who} cannot be reached: nothing answers there; check the address, and firewalls on the way':
    '{who} no está accesible: allí no contesta nada; comprueba la dirección y los cortafuegos en medio',
  '{who} cannot be reached: no encrypted connection (TLS) comes about; check http or https, and the port':
    '{who} no está accesible: no se establece una conexión cifrada (TLS); comprueba http o https, y el puerto',
  '{who} cannot be trusted: its certificate (TLS) has expired': '{who} no es de fiar: su certificado (TLS) ha caducado',
  '{who} cannot be trusted: its certificate (TLS) is not valid yet; check the clock of this machine':
    '{who} no es de fiar: su certificado (TLS) todavía no vale; comprueba el reloj de este equipo',
  '{who} cannot be trusted: nobody that this machine knows vouches for its certificate (TLS)':
    '{who} no es de fiar: nadie que este equipo conozca responde de su certificado (TLS)',
  '{who} cannot be trusted: its certificate (TLS) is for another name; check the address':
    '{who} no es de fiar: su certificado (TLS) es para otro nombre; comprueba la dirección',
  '{who} cannot be reached: the connection broke': '{who} no está accesible: la conexión se cortó',
  '{who} did not answer in time': '{who} no ha contestado a tiempo',
  '{who} is at an address inside of a cloud, which is never called':
    '{who} está en una dirección interna de una nube, a la que nunca se llama',
  '{who} answered {status}, a redirect, which is not followed: check the address':
    '{who} ha contestado {status}, una redirección, que no se sigue: comprueba la dirección',
  '{who} answered {status}': '{who} ha contestado {status}',
  '{who} refused the message with {status}': '{who} ha rechazado el mensaje con {status}',
  '{who} accepts no login in this way': '{who} no acepta iniciar sesión de este modo',
  '{who} refused a recipient': '{who} ha rechazado a un destinatario',
  '{who} answered {status}: the message went to nobody':
    '{who} ha contestado {status}: el mensaje no ha llegado a nadie',
  '{who} asks to wait {seconds} s': '{who} pide esperar {seconds} s',
  'Open it in the Arduino IDE, and choose an ESP32 board.': 'Ábrelo en el IDE de Arduino y elige una placa ESP32.',
  'Install the library MQTT by Joel Gaehwiler in the Library Manager.':
    'Instala en el gestor de bibliotecas la biblioteca MQTT de Joel Gaehwiler.',
  'Fill in your Wi-Fi and how your sensors are read, and upload it.':
    'Pon tu wifi y cómo se leen tus sensores, y súbelo.',
  'Save it in the folder of your ESPHome configurations, or paste it into a new device of the ESPHome dashboard.':
    'Guárdalo en la carpeta de tus configuraciones de ESPHome, o pégalo en un dispositivo nuevo del panel de ESPHome.',
  'Fill in your Wi-Fi, your board, and the sensors and pins that you have.':
    'Pon tu wifi, tu placa y los sensores y pines que tengas.',
  'Flash it: esphome run {file}': 'Grábalo: esphome run {file}',
  'Save it on the board as main.py, with Thonny or: mpremote cp main.py :main.py':
    'Guárdalo en la placa como main.py, con Thonny o: mpremote cp main.py :main.py',
  'Fill in your Wi-Fi and how your sensors are read.': 'Pon tu wifi y cómo se leen tus sensores.',
  'Restart the board.': 'Reinicia la placa.',
  'Put in how your sensors are read. Nothing has to be installed.':
    'Pon cómo se leen tus sensores. No hay que instalar nada.',
  'Start it: python3 {file}': 'Inícialo: python3 {file}',
  'Put in your own values.': 'Pon tus propios valores.',
  'Paste it into a terminal.': 'Pégalo en un terminal.',
  'Any program that can make an HTTP request may send readings like this.':
    'Cualquier programa que pueda hacer una petición HTTP puede enviar lecturas así.',
  'Give your program the server, the user name and the password.':
    'Dale a tu programa el servidor, el nombre de usuario y la contraseña.',
  'Have it publish its readings as JSON to the topic of readings.':
    'Haz que publique sus lecturas como JSON en el topic «readings».',
  'Open the web page of "{name}" and there: Tools, Console (in older versions: Console).':
    'Abre la página web de «{name}» y allí: Tools, Console (en versiones antiguas: Console).',
  'Paste the whole line and press Enter. Tasmota restarts.': 'Pega la línea entera y pulsa Intro. Tasmota se reinicia.',
  'Deep sleep needs a wire between GPIO16 (D0) and RST on an ESP8266.':
    'En un ESP8266, el sueño profundo necesita un cable entre GPIO16 (D0) y RST.',
  'Install it on a computer with Bluetooth: pip install TheengsGateway':
    'Instálalo en un ordenador con Bluetooth: pip install TheengsGateway',
  'Start it: sh theengs.sh': 'Inícialo: sh theengs.sh',
  'Each plant sensor that it hears becomes a device of its own here.':
    'Cada sensor de plantas que oiga se convierte aquí en un dispositivo.',
  'Running already: open its web page, Console, paste the whole line and press Enter.':
    'Si ya está en marcha: abre su página web, Console, pega la línea entera y pulsa Intro.',
  'New: type these values into its set-up page: server {host}, port {port}, the user and the password, base topic {topic}, gateway name {gateway}.':
    'Si es nuevo: escribe estos valores en su página de configuración: servidor {host}, puerto {port}, el usuario y la contraseña, topic base {topic}, nombre de la pasarela {gateway}.',
  'New: save it as data/configuration.yaml of zigbee2mqtt. Already running: replace only its section "mqtt".':
    'Si es nuevo: guárdalo como data/configuration.yaml de zigbee2mqtt. Si ya está en marcha: sustituye solo su sección «mqtt».',
  'Restart zigbee2mqtt.': 'Reinicia zigbee2mqtt.',
  'Allow joining on its page and pair a sensor. Each becomes a device of its own here, as zigbee2mqtt names it.':
    'Permite la unión en su página y empareja un sensor. Cada uno se convierte aquí en un dispositivo, con el nombre que le dé zigbee2mqtt.',
  'Not known yet.': 'Todavía no se sabe.',
  'A reading of the server itself was stored in {took_ms} ms.':
    'Una lectura del propio servidor se guardó en {took_ms} ms.',
  'Readings wait at the broker while a restore or a removal is at work.':
    'Las lecturas esperan en el broker mientras trabaja una restauración o un borrado.',
  'Nothing is stored: the flow engine does not answer.': 'No se guarda nada: el motor de flujos no contesta.',
  "It is started again by itself, and readings wait at the broker. If it goes on, the server's log says why.":
    'Se reinicia solo, y las lecturas esperan en el broker. Si sigue así, el registro del servidor dice por qué.',
  'Nothing is stored: there is no connection to the broker.': 'No se guarda nada: no hay conexión con el broker.',
  "Start the broker, or correct MQTT_URL; the server's log says why it is refused.":
    'Inicia el broker o corrige MQTT_URL; el registro del servidor dice por qué se rechaza.',
  'Nothing is stored: the broker does not pass messages on.': 'No se guarda nada: el broker no pasa los mensajes.',
  'It hangs, or the network to it is gone. Restart it if that does not pass.':
    'Está colgado, o no hay red hasta él. Reinícialo si no se pasa.',
  'Nothing is stored: the database has taken no reading for {seconds} s.':
    'No se guarda nada: la base de datos no ha aceptado ninguna lectura desde hace {seconds} s.',
  "Readings wait at the broker. See the database and its disk; the server's log says what it answers.":
    'Las lecturas esperan en el broker. Mira la base de datos y su disco; el registro del servidor dice qué contesta.',
  "The broker does not pass on the server's own readings, so it is not known whether others are stored.":
    'El broker no pasa las lecturas del propio servidor, así que no se sabe si se guardan las demás.',
  'Give your broker the access rules of mosquitto/acl of this version.':
    'Da a tu broker las reglas de acceso de mosquitto/acl de esta versión.',
  'The broker saves what waits.': 'El broker guarda lo que espera.',
  'The broker is run by somebody else, so its store is not seen from here.':
    'El broker lo lleva otra persona, así que su almacén no se ve desde aquí.',
  'The broker cannot save what waits ({reason}). Devices are not let in meanwhile, so that they keep their readings instead of being told that they are safe.':
    'El broker no puede guardar lo que espera ({reason}). Entretanto no se deja entrar a los dispositivos, para que conserven sus lecturas en vez de darlas por seguras.',
  "The disk of the broker's store is nearly full: {free_mb} are left, {needed_mb} are needed. Devices are not let in meanwhile, so that they keep their readings instead of being told that they are safe.":
    'El disco del broker está casi lleno: quedan {free_mb} y hacen falta {needed_mb}. Entretanto no se deja entrar a los dispositivos, para que conserven sus lecturas en vez de darlas por seguras.',
  'Free space on that disk, or give it more; everything goes on by itself then.':
    'Libera espacio en ese disco o amplíalo; después todo sigue solo.',
  'The broker has dropped nothing in the last day ({dropped} messages ever).':
    'El broker no ha descartado nada en el último día ({dropped} mensajes en total).',
  'The broker has dropped {count} messages that it had acknowledged: its queue was full.':
    'El broker ha descartado {count} mensajes que había confirmado: su cola estaba llena.',
  'They are lost. Raise max_queued_messages in mosquitto.conf if the server is away for longer, or have it run all the time.':
    'Se han perdido. Sube max_queued_messages en mosquitto.conf si el servidor falta más tiempo, o tenlo siempre en marcha.',
  "{count} messages that the broker had acknowledged were lost at the last stop: the broker's store could not be saved.":
    'En la última parada se perdieron {count} mensajes que el broker había confirmado: su almacén no se pudo guardar.',
  'Nothing more can be done for them. Free space before the server is stopped next time.':
    'Por ellos ya no se puede hacer nada. Libera espacio antes de la próxima parada del servidor.',
  'Nobody else uses the session of this server.': 'Nadie más usa la sesión de este servidor.',
  'Another server logs in at the broker as {username} and takes the connection away.':
    'Otro servidor entra en el broker como {username} y se lleva la conexión.',
  'Stop the other server, or give each a name of its own: MQTT_USERNAME.':
    'Detén el otro servidor, o da a cada uno un nombre propio: MQTT_USERNAME.',
  'The database answers.': 'La base de datos contesta.',
  'The database does not answer.': 'La base de datos no contesta.',
  'Readings wait at the broker. Start the database, or see its log and its disk.':
    'Las lecturas esperan en el broker. Inicia la base de datos, o mira su registro y su disco.',
  '{count} jobs in the background do their work.': '{count} tareas de fondo hacen su trabajo.',
  '{jobs} cannot be done: {reason}': '{jobs} no se puede hacer: {reason}',
  "Readings are stored meanwhile. The database's log says more; it is tried again by itself.":
    'Las lecturas se guardan entretanto. El registro de la base de datos dice más; se vuelve a intentar solo.',
  '{free_mb} are free.': 'Quedan {free_mb} libres.',
  'The disk is full in about {days} days if readings go on like in the last week.':
    'El disco se llena en unos {days} días si las lecturas siguen como en la última semana.',
  'Keep less in Settings, "What is kept", or give the data folder more room.':
    'Conserva menos en Ajustes, «Qué se conserva», o da más sitio a la carpeta de datos.',
  'The disk of the data folder is full: {free_mb} are left.':
    'El disco de la carpeta de datos está lleno: quedan {free_mb}.',
  'The last backup is {days} days old.': 'La última copia de seguridad tiene {days} días.',
  'No backup was made yet; it is early.': 'Todavía no hay copia de seguridad; es pronto.',
  'Download one in Settings, "Backup", and keep it on another machine.':
    'Descarga una en Ajustes, «Copia de seguridad», y guárdala en otro equipo.',
  'No backup was ever made, and there are {days} days of data.':
    'Nunca se ha hecho una copia de seguridad, y hay datos de {days} días.',
  'The server runs without a halt.': 'El servidor funciona sin paradas.',
  'The server stood still for {seconds} s: its machine was suspended, or had no time for it.':
    'El servidor estuvo parado {seconds} s: su equipo estaba en suspensión, o no tenía tiempo para él.',
  'Readings waited at the broker, and nobody was called silent. Switch off the sleep mode of the machine if it comes again.':
    'Las lecturas esperaron en el broker y a nadie se le dio por callado. Desactiva la suspensión del equipo si se repite.',
  'Way of a reading': 'Camino de una lectura',
  "Broker's store": 'Almacén del broker',
  "Broker's queue": 'Cola del broker',
  'Session at the broker': 'Sesión en el broker',
  Database: 'Base de datos',
  "Database's jobs": 'Tareas de la base de datos',
  Disk: 'Disco',
  Backup: 'Copia de seguridad',
  Machine: 'Equipo',
  'Let the soil dry out completely, then water thoroughly. It bears weeks without water sooner than a wet pot.':
    'Dejar que la tierra se seque del todo y regar después a fondo. Soporta mejor semanas sin agua que una maceta mojada.',
  'Water when a third to a half of the soil has dried, and empty the saucer.':
    'Regar cuando se haya secado de un tercio a la mitad de la tierra, y vaciar el plato.',
  'Water when the top two to five centimetres feel dry, and empty the saucer.':
    'Regar cuando los dos a cinco centímetros de arriba estén secos al tacto, y vaciar el plato.',
  'Keep the soil evenly moist: water as soon as the surface begins to dry, without letting it stand in water.':
    'Mantener la tierra húmeda por igual: regar en cuanto empiece a secarse la superficie, sin dejarla encharcada.',
  'Keep it wet: the pot may stand in a few centimetres of water while it grows.':
    'Mantenerla mojada: la maceta puede estar en unos centímetros de agua mientras crece.',
  'Bears shade, some metres from a window; grows better in bright light without direct sun.':
    'Soporta la sombra, a unos metros de la ventana; crece mejor con mucha luz sin sol directo.',
  'Bright light without direct sun: close to a window, behind a curtain on the south side.':
    'Mucha luz sin sol directo: cerca de una ventana, tras una cortina en el lado sur.',
  'A bright place with some hours of sun in the morning or evening; shade it from hot midday sun behind glass.':
    'Un sitio luminoso con unas horas de sol por la mañana o por la tarde; protegerla tras el cristal del sol fuerte del mediodía.',
  'As much sun as there is: a south window, a balcony or a lamp. Accustom it to strong sun over two weeks.':
    'Todo el sol posible: ventana al sur, balcón o lámpara. Acostumbrarla al sol fuerte durante dos semanas.',
  Time: 'Hora',
  'The seasons ask something else of each of its species: choose yours for their advice.':
    'Las estaciones piden algo distinto a cada una de sus especies: elige la tuya para el consejo.',
  'Devices are not let in meanwhile, so that they keep their readings instead of being told that they are safe.':
    'Entretanto no se deja entrar a los dispositivos, para que conserven sus lecturas en vez de darlas por seguras.',
  'The database answers. Its replica cannot be read, so charts and downloads are read from the database itself.':
    'La base de datos contesta. Su réplica no se puede leer, así que los gráficos y las descargas se leen de la propia base de datos.',
  "The server's log says why. It is read again by itself once it is close behind.":
    'El registro del servidor dice por qué. Se vuelve a leer sola en cuanto esté casi al día.',
  'The push service of the browser': 'El servicio push del navegador',
  'No browser is left that wants messages: turn them on again in Settings, in the browser':
    'No queda ningún navegador que quiera mensajes: actívalos de nuevo en los ajustes, en el navegador',
  'Push to browsers and phones': 'Push a navegadores y móviles',
  'Each browser turns it on for itself, also one that has the dashboard installed as an app.':
    'Cada navegador lo activa para sí, también el que tiene el panel instalado como aplicación.',
  'does not answer as an MQTT broker: does this port expect TLS (mqtts), or none (mqtt)?':
    'no contesta como un broker MQTT: ¿espera este puerto TLS (mqtts), o no (mqtt)?',
  'does not let this account read what it must: allow it the topics that the page about Home Assistant names':
    'no deja a esta cuenta leer lo que necesita: permítele los topics que nombra la página sobre Home Assistant',
  'lets this account in, but does not let it publish below homeassistant/device and plantops/home: allow that there':
    'deja entrar a esta cuenta, pero no publicar bajo homeassistant/device y plantops/home: permíteselo allí',
  'has a certificate of an authority that is not known: give that of the authority here':
    'tiene un certificado de una autoridad desconocida: pon aquí el de la autoridad',
  'does not answer: nothing listens at this port': 'no contesta: nada escucha en este puerto',
  'is not found: there is no such host name': 'no se encuentra: ese nombre de host no existe',
  'is not found: the name cannot be looked up now': 'no se encuentra: el nombre no se puede consultar ahora',
  'does not answer in time': 'no contesta a tiempo',
  'cannot be reached from this machine': 'no está accesible desde este equipo',
  'is at an address inside of a cloud or link-local, which is never called':
    'está en una dirección interna de una nube o de enlace local, a la que nunca se llama',
  'has a certificate that it made itself: give it here as the certificate to trust':
    'tiene un certificado hecho por él mismo: ponlo aquí como certificado de confianza',
  'has a certificate that has expired': 'tiene un certificado caducado',
  'has a certificate for another name than that of the address':
    'tiene un certificado para otro nombre que el de la dirección',
  'does not let this account in: check the name and the password':
    'no deja entrar a esta cuenta: comprueba el nombre y la contraseña',
  'does not speak TLS at this port: it may be the one for mqtt://':
    'no habla TLS en este puerto: quizá sea el de mqtt://',
};
