/** What was noticed about devices, in Spanish. */
import type { FindingText, Noted, NotedByName } from '../../findings/finding-kind.ts';
import {
  afterPowerOn,
  asNumber,
  asPercent,
  fieldOf,
  inUtc,
  isBehind,
  isDs18b20,
  isScale,
  isZone,
  onlyIfMeasured,
  setByNtp,
  span,
  timesHundred,
  unitOf,
  wordFor,
} from '../../findings/in-words.ts';
import type { FindingPhrases } from '../words-of-language.ts';

const nameOf = ({ name }: NotedByName): string => name ?? 'Un valor';

/** Why a value cannot be used, see `shared/remarks.ts`. */
const WHY = {
  not_a_number: 'no es un número',
  null: 'significa que el sensor no dio ningún valor',
  text: 'es texto, no un número',
  unit: 'lleva una unidad que este valor no tiene',
  ambiguous: 'se puede leer como dos números distintos',
  kind: 'no es un número',
  too_low: 'está por debajo de lo que puede medir un sensor',
  too_high: 'está por encima de lo que puede medir un sensor',
  unreadable: 'no es JSON',
  form: 'es demasiado largo o tiene caracteres de control',
  fault_value: 'no puede ser',
};

function adviceFor(noted: Noted): string {
  switch (noted.evidence.why) {
    case 'not_a_number':
    case 'null':
    case 'unreadable':
      return `Revisa el sensor y su cableado. En el sketch, envía solo lo que se ha medido: ${onlyIfMeasured(noted)}`;
    case 'unit':
      return `En el sketch, envía el número en la unidad prevista, y sin la unidad: ${asNumber(noted)}`;
    case 'text':
    case 'ambiguous':
    case 'kind':
      return `En el sketch, envía el número mismo, sin unidad ni comillas: ${asNumber(noted)}`;
    default:
      return isScale(noted)
        ? `Revisa el cableado y convierte en el sketch el valor bruto en un porcentaje: ${asPercent}`
        : 'Revisa este sensor, su cableado y la unidad en que lo envía el sketch.';
  }
}

/** What known faults come from, by what the evidence says. */
const SOURCES = {
  'a sensor that does not answer (all bits are ones)': 'un sensor que no contesta (todos los bits son unos)',
  'an open input (the highest raw count of an ADC)': 'una entrada abierta (el valor bruto más alto de un ADC)',
  'a library that could not read its sensor': 'una biblioteca que no pudo leer su sensor',
  'a DS18B20 that has not measured yet': 'un DS18B20 que todavía no ha medido',
  'a DS18B20 that is not connected': 'un DS18B20 que no está conectado',
  'an SHT3x or SHT4x that does not answer': 'un SHT3x o SHT4x que no contesta',
  'a BH1750 that does not answer': 'un BH1750 que no contesta',
  'an MH-Z19 that is not ready': 'un MH-Z19 que no está listo',
};

/** Why the broker refuses a device. */
const REFUSALS: Readonly<Record<string, FindingText>> = {
  oversize_packet: {
    title: 'un paquete era mayor de 64 KiB',
    advice: 'Envía las lecturas una a una, o en paquetes más pequeños.',
  },
  protocol_error: {
    title: 'lo que envió no es MQTT',
    advice: 'Usa una biblioteca MQTT y llama a su bucle desde un solo sitio: `client.loop();`',
  },
  not_authorised: {
    title: 'su nombre o contraseña no es correcto',
    advice:
      'Si se registró de nuevo, la contraseña anterior ya no vale: registra otra vez la placa y guarda lo que diga la respuesta. `client.connect(id, mqtt_username, mqtt_password)`',
  },
};
const refusal = ({ evidence }: Noted): FindingText =>
  REFUSALS[String(evidence.why)] ?? { title: String(evidence.why), advice: 'Mira el registro del broker.' };

const HOW: Readonly<Record<string, string>> = { connections: 'conexiones', registrations: 'registros' };

