/** The findings in French. What plants and devices are called has no gender here, and never stands behind "de". */
import type { Said } from '../../diagnosis/words/said.ts';
import type { DiagnosisFindings } from '../../diagnosis/words/diagnosis-words.ts';

const device = (said: Said): string => (said.has('device') ? said.text('device') : 'un capteur');
const Device = (said: Said): string => (said.has('device') ? said.text('device') : 'Un capteur');
const inBrackets = (said: Said): string => (said.has('device') ? ` (${said.text('device')})` : '');
const waterings = (said: Said): string =>
  said.count('waterings') === 1 ? 'un arrosage' : `${said.count('waterings')} arrosages`;
const water = (said: Said): string => (said.has('amount_ml') ? `${said.number('amount_ml', 0)} ml d’eau` : 'de l’eau');
const every = (said: Said): string =>
  said.count('every_days') < 1.5 ? 'chaque jour' : `tous les ${said.days('every_days')}`;
const years = (said: Said): string => (said.count('years') <= 1 ? 'plus d’un an' : `${said.number('years', 0)} ans`);

export const findings: DiagnosisFindings = {
  never_measured: (said) => ({
    title:
      said.count('devices') === 0
        ? 'Aucun capteur : conseils d’après le calendrier'
        : 'Le capteur n’a encore rien mesuré',
    text:
      said.count('devices') === 0
        ? `Aucun capteur ne mesure ${said.name} : les conseils suivent ce qui a été noté et les besoins habituels de l’espèce.`
        : `${said.name} : le capteur n’a encore envoyé aucune valeur ; l’état de la plante n’est donc pas connu.`,
  }),
  all_silent: (said) => ({
    title: said.is('shut_out', true)
      ? 'Aucune valeur : le capteur n’est plus admis'
      : said.has('hours')
        ? `Aucune valeur depuis ${said.time('hours')}`
        : 'Aucune valeur',
    text: `${said.name} : ${said.has('hours') ? `aucun capteur n’a envoyé de valeur depuis ${said.time('hours')}` : 'aucun capteur n’envoie de valeurs'}. L’état actuel de la plante n’est pas connu.${said.is('shut_out', true) ? ' Le capteur n’est plus admis, car deux cartes partagent son compte ; vous pouvez le laisser revenir sous Appareils.' : ''}`,
  }),
  metric_stale: (said) => ({
    title: `${said.subject} : aucune mesure depuis ${said.time('hours')}`,
    text: `${said.subject} : pour ${said.name}, la dernière mesure (${said.value('value')}) date d’il y a ${said.time('hours')}. Elle ne dit rien de l’état actuel.`,
  }),
  probe_out_of_soil: (said) => ({
    title: said.is('others', true)
      ? `Sonde sans doute sortie du sol${inBrackets(said)}`
      : 'La sonde est sans doute sortie du sol',
    text: said.is('others', true)
      ? `${said.name} : la sonde${inBrackets(said)} est sans doute sortie du sol. Les autres sondes font foi.`
      : `${said.name} : l’humidité du sol est tombée d’un coup${said.has('before') ? ` de ${said.percent('before')} à ${said.percent('after')}` : ''}. Un sol ne sèche pas ainsi ; une sonde que l’on retire, si. L’humidité actuelle du sol n’est pas connue.`,
  }),
  probe_numb: (said) => ({
    title: 'La sonde ne sent pas les arrosages',
    text: `${said.name} a reçu ${waterings(said)} en ${said.days('days')}, et la sonde indique toujours ${said.has('least') ? `de ${said.percent('least')} à ` : ''}${said.percent('most')} : elle n’a pas de contact, comme entre des écorces ou des billes d’argile. Elle n’est pas prise en compte ; le poids du pot en dit plus.`,
  }),
  values_stuck: (said) => ({
    title: `${said.subject} ne bouge plus : le capteur est bloqué`,
    text: said.is('others', true)
      ? `${Device(said)} indique ${said.value('value')} pour ${said.name}, sans plus varier. Les autres capteurs font foi.`
      : `${said.subject} reste à exactement ${said.value('value')} depuis ${said.days('days')} pour ${said.name}. Un capteur en bon état varie toujours un peu : cette valeur n’est pas prise en compte.`,
  }),
  probes_disagree: (said) => ({
    title: `Deux capteurs se contredisent : ${said.value('low')} et ${said.value('high')}`,
    text: `${said.name} : un capteur indique ${said.value('low')}, un autre ${said.value('high')}. Impossible de dire d’ici lequel a raison ; aucun des deux n’est donc pris en compte.`,
  }),
  value_impossible: (said) => ({
    title: `${said.subject} : le capteur envoie une valeur impossible`,
    text: said.is('others', true)
      ? `${Device(said)} indique ${said.value('value')} pour ${said.name}, ce qui est impossible. Les autres capteurs font foi.`
      : said.has('value')
        ? `${said.subject} serait à ${said.value('value')} pour ${said.name}, ce qui est impossible.`
        : `${said.name} : le capteur n’envoie que des valeurs impossibles.`,
  }),
  battery_low: (said) => ({
    title: `Batterie à ${said.percent('battery')}`,
    text: `La batterie du capteur${inBrackets(said)} est à ${said.percent('battery')} : il va bientôt se taire.`,
  }),
  device_offline: (said) => ({
    title: `${Device(said)} est hors ligne`,
    text: `${said.name} : ${device(said)} est hors ligne ; d’autres capteurs continuent de mesurer.`,
  }),
  device_trouble: (said) => ({
    title: `${Device(said)} a un problème`,
    text: `${said.name} : ${device(said)} ${said.has('error') ? `signale une erreur (${said.text('error')})` : said.is('finding', 'account_paused') ? 'n’est plus admis, car deux cartes partagent son compte ; vous pouvez le laisser revenir sous Appareils' : 'envoie des données incorrectes ; sa page, sous Appareils, dit lesquelles'}.`,
  }),
  soil_dry: (said) => ({
    title: `Trop sec : sol à ${said.percent('soil')}`,
    text: `${said.name} manque d’eau : le sol est à ${said.percent('soil')}, sous les ${said.percent('lower')} à partir desquels il faut arroser.${said.is('frozen', true) ? ' Par ce gel, l’eau gèlerait dans le pot : attendez un jour plus doux.' : ''}`,
  }),
  soil_wet: (said) => ({
    title: `Trop humide : sol à ${said.percent('soil')}`,
    text: `${said.name} : le sol est à ${said.percent('soil')}, au-dessus des ${said.percent('upper')} que supportent les racines${said.count('hours') >= 12 ? `, pendant ${said.time('hours')} au cours de la dernière semaine` : ''}. Dans un sol toujours détrempé, les racines pourrissent.${said.is('rain', true) ? ' La pluie arrose aussi : l’eau doit pouvoir s’écouler.' : ''}`,
  }),
  overwatered: (said) => ({
    title: `Excès d’eau : sol à ${said.percent('soil')}`,
    text: `${said.name} a reçu ${waterings(said)} en ${said.days('days')}${said.has('total_ml') ? ` (${said.number('total_ml', 0)} ml en tout)` : ''}${said.has('least_before') ? `, alors que le sol n’était jamais descendu sous ${said.percent('least_before')}` : ''}. Le sol est maintenant à ${said.percent('soil')}, au-dessus de ${said.percent('upper')}. Sans air, les racines pourrissent.`,
  }),
  water_did_not_reach: (said) => ({
    title: 'Le dernier arrosage n’a pas atteint la sonde',
    text:
      said.count('waterings') > 1
        ? `${said.name} a reçu ${waterings(said)} ces derniers temps, et la sonde indique toujours ${said.percent('soil')} : elle se trompe peut-être, ou l’eau s’écoule à côté.`
        : `${said.name} a reçu ${water(said)}, et l’humidité du sol n’a pas augmenté : elle est à ${said.percent('soil')}. L’eau glisse souvent sur la tourbe sèche, ou il y en avait trop peu.`,
  }),
  dries_fast: (said) => ({
    title: `Sèche en ${said.time('hours')}`,
    text: `${said.name} : le pot perd ${said.percent('rate')} par jour et redevient sec en ${said.time('hours')}. Il est petit pour les racines, ou se trouve au chaud.`,
  }),
  dries_slowly: (said) => ({
    title: 'Le pot ne sèche presque pas',
    text: `${said.name} : le pot ne perd que ${said.number('rate')} ${said.count('rate') < 2 ? 'point' : 'points'} par jour. Il est trop grand, au frais ou à l’ombre pour ce que boit la plante.`,
  }),
  habit_too_often: (said) => ({
    title: 'Arrosages trop fréquents',
    text: `${said.name} reçoit de l’eau environ ${every(said)}${said.has('before') ? `, alors que le sol est encore à ${said.percent('before')}` : ', ce qui est beaucoup pour son espèce'}.`,
  }),
  habit_too_seldom: (said) => ({
    title: 'Arrosages trop tardifs',
    text: `${said.name} reçoit de l’eau environ ${every(said)}, quand le sol a séché jusqu’à ${said.percent('before')} ; il en faudrait dès ${said.percent('lower')}.`,
  }),
  watering_due: (said) => ({
    title: said.has('soil')
      ? 'À arroser aujourd’hui'
      : said.count('overdue_days') > 0 && said.is('known', true)
        ? 'Arrosage en retard'
        : 'Sol à vérifier aujourd’hui',
    text: said.has('soil')
      ? `${said.name} : le sol a séché jusqu’à ${said.percent('soil')}, il est temps d’arroser.`
      : said.is('known', true)
        ? said.count('overdue_days') > 0
          ? `D’après le dernier arrosage, ${said.name} attend de l’eau depuis ${said.days('overdue_days')}.`
          : `D’après le dernier arrosage, ${said.name} doit recevoir de l’eau aujourd’hui.`
        : `Aucun arrosage n’a encore été noté pour ${said.name} : touchez le sol pour savoir s’il faut de l’eau.`,
  }),
  watered_lately: (said) => ({
    title: said.count('hours') < 1 ? 'Arrosage il y a moins d’une heure' : `Arrosage il y a ${said.time('hours')}`,
    text: `${said.name} a reçu ${water(said)} ${said.count('hours') < 1 ? 'il y a moins d’une heure' : `il y a ${said.time('hours')}`}.`,
  }),
  kept_moist: (said) => ({
    title: `Reste humide : sol à ${said.percent('soil')}`,
    text: `${said.name} : le sol reste à environ ${said.percent('soil')} sans qu’un arrosage se voie. ${said.is('rain', true) ? 'La pluie ou un goutte-à-goutte le garde' : 'Un goutte-à-goutte, une réserve ou l’eau de la coupelle le garde'} peut-être humide : aucun jour n’est donc donné pour le prochain arrosage.`,
  }),
  dormant: (said) => ({
    title: 'Sans doute en dormance, sans feuilles',
    text: `En cette saison, ${said.name} se repose d’habitude sans feuilles et reste presque à sec, jusque vers le ${said.date('until')}. Si la plante a des feuilles, elle est réveillée et veut de l’eau.`,
  }),
  soil_unknown: (said) => ({
    title: 'Humidité du sol inconnue',
    text: `${said.name} : aucun capteur fiable n’indique l’humidité du sol.`,
  }),
  cold_now: (said) => ({
    title: `Trop froid : ${said.temperature('value')}`,
    text: `${said.name} se trouve à ${said.temperature('value')} ; il ne faudrait pas descendre sous ${said.temperature('limit')}.`,
  }),
  hot_now: (said) => ({
    title: `Trop chaud : ${said.temperature('value')}`,
    text: `${said.name} se trouve à ${said.temperature('value')} ; il ne faudrait pas dépasser ${said.temperature('limit')}.`,
  }),
  cold_nights: (said) => ({
    title: `Nuits froides : jusqu’à ${said.temperature('least')}`,
    text: `${said.name} a eu moins de ${said.temperature('limit')} ${said.count('of') === 1 ? 'la nuit dernière' : `pendant ${said.count('nights') === 1 ? 'une' : said.number('nights', 0)} des ${said.number('of', 0)} dernières nuits`}, avec ${said.temperature('least')} au plus froid, quelle que soit la température du jour.`,
  }),
  frost: (said) => ({
    title: `Gel : ${said.temperature('least')}`,
    text: `La température est descendue à ${said.temperature('least')} pour ${said.name}${said.count('limit') >= 0 ? `, qui ne supporte pas le gel : il ne faudrait pas descendre sous ${said.temperature('limit')}` : `, sous les ${said.temperature('limit')} que la plante supporte`}.`,
  }),
  cold_for_some: (said) => ({
    title: `Trop froid pour certaines espèces : ${said.temperature('least')}`,
    text: `La température est descendue à ${said.temperature('least')} pour ${said.name}. Certaines espèces (${said.text('species')}) le supportent, d’autres souffrent sous ${said.temperature('limit')} : tout dépend de laquelle il s’agit.`,
  }),
  hot_days: (said) => ({
    title: `Fortes chaleurs : jusqu’à ${said.temperature('greatest')}`,
    text: `${said.name} a eu jusqu’à ${said.temperature('greatest')} ${said.count('of') <= 1 ? 'aujourd’hui' : `au cours des ${said.number('of', 0)} derniers jours`} ; au-dessus de ${said.temperature('limit')}, la plante souffre${said.has('now') && said.count('now') <= said.count('limit') ? `, même s’il fait ${said.temperature('now')} en ce moment` : ''}.`,
  }),
  too_dark: (said) => ({
    title: `Trop sombre : ${said.number('dli')} mol/m² de lumière par jour`,
    text: `${said.name} reçoit environ ${said.number('dli')} mol/m² de lumière par jour, mesurés sur ${said.days('days')}${said.has('lux') ? ` (${said.lux('lux')} aux heures claires)` : ''} ; ${said.is('species', true) ? 'son espèce' : 'même une plante d’ombre'} en demande au moins ${said.number('least')}.`,
  }),
  too_bright: (said) => ({
    title: `Trop de soleil : ${said.lux('lux')}`,
    text: `Aux heures claires, ${said.name} a reçu jusqu’à ${said.lux('lux')}, pendant ${said.days('days')} de la dernière semaine ; au-delà de ${said.lux('limit')}, les feuilles brûlent.`,
  }),
  winter_light: (said) => ({
    title: `Peu de lumière en hiver : ${said.number('dli')} mol/m² par jour`,
    text: `${said.name} reçoit environ ${said.number('dli')} mol/m² de lumière par jour et en voudrait ${said.number('least')}, mais occupe déjà la place la plus claire : les jours sont courts.`,
  }),
  air_dry: (said) => ({
    title: said.has('humidity') ? `Air sec : ${said.percent('humidity')}` : 'Air sec',
    text: `${said.name} se trouve dans un air sec${said.has('humidity') ? `, à ${said.percent('humidity')}` : ''}${said.has('vpd') ? ` (son pouvoir desséchant est de ${said.number('vpd')} kPa ; jusqu’à ${said.number('limit')}, tout va bien)` : said.has('wanted') ? ` ; il faudrait ${said.percent('wanted')}` : ''} : la pointe des feuilles brunit.`,
  }),
  air_moist: (said) => ({
    title: `Air humide : ${said.percent('humidity')}`,
    text: `${said.name} se trouve dans un air à ${said.percent('humidity')} depuis ${said.days('days')} ; une humidité persistante au-dessus de ${said.percent('limit')} favorise la moisissure.`,
  }),
  value_outside: (said) => ({
    title: `${said.subject} : ${said.has('value') ? said.value('value') : 'hors des limites'}`,
    text: `${said.subject} ${said.is('is_back', true) ? 'était' : 'est'} ${said.is('side', 'below') ? 'au-dessous de la limite' : 'au-dessus de la limite'}${said.has('limit') ? ` de ${said.value('limit')}` : ''} pour ${said.name}${said.is('is_back', true) ? ` ; à ${said.value('value')}, le retour à la normale n’est pas encore sûr` : said.has('value') ? `, à ${said.value('value')}` : ''}.`,
  }),
  feeding_due: (said) => ({
    title: 'Engrais à donner',
    text: said.has('days')
      ? `${said.name} pousse, et le dernier apport d’engrais remonte à ${said.days('days')}.`
      : `${said.name} pousse, et aucun apport d’engrais n’est noté.`,
  }),
  feeding_paused: (said) => ({
    title: said.is('why', 'repotted')
      ? 'Le terreau frais suffit'
      : said.is('until', 'autumn')
        ? 'Pas d’engrais avant l’automne'
        : 'Pas d’engrais avant le printemps',
    text: said.is('why', 'repotted')
      ? `Le rempotage est récent : jusque vers le ${said.date('until')}, le terreau frais nourrit ${said.name}.`
      : `${said.name} est au repos et n’a pas besoin d’engrais avant ${said.is('until', 'autumn') ? 'l’automne' : 'le printemps'}${said.has('days') ? ` ; le dernier apport remonte à ${said.days('days')}` : ''}.`,
  }),
  feeding_not_wanted: (said) => ({
    title: 'Jamais d’engrais',
    text: `${said.name} se nourrit d’insectes : l’engrais et l’eau calcaire tuent les racines${said.has('days') ? `, et le dernier apport d’engrais remonte à ${said.days('days')}` : ''}. Arrosez à l’eau de pluie ou à l’eau distillée.`,
  }),
  repotting_due: (said) => ({
    title: 'Le moment d’examiner les racines',
    text: said.is('known', true)
      ? `${said.name} est dans son pot depuis ${years(said)}, et la croissance reprend maintenant.`
      : `Aucun rempotage n’est connu pour ${said.name} depuis ${years(said)}, et la croissance reprend maintenant.`,
  }),
  buds_setting: (said) => ({
    title: 'Boutons en formation',
    text: `${said.name} forme ses boutons en cette saison et les perd si l’on déplace ou tourne le pot.`,
  }),
  limits_unlike_species: (said) => ({
    title: `${said.subject} : limites inadaptées à l’espèce`,
    text: `${said.subject} : ${limits(said, 'own')} d’après vos réglages pour ${said.name}, mais ${limits(said, 'kind')} d’après l’espèce. Les conseils suivent l’espèce ; les alertes, vos limites.`,
  }),
  species_unknown: (said) => ({
    title: 'Espèce inconnue',
    text: `${said.has('species') ? `« ${said.text('species')} » ne figure pas dans la bibliothèque` : `L’espèce n’est pas indiquée pour ${said.name}`} : les conseils suivent ce que supportent la plupart des plantes d’intérieur.`,
  }),
  species_is_genus: (said) => ({
    title: 'Seul le genre est connu',
    text: `${said.name} : seul le genre ${said.text('species')} est connu ; les plages sont donc choisies avec prudence.`,
  }),
  toxic_to_pets: (said) => ({
    title: said.is('deadly', true) ? 'Mortelle pour les chats ou les chiens' : 'Toxique pour les chats et les chiens',
    text: said.is('deadly', true)
      ? `Un peu de ${said.name} (${said.text('species')}) peut tuer un chat ou un chien, et il y en a dans la maison. Si l’un d’eux en a mordillé, appelez tout de suite un vétérinaire.`
      : `${said.name} (${said.text('species')}) est toxique pour les chats et les chiens qui en mordillent, et il y en a dans la maison.`,
  }),
  site_unlike_species: (said) => ({
    title: said.is('why', 'tender_outdoors')
      ? 'Dehors pendant la saison froide'
      : said.is('why', 'hardy_indoors')
        ? 'Une plante d’extérieur'
        : 'Une plante de soleil loin du soleil',
    text: said.is('why', 'tender_outdoors')
      ? `${said.name} est dehors${said.has('least') ? `, où les nuits descendent à ${said.temperature('least')}` : ', où les nuits deviennent froides'} ; il ne faudrait pas descendre sous ${said.temperature('limit')}.`
      : said.is('why', 'hardy_indoors')
        ? `${said.name} est une plante rustique qui veut le plein soleil ; à l’intérieur, elle a moins de lumière et un hiver trop doux.`
        : `${said.name} veut le plein soleil, et sa place n’en reçoit presque pas.`,
  }),
  doing_well: (said) => ({
    title: said.has('soil') ? 'Tout va bien' : 'Ce que l’on sait est en ordre',
    text: `${said.has('soil') ? `${said.name} se porte bien` : `Ce que l’on sait pour ${said.name} est en ordre`}${figures(said)}.`,
  }),
};

function limits(said: Said, of: 'own' | 'kind'): string {
  const [min, max] = [`${of}_min`, `${of}_max`];
  if (said.has(min) && said.has(max)) return `de ${said.value(min)} à ${said.value(max)}`;
  if (said.has(min)) return `au moins ${said.value(min)}`;
  return said.has(max) ? `au plus ${said.value(max)}` : 'aucune limite';
}

function figures(said: Said): string {
  const parts = [
    ...(said.has('soil') ? [`sol ${said.percent('soil')}`] : []),
    ...(said.has('temperature') ? [said.temperature('temperature')] : []),
    ...(said.has('humidity') ? [`humidité de l’air ${said.percent('humidity')}`] : []),
  ];
  return parts.length === 0 ? '' : ` : ${parts.join(', ')}`;
}
