/** What was noticed about devices, in French. */
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

const nameOf = ({ name }: NotedByName): string => name ?? 'Une valeur';

/** Why a value cannot be used, see `shared/remarks.ts`. */
const WHY = {
  not_a_number: 'n’est pas un nombre',
  null: 'veut dire que le capteur n’a donné aucune valeur',
  text: 'est du texte, pas un nombre',
  unit: 'porte une unité que cette valeur n’a pas',
  ambiguous: 'peut se lire comme deux nombres différents',
  kind: 'n’est pas un nombre',
  too_low: 'est au-dessous de ce qu’un capteur peut mesurer',
  too_high: 'est au-dessus de ce qu’un capteur peut mesurer',
  unreadable: 'n’est pas du JSON',
  form: 'est trop long, ou contient des caractères de contrôle',
  fault_value: 'est impossible',
};

function adviceFor(noted: Noted): string {
  switch (noted.evidence.why) {
    case 'not_a_number':
    case 'null':
    case 'unreadable':
      return `Vérifiez le capteur et son câblage. Dans le sketch, n’envoyez que ce qui a été mesuré : ${onlyIfMeasured(noted)}`;
    case 'unit':
      return `Dans le sketch, envoyez le nombre dans l’unité prévue, et sans l’unité : ${asNumber(noted)}`;
    case 'text':
    case 'ambiguous':
    case 'kind':
      return `Dans le sketch, envoyez le nombre lui-même, sans unité ni guillemets : ${asNumber(noted)}`;
    default:
      return isScale(noted)
        ? `Vérifiez le câblage, et dans le sketch faites de la valeur brute un pourcentage : ${asPercent}`
        : 'Vérifiez ce capteur, son câblage, et l’unité dans laquelle le sketch l’envoie.';
  }
}

/** What known faults come from, by what the evidence says. */
const SOURCES = {
  'a sensor that does not answer (all bits are ones)': 'un capteur qui ne répond pas (tous les bits sont à un)',
  'an open input (the highest raw count of an ADC)': 'une entrée ouverte (la plus haute valeur brute d’un ADC)',
  'a library that could not read its sensor': 'une bibliothèque qui n’a pas pu lire son capteur',
  'a DS18B20 that has not measured yet': 'un DS18B20 qui n’a pas encore mesuré',
  'a DS18B20 that is not connected': 'un DS18B20 qui n’est pas connecté',
  'an SHT3x or SHT4x that does not answer': 'un SHT3x ou SHT4x qui ne répond pas',
  'a BH1750 that does not answer': 'un BH1750 qui ne répond pas',
  'an MH-Z19 that is not ready': 'un MH-Z19 qui n’est pas prêt',
};

/** Why the broker refuses a device. */
const REFUSALS: Readonly<Record<string, FindingText>> = {
  oversize_packet: {
    title: 'un paquet dépassait 64 KiB',
    advice: 'Envoyez les mesures une à une, ou en paquets plus petits.',
  },
  protocol_error: {
    title: 'ce qu’il a envoyé n’est pas du MQTT',
    advice: 'Utilisez une bibliothèque MQTT, et appelez sa boucle d’un seul endroit : `client.loop();`',
  },
  not_authorised: {
    title: 'son nom ou son mot de passe est faux',
    advice:
      'S’il a été réenregistré, l’ancien mot de passe ne vaut plus : enregistrez la carte une fois de plus et gardez ce que dit la réponse. `client.connect(id, mqtt_username, mqtt_password)`',
  },
};
const refusal = ({ evidence }: Noted): FindingText =>
  REFUSALS[String(evidence.why)] ?? { title: String(evidence.why), advice: 'Regardez le journal du broker.' };

const HOW: Readonly<Record<string, string>> = { connections: 'connexions', registrations: 'enregistrements' };