export const findings: FindingPhrases = {
  value_set_aside: (noted) => ({
    title: `${nameOf(noted)}: apartado, porque ${noted.evidence.sent} ${wordFor(WHY, noted, 'why')}.`,
    advice: adviceFor(noted),
  }),
  fault_value: (noted) => ({
    title: `${nameOf(noted)}: sin valor, porque ${noted.evidence.sent} es lo que envía ${wordFor(SOURCES, noted, 'source')}.`,
    advice: isDs18b20(noted)
      ? `En el sketch, espera a que acabe la medición antes de leerla: ${afterPowerOn}`
      : `Revisa el cableado de este sensor. En el sketch, envía solo lo que se ha medido: ${onlyIfMeasured(noted)}`,
  }),
  value_clamped: (noted) => ({
    title: `${nameOf(noted)}: llegó ${noted.evidence.sent}, un poco fuera de la escala; se guardó ${noted.evidence.stored}.`,
    advice: `Calibra el sensor, en seco y en mojado. En el sketch: ${asPercent}`,
  }),
  value_as_text: (noted) => ({
    title: `${nameOf(noted)}: llegó como texto, ${noted.evidence.sent}; se guardó el número ${noted.evidence.stored}.`,
    advice: `No se pierde nada. En el sketch, envía el número mismo: ${asNumber(noted)}`,
  }),
  share_of_one: (noted) => ({
    title: `${nameOf(noted)}: llegó ${noted.evidence.sent}, que parece una fracción de 1; se guardó ${noted.evidence.stored} %.`,
    advice: `Si es un porcentaje, calcúlalo en el sketch: ${timesHundred(noted)} Si de verdad es tan poco, no hay nada que hacer.`,
  }),
  same_time: (noted) => ({
    title: `${nameOf(noted)}: a la misma hora, ${noted.evidence.time}, llegó primero ${noted.evidence.stored} y después ${noted.evidence.sent}; se conservó el primero.`,
    advice: `Las lecturas se distinguen por su hora. En el sketch, da a cada una el segundo en que se midió, ${inUtc} O no envíes marca de tiempo.`,
  }),
  other_name: (noted) => ({
    title: `«${noted.evidence.sent}» se lee como ${nameOf(noted).toLowerCase()}.`,
    advice: `No se pierde nada. Si es otra cosa, dale otro nombre en el sketch; nuestro propio nombre es ${fieldOf(noted)}.`,
  }),
  time_by_other_name: ({ evidence }) => ({
    title: `«${evidence.sent}» se lee como la hora de la medición.`,
    advice: 'No se pierde nada. Si es otra cosa, dale otro nombre en el sketch; nuestro propio nombre es timestamp.',
  }),
  vitals_set_aside: (noted) => ({
    title: `${noted.evidence.field} se ha dejado fuera: ${noted.evidence.sent} ${wordFor(WHY, noted, 'why')}.`,
    advice:
      'No afecta a las lecturas. Una señal de vida es JSON como `{"uptime_s":12,"rssi_dbm":-60,"battery_pct":80}`.',
  }),
  clock_off: (noted) => ({
    title: `El reloj va ${span(noted)} ${isBehind(noted) ? 'atrasado' : 'adelantado'}: envió ${noted.evidence.sent}. Las lecturas se juzgan por cuándo llegan.`,
    advice: isZone(noted)
      ? `Parece hora local sin zona. En el sketch, escribe UTC: ${inUtc}`
      : `En el sketch, haz que se ponga en hora el reloj: ${setByNtp}`,
  }),
  time_unusable: ({ evidence }) => ({
    title: `La hora ${evidence.sent} no se puede usar; las lecturas llevan la hora a la que llegan.`,
    advice: `En el sketch, haz que el reloj se ponga en hora antes de la primera lectura, ${setByNtp}, y escribe ${inUtc} O no envíes timestamp.`,
  }),
  probes_disagree: (noted) => ({
    title: `${nameOf(noted)}: desde hace ${noted.evidence.hours} horas, ${noted.evidence.value}${unitOf(noted)} aquí y ${noted.evidence.other_value}${unitOf(noted)} en ${noted.evidence.other}.`,
    advice:
      'Pon las dos sondas juntas en la misma tierra: si siguen distintas, calíbralas; si no, la planta se riega de forma desigual, y quizá te sirva mejor su valor mínimo o máximo que la media.',
  }),
  probe_silent: (noted) => ({
    title: `${nameOf(noted)}: ya no llega de este dispositivo, aunque se le oye: lo último fue ${noted.evidence.value}${unitOf(noted)}, el ${noted.evidence.since}. El valor de su planta viene ahora de ${noted.evidence.other}.`,
    advice:
      'Revisa esta sonda y su cable, y reinicia la placa. En el sketch, lee el sensor de nuevo para cada mensaje: `sensor.read();`',
  }),
  stuck_value: (noted) => ({
    title: `${nameOf(noted)}: exactamente ${noted.evidence.value}${unitOf(noted)} desde hace ${noted.evidence.hours} horas, en ${noted.evidence.readings} lecturas.`,
    advice:
      'Un sensor sano siempre oscila un poco. Reinicia la placa; comprueba que el sketch lee el sensor de nuevo para cada mensaje, y el cableado.',
  }),
  probe_out_of_soil: ({ evidence }) => ({
    title: `La humedad de la tierra cayó de golpe de ${evidence.before} % a 0, y el aire siguió igual: ¿está la sonda fuera de la tierra?`,
    advice: 'Vuelve a meter la sonda en la tierra hasta su marca. Si está dentro, revisa su cable.',
  }),
  watering_not_felt: ({ evidence }) => ({
    title: `El riego del ${evidence.watered_at} no llegó a esta sonda: la humedad de la tierra era del ${evidence.before} % antes y como mucho del ${evidence.after} % después.`,
    advice:
      'El agua puede pasar de largo por la tierra seca: riega despacio, o desde abajo. Si la tierra junto a la sonda está mojada, la sonda está rota o hay que calibrarla.',
  }),
  broker_refused: (noted) => ({
    title: `El broker ha rechazado este dispositivo: ${refusal(noted).title}.`,
    advice: refusal(noted).advice,
  }),
  topic_refused: ({ evidence }) => ({
    title: `El broker ha rechazado lo que este dispositivo publicó en ${evidence.topics}: no es un topic suyo, así que se ha perdido.`,
    advice: String(evidence.own).startsWith('gateways/')
      ? `Pon ${evidence.own} como topic base del programa que funciona en él.`
      : `En el sketch: \`client.publish("${evidence.own}", json);\` Si habla por otros sensores, regístralo de nuevo con "kind": "gateway".`,
  }),
  will_on_readings: ({ evidence }) => ({
    title: `La última voluntad de este dispositivo (${evidence.bytes} bytes) está en ${evidence.topic}, adonde van sus lecturas. Deja el dispositivo sin conexión, y no se toma por una lectura.`,
    advice: `Ponla en su propio topic, con el texto offline: \`${evidence.right}\``,
  }),
  not_on_its_topics: ({ evidence }) => ({
    title: `Este dispositivo lleva ${evidence.minutes} min conectado al broker y no ha llegado nada de él.`,
    advice: `El broker descarta lo que un dispositivo publica en topics que no son suyos: busca una errata, una barra delante u otro id. En el sketch: \`client.publish("${evidence.topic}", json);\``,
  }),
  credentials_taken: ({ evidence }) => ({
    title: `Se han entregado credenciales nuevas para este dispositivo mientras estaba activo: se le oyó ${evidence.heard_s} s antes.`,
    advice:
      'Si has sido tú, todo está bien. Si no, otra placa u otro programa se registra con su dirección MAC: encuéntralo, o bloquea el dispositivo para que nadie pueda registrarlo de nuevo.',
  }),
  two_boards: (noted) => ({
    title: `Parece que dos placas son este dispositivo: ${noted.evidence.times} veces una le ha quitado el sitio a la otra (${wordFor(HOW, noted, 'how')}).`,
    advice:
      'Apaga una de ellas, o dale una dirección MAC propia y regístrala como otro dispositivo. Hasta entonces solo entra la que tiene las credenciales. Si hay una sola placa, su conexión se corta una y otra vez: revisa su wifi y conéctala una vez, no en cada mensaje.',
  }),
  account_paused: ({ evidence }) => ({
    title: `A este dispositivo ya no se le deja entrar: dos placas se quitaron el sitio una a otra durante ${evidence.minutes} minutos, de modo que sus lecturas eran por turnos de dos sitios.`,
    advice:
      'Apaga la placa que tiene una copia de las credenciales y deja entrar de nuevo al dispositivo; o da credenciales nuevas a la placa correcta: la copia ya no valdrá. La otra se registra como otro dispositivo: `POST /api/devices/register`.',
  }),
  gateway_unclear: ({ evidence }) => ({
    title: `Hay mensajes en el topic ${evidence.topic} que parecen lecturas y no se entienden: ${evidence.reason}. El último: \`${evidence.payload}\``,
    advice:
      'Dale al valor un nombre conocido, como soil_moisture o temperature, en el programa que lo envía; docs/gateways.md lista los nombres. O tradúcelo en el flujo «Gateways».',
  }),
  gateway_many_sensors: ({ evidence }) => ({
    title: `Esta pasarela tiene más sensores nuevos de los que se admiten en una hora (${evidence.most}); «${evidence.name}» espera.`,
    advice:
      'Si son tuyos, no hagas nada: los demás aparecen en las próximas horas. Si son de tus vecinos, haz que la pasarela pase solo los tuyos (una lista de direcciones permitidas).',
  }),
  speaks_as_gateway: ({ evidence }) => ({
    title: `Este dispositivo publica en ${evidence.topic}, donde solo puede una pasarela, así que no se toma nada de él.`,
    advice: 'Regístralo de nuevo con "kind": "gateway".',
  }),
  gone_at_gateway: () => ({
    title: 'Su pasarela ya no tiene este sensor.',
    advice: 'Emparéjalo de nuevo con la pasarela y sigue como antes. Si ya no se usa, quítalo también aquí.',
  }),
};
