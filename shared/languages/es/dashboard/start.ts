import type { start as english } from '../../en/dashboard/start.ts';

export const start: Record<keyof typeof english, string> = {
  'start.title': 'Vamos a vigilar tu primera planta',
  'start.hint': 'Tres pasos, y aparece aquí con valores en vivo.',
  'start.password.title': '¿Solo para ti?',
  'start.password.hint':
    'No hay contraseña: quien tenga una cuenta en este equipo, o llegue al servidor de otro modo, ve y cambia todo.',
  'start.password.how': 'Poner una contraseña',
  'start.password.dismiss': 'Dejarlo abierto',
  'start.step.plant': 'Crea una planta',
  'start.step.device': 'Conecta un dispositivo',
  'start.step.assign': 'Asígnalo a tu planta',
  'start.plant.hint':
    'Dale un nombre. Con su especie vienen los rangos que le gustan, y alertas cuando salga de ellos.',
  'start.plant.button': 'Crear una planta',
  'start.device.hint':
    'Di qué es y recibe un archivo completo para él: ESPHome, Tasmota, zigbee2mqtt, Arduino, Python …',
  'start.device.byItself': 'O pruébalo con un programa que se registra solo:',
  'start.assign.hint': '¿Qué dispositivo está en la maceta de {plant}?',
  'start.assign.noPlant': 'Todavía no hay ninguna planta.',
  'start.assign.noDevice': 'Todavía no hay ningún dispositivo libre. Aparece aquí solo.',
  'start.assign.waiting': '{device} la vigila. Esperando la primera lectura …',
  'start.try.title': '¿No tienes una placa a mano?',
  'start.try.hint':
    'Échale un vistazo con cuatro plantas simuladas que tienen un día de historial. Puedes quitarlas después en los ajustes.',
  'start.try.forbidden': 'Este servidor no permite plantas simuladas. Inícialo con SIM=1 para probarlas.',
  'start.try.button': 'Probar con dispositivos simulados',
  'start.try.starting': 'Los dispositivos simulados están arrancando …',
  'start.try.arrived':
    '{n} de {all} plantas está aquí … | {n} de {all} plantas están aquí … | {n} de {all} plantas están aquí …',
  'start.try.late':
    'Los dispositivos simulados han arrancado, pero todavía no ha llegado ninguna planta. Busca el motivo en la salida del servidor.',
  'start.simulated': 'Ya están aquí las plantas simuladas y dos dispositivos libres.',
  'start.alive': '{name} está viva: ha llegado su primera lectura.',
  'start.connect.title': 'Conectar un dispositivo',
  'start.connect.button': 'Conectar un dispositivo',
  'start.ways': 'Tipo de dispositivo',
  'start.way.curl': 'Cualquier dispositivo',
  'start.how.esp32':
    'Ábrelo en el IDE de Arduino, instala las bibliotecas MQTT (de Joel Gaehwiler) y ArduinoJson, pon tu wifi y grábalo.',
  'start.how.python': 'Descárgalo, pon cómo lees tus sensores e inícialo: python3 device.py',
  'start.how.curl': 'Cópialo en un terminal: registra un dispositivo y envía una primera lectura.',
  'start.install': 'Instala primero:',
  'start.mark.own': 'la dirección de este servidor',
  'start.mark.open': 'para que lo rellenes tú',
  'start.key': 'Este servidor pide una clave de registro: ponla donde el ejemplo dice «your registration key».',
  'start.localhost':
    'Has abierto esta página como «{host}», a la que solo llega este ordenador. Para una placa en otro sitio, inicia el servidor con HOST=0.0.0.0 y una OWNER_PASSWORD y abre la página con la dirección de este ordenador en tu red: el ejemplo la llevará.',
  'start.download': 'Descargar',
  'start.waiting': 'Esperando un dispositivo … aparece aquí solo.',
  'start.appeared': '{device} está aquí',
  'start.noReading': 'Todavía sin lecturas',
  'start.watches': 'Conectar a {plant}',
};