export const findings: FindingPhrases = {
  value_set_aside: (noted) => ({
    title: `${nameOf(noted)} : valeur mise de côté, car ${noted.evidence.sent} ${wordFor(WHY, noted, 'why')}.`,
    advice: adviceFor(noted),
  }),
  fault_value: (noted) => ({
    title: `${nameOf(noted)} : aucune valeur, car ${noted.evidence.sent} est ce qu’envoie ${wordFor(SOURCES, noted, 'source')}.`,
    advice: isDs18b20(noted)
      ? `Dans le sketch, attendez la fin de la mesure avant de la lire : ${afterPowerOn}`
      : `Vérifiez le câblage de ce capteur. Dans le sketch, n’envoyez que ce qui a été mesuré : ${onlyIfMeasured(noted)}`,
  }),
  value_clamped: (noted) => ({
    title: `${nameOf(noted)} : ${noted.evidence.sent} reçu, juste hors de l’échelle ; ${noted.evidence.stored} enregistré.`,
    advice: `Étalonnez le capteur, à sec et dans l’eau. Dans le sketch : ${asPercent}`,
  }),
  value_as_text: (noted) => ({
    title: `${nameOf(noted)} : reçu comme texte, ${noted.evidence.sent} ; le nombre ${noted.evidence.stored} a été enregistré.`,
    advice: `Rien n’est perdu. Dans le sketch, envoyez le nombre lui-même : ${asNumber(noted)}`,
  }),
  share_of_one: (noted) => ({
    title: `${nameOf(noted)} : ${noted.evidence.sent} reçu, ce qui ressemble à une fraction de 1 ; ${noted.evidence.stored} % enregistré.`,
    advice: `S’il s’agit d’un pourcentage, calculez-le dans le sketch : ${timesHundred(noted)} Si c’est vraiment si peu, il n’y a rien à faire.`,
  }),
  same_time: (noted) => ({
    title: `${nameOf(noted)} : à la même heure, ${noted.evidence.time}, d’abord ${noted.evidence.stored}, puis ${noted.evidence.sent} ; la première valeur est gardée.`,
    advice: `Les mesures se distinguent par leur heure. Dans le sketch, donnez à chacune la seconde où elle a été prise, ${inUtc} Ou n’envoyez pas d’horodatage.`,
  }),
  other_name: (noted) => ({
    title: `« ${noted.evidence.sent} » est lu ainsi : ${nameOf(noted)}.`,
    advice: `Rien n’est perdu. Si c’est autre chose, donnez-lui un autre nom dans le sketch ; notre propre nom est ${fieldOf(noted)}.`,
  }),
  time_by_other_name: ({ evidence }) => ({
    title: `« ${evidence.sent} » est lu comme l’heure de la mesure.`,
    advice:
      'Rien n’est perdu. Si c’est autre chose, donnez-lui un autre nom dans le sketch ; notre propre nom est timestamp.',
  }),
  vitals_set_aside: (noted) => ({
    title: `${noted.evidence.field} a été laissé de côté : ${noted.evidence.sent} ${wordFor(WHY, noted, 'why')}.`,
    advice:
      'Les mesures ne sont pas concernées. Un signe de vie est du JSON comme `{"uptime_s":12,"rssi_dbm":-60,"battery_pct":80}`.',
  }),
  clock_off: (noted) => ({
    title: `L’horloge a ${span(noted)} ${isBehind(noted) ? 'de retard' : 'd’avance'} : elle a envoyé ${noted.evidence.sent}. Les mesures sont jugées d’après leur arrivée.`,
    advice: isZone(noted)
      ? `On dirait l’heure locale sans fuseau. Dans le sketch, écrivez en UTC : ${inUtc}`
      : `Dans le sketch, faites mettre l’horloge à l’heure : ${setByNtp}`,
  }),
  time_unusable: ({ evidence }) => ({
    title: `L’heure ${evidence.sent} est inutilisable ; les mesures ont l’heure de leur arrivée.`,
    advice: `Dans le sketch, faites mettre l’horloge à l’heure avant la première mesure, ${setByNtp}, et écrivez ${inUtc} Ou n’envoyez pas de timestamp.`,
  }),
  probes_disagree: (noted) => ({
    title: `${nameOf(noted)} : depuis ${noted.evidence.hours} heures, ${noted.evidence.value}${unitOf(noted)} ici et ${noted.evidence.other_value}${unitOf(noted)} sur ${noted.evidence.other}.`,
    advice:
      'Mettez les deux sondes côte à côte dans le même sol : si elles diffèrent encore, étalonnez-les ; sinon la plante est arrosée inégalement, et sa valeur minimale ou maximale vous convient peut-être mieux que la moyenne.',
  }),
  probe_silent: (noted) => ({
    title: `${nameOf(noted)} : plus rien de cet appareil, pourtant il est entendu : la dernière valeur était ${noted.evidence.value}${unitOf(noted)}, le ${noted.evidence.since}. La valeur de sa plante vient maintenant de ${noted.evidence.other}.`,
    advice:
      'Vérifiez cette sonde et son câble, et redémarrez la carte. Dans le sketch, relisez le capteur pour chaque message : `sensor.read();`',
  }),
  stuck_value: (noted) => ({
    title: `${nameOf(noted)} : exactement ${noted.evidence.value}${unitOf(noted)} depuis ${noted.evidence.hours} heures, sur ${noted.evidence.readings} mesures.`,
    advice:
      'Un capteur sain varie toujours un peu. Redémarrez la carte ; vérifiez que le sketch relit le capteur pour chaque message, et le câblage.',
  }),
  probe_out_of_soil: ({ evidence }) => ({
    title: `L’humidité du sol est tombée d’un coup de ${evidence.before} % à 0, et l’air n’a pas changé : la sonde est-elle hors du sol ?`,
    advice: 'Remettez la sonde dans le sol jusqu’à son repère. Si elle y est, vérifiez son câble.',
  }),
  watering_not_felt: ({ evidence }) => ({
    title: `L’arrosage du ${evidence.watered_at} n’a pas atteint cette sonde : l’humidité du sol était de ${evidence.before} % avant et de ${evidence.after} % au plus après.`,
    advice:
      'L’eau passe parfois à côté d’un sol sec : arrosez lentement, ou par le bas. Si le sol près de la sonde est mouillé, la sonde est cassée ou à étalonner.',
  }),
  broker_refused: (noted) => ({
    title: `Le broker a refusé cet appareil : ${refusal(noted).title}.`,
    advice: refusal(noted).advice,
  }),
  topic_refused: ({ evidence }) => ({
    title: `Le broker a refusé ce que cet appareil a publié sur ${evidence.topics} : ce n’est pas un de ses topics, et c’est donc perdu.`,
    advice: String(evidence.own).startsWith('gateways/')
      ? `Indiquez ${evidence.own} comme topic de base du programme qui y tourne.`
      : `Dans le sketch : \`client.publish("${evidence.own}", json);\` S’il parle pour d’autres capteurs, enregistrez-le de nouveau avec "kind": "gateway".`,
  }),
  will_on_readings: ({ evidence }) => ({
    title: `La dernière volonté de cet appareil (${evidence.bytes} octets) est placée sur ${evidence.topic}, où vont ses mesures. Elle met l’appareil hors ligne, et n’est pas prise pour une mesure.`,
    advice: `Placez-la sur son propre topic, avec le texte offline : \`${evidence.right}\``,
  }),
  not_on_its_topics: ({ evidence }) => ({
    title: `Cet appareil est connecté au broker depuis ${evidence.minutes} min, et rien n’est venu de lui.`,
    advice: `Le broker jette ce qu’un appareil publie sur d’autres topics que les siens : cherchez une faute de frappe, une barre oblique devant ou un autre id. Dans le sketch : \`client.publish("${evidence.topic}", json);\``,
  }),
  credentials_taken: ({ evidence }) => ({
    title: `De nouveaux identifiants ont été donnés pour cet appareil alors qu’il était actif : il avait été entendu ${evidence.heard_s} s avant.`,
    advice:
      'Si c’était vous, tout va bien. Sinon, une autre carte ou un autre programme s’enregistre avec son adresse MAC : trouvez-le, ou verrouillez l’appareil pour que personne ne puisse le réenregistrer.',
  }),
  two_boards: (noted) => ({
    title: `Deux cartes semblent être cet appareil : ${noted.evidence.times} fois, l’une a pris la place de l’autre (${wordFor(HOW, noted, 'how')}).`,
    advice:
      'Éteignez-en une, ou donnez-lui sa propre adresse MAC et enregistrez-la comme un autre appareil. D’ici là, seule celle qui a les identifiants est admise. S’il n’y a qu’une carte, sa connexion se rompt sans cesse : vérifiez son Wi-Fi, et connectez-la une fois, pas à chaque message.',
  }),
  account_paused: ({ evidence }) => ({
    title: `Cet appareil n’est plus admis : deux cartes se sont pris leur place pendant ${evidence.minutes} minutes, si bien que ses mesures venaient tour à tour de deux endroits.`,
    advice:
      'Éteignez la carte qui a une copie des identifiants, et laissez revenir l’appareil ; ou donnez de nouveaux identifiants à la bonne carte : la copie ne vaudra plus. L’autre s’enregistre comme un appareil à part : `POST /api/devices/register`.',
  }),
  gateway_unclear: ({ evidence }) => ({
    title: `Des messages sur le topic ${evidence.topic} ressemblent à des mesures et ne sont pas compris : ${evidence.reason}. Le dernier : \`${evidence.payload}\``,
    advice:
      'Donnez à la valeur un nom connu, comme soil_moisture ou temperature, dans le programme qui l’envoie ; docs/gateways.md liste les noms. Ou traduisez-la dans le flux « Gateways ».',
  }),
  gateway_many_sensors: ({ evidence }) => ({
    title: `Cette passerelle a plus de nouveaux capteurs qu’il n’en est admis en une heure (${evidence.most}) ; « ${evidence.name} » attend.`,
    advice:
      'Si ce sont les vôtres, ne faites rien : les autres apparaissent dans les prochaines heures. Si ce sont ceux des voisins, que la passerelle ne transmette que les vôtres (une liste d’adresses autorisées).',
  }),
  speaks_as_gateway: ({ evidence }) => ({
    title: `Cet appareil publie sur ${evidence.topic}, ce que seule une passerelle peut faire : rien de lui n’est pris.`,
    advice: 'Enregistrez-le de nouveau avec "kind": "gateway".',
  }),
  gone_at_gateway: () => ({
    title: 'Sa passerelle n’a plus ce capteur.',
    advice:
      'Associez-le de nouveau à la passerelle, et tout continue comme avant. S’il ne sert plus, retirez-le aussi ici.',
  }),
};
