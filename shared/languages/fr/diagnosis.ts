/** The findings in French. */
import type { Said } from '../../diagnosis/words/said.ts';
import type { DiagnosisFindings } from '../../diagnosis/words/diagnosis-words.ts';

const Device = (said: Said): string => (said.has('device') ? said.text('device') : 'Un capteur');
const of = (said: Said): string => (said.has('device') ? `de ${said.text('device')}` : 'du capteur');
const years = (said: Said): string => (said.count('years') <= 1 ? 'plus d’un an' : `${said.number('years', 0)} ans`);
const every = (said: Said): string =>
  Math.round(said.count('every_days')) === 1 ? 'chaque jour' : `tous les ${said.days('every_days')}`;

export const findings: DiagnosisFindings = {
  never_measured: (said) => ({
    title:
      said.count('devices') === 0
        ? 'Sans capteur : c’est le calendrier qui compte'
        : 'Son capteur n’a encore rien mesuré',
    text:
      said.count('devices') === 0
        ? `Aucun capteur ne mesure ${said.name} : c’est donc ce qui a été noté, et ce qu’il faut d’habitude à son espèce, qui compte.`
        : `Le capteur de ${said.name} n’a pas envoyé une seule valeur : on ne sait donc rien de la plante.`,
  }),
  all_silent: (said) => ({
    title: said.has('hours') ? `Aucune valeur depuis ${said.time('hours')}` : 'Aucune valeur',
    text: `${said.has('hours') ? `Aucun capteur de ${said.name} n’a envoyé de valeur depuis ${said.time('hours')}` : `Aucun capteur de ${said.name} n’envoie de valeurs`} : on ne sait pas comment va la plante à présent.`,
  }),
  metric_stale: (said) => ({
    title: `${said.subject} : pas de mesure depuis ${said.time('hours')}`,
    text: `${said.subject} de ${said.name} : dernière mesure il y a ${said.time('hours')} (${said.value('value')}), cela ne dit rien du présent.`,
  }),
  probe_out_of_soil: (said) => ({
    title: said.is('others', true)
      ? `La sonde ${of(said)} est sans doute hors de la terre`
      : 'La sonde est sans doute hors de la terre',
    text: said.is('others', true)
      ? `La sonde ${of(said)} chez ${said.name} est sans doute hors de la terre. Les autres sondes restent crédibles.`
      : `${said.has('before') ? `L’humidité de la terre de ${said.name} est tombée d’un coup de ${said.percent('before')} à ${said.percent('after')}` : `L’humidité de la terre de ${said.name} est tombée d’un coup`} : une terre ne sèche pas ainsi, une sonde retirée si. On ne sait pas si la terre est humide à présent.`,
  }),
  values_stuck: (said) => ({
    title: `${said.subject} ne bouge plus : le capteur est bloqué`,
    text: said.is('others', true)
      ? `${Device(said)} chez ${said.name} indique ${said.value('value')} et ne bouge plus. Les autres capteurs restent crédibles.`
      : `${said.subject} de ${said.name} indique exactement ${said.value('value')} depuis ${said.days('days')}. Un capteur sain varie toujours un peu : cette valeur n’est pas crue.`,
  }),
  probes_disagree: (said) => ({
    title: `Deux capteurs se contredisent : ${said.value('low')} et ${said.value('high')}`,
    text: `Chez ${said.name}, un capteur indique ${said.value('low')} et un autre ${said.value('high')}. D’ici, on ne peut pas dire lequel a raison : aucun n’est cru.`,
  }),
  value_impossible: (said) => ({
    title: `${said.subject} : le capteur envoie l’impossible`,
    text: said.is('others', true)
      ? `${Device(said)} chez ${said.name} indique ${said.value('value')}, ce qui ne peut pas être. Les autres capteurs restent crédibles.`
      : said.has('value')
        ? `${said.subject} de ${said.name} serait de ${said.value('value')}, ce qui ne peut pas être.`
        : `Le capteur de ${said.name} n’envoie que des valeurs impossibles.`,
  }),
  battery_low: (said) => ({
    title: `Batterie à ${said.percent('battery')}`,
    text: `La batterie ${of(said)} est à ${said.percent('battery')} : bientôt il se taira.`,
  }),
  device_offline: (said) => ({
    title: `${Device(said)} est hors ligne`,
    text: `${Device(said)} chez ${said.name} n’est pas connecté ; d’autres capteurs mesurent encore.`,
  }),
  device_trouble: (said) => ({
    title: `${Device(said)} a un problème`,
    text: `${Device(said)} chez ${said.name} ${said.has('error') ? `signale une erreur : ${said.text('error')}` : 'envoie quelque chose d’anormal ; sa page sous Appareils dit quoi'}.`,
  }),
  soil_dry: (said) => ({
    title: `Trop sèche : terre à ${said.percent('soil')}`,
    text: `${said.name} est trop sèche : sa terre est à ${said.percent('soil')}, au-dessous des ${said.percent('lower')} où elle veut de l’eau.${said.is('frozen', true) ? ' Par ce gel, l’eau gèlerait dans le pot : elle attend un jour doux.' : ''}`,
  }),
  soil_wet: (said) => ({
    title: `Trop humide : terre à ${said.percent('soil')}`,
    text: `La terre de ${said.name} est à ${said.percent('soil')}, au-dessus des ${said.percent('upper')} que supportent ses racines${said.count('hours') >= 12 ? `, pendant ${said.time('hours')} de la semaine passée` : ''}. Dans une terre toujours détrempée, les racines pourrissent.`,
  }),
  overwatered: (said) => ({
    title: `Trop arrosée : terre à ${said.percent('soil')}`,
    text: `${said.name} a été arrosée ${said.count('waterings')} fois en ${said.days('days')}${said.has('total_ml') ? `, ${said.number('total_ml', 0)} ml en tout` : ''}${said.has('least_before') ? `, alors que sa terre n’était jamais sous ${said.percent('least_before')}` : ''}, et la voilà à ${said.percent('soil')}, au-dessus de ${said.percent('upper')}. Sans air, les racines pourrissent.`,
  }),
  water_did_not_reach: (said) => ({
    title: 'Le dernier arrosage n’a pas atteint la sonde',
    text:
      said.count('waterings') > 1
        ? `${said.name} a été arrosée ${said.count('waterings')} fois dernièrement, et la sonde indique toujours ${said.percent('soil')} : la sonde se trompe peut-être, ou l’eau passe à côté.`
        : `${said.name} a été arrosée${said.has('amount_ml') ? ` avec ${said.number('amount_ml', 0)} ml` : ''}, et l’humidité de sa terre n’a pas augmenté ; elle est à ${said.percent('soil')}. L’eau passe souvent à côté d’une tourbe sèche, ou il y en avait trop peu.`,
  }),
  dries_fast: (said) => ({
    title: `Sèche en ${said.time('hours')}`,
    text: `Le pot de ${said.name} perd ${said.percent('rate')} par jour et il est de nouveau sec en ${said.time('hours')} : il est petit pour ses racines, ou au chaud.`,
  }),
  dries_slowly: (said) => ({
    title: 'Le pot ne sèche presque pas',
    text: `Le pot de ${said.name} ne perd que ${said.number('rate')} points par jour : il est trop grand, trop frais ou trop sombre pour ce que boit la plante.`,
  }),
  habit_too_often: (said) => ({
    title: 'Arrosée plus souvent que nécessaire',
    text: `${said.name} est arrosée environ ${every(said)}${said.has('before') ? `, alors que sa terre est encore à ${said.percent('before')}` : ', ce qui est souvent pour son espèce'}.`,
  }),
  habit_too_seldom: (said) => ({
    title: 'Arrosée trop tard',
    text: `${said.name} est arrosée environ ${every(said)}, quand sa terre a séché jusqu’à ${said.percent('before')} ; elle veut de l’eau à ${said.percent('lower')}.`,
  }),
  watering_due: (said) => ({
    title: said.has('soil')
      ? 'À arroser aujourd’hui'
      : said.count('overdue_days') > 0 && said.is('known', true)
        ? 'Arrosage en retard'
        : 'Vérifiez la terre aujourd’hui',
    text: said.has('soil')
      ? `La terre de ${said.name} a séché jusqu’à ${said.percent('soil')}, là où elle veut de l’eau.`
      : said.is('known', true)
        ? said.count('overdue_days') > 0
          ? `À compter du dernier arrosage, ${said.name} attend de l’eau depuis ${said.days('overdue_days')}.`
          : `À compter du dernier arrosage, c’est aujourd’hui le tour de ${said.name}.`
        : `Personne n’a encore noté d’arrosage de ${said.name} : à votre doigt de dire s’il lui faut de l’eau.`,
  }),
  watered_lately: (said) => ({
    title: said.count('hours') < 1 ? 'Arrosée dans la dernière heure' : `Arrosée il y a ${said.time('hours')}`,
    text: `${said.name} a été arrosée ${said.count('hours') < 1 ? 'dans la dernière heure' : `il y a ${said.time('hours')}`}${said.has('amount_ml') ? ` avec ${said.number('amount_ml', 0)} ml` : ''}.`,
  }),
  soil_unknown: (said) => ({
    title: 'L’humidité de la terre n’est pas connue',
    text: `Aucun capteur crédible ne dit si la terre de ${said.name} est humide.`,
  }),
  cold_now: (said) => ({
    title: `Trop froid : ${said.temperature('value')}`,
    text: `${said.name} est à ${said.temperature('value')} ; il ne lui faut pas moins de ${said.temperature('limit')}.`,
  }),
  hot_now: (said) => ({
    title: `Trop chaud : ${said.temperature('value')}`,
    text: `${said.name} est à ${said.temperature('value')} ; il ne lui faut pas plus de ${said.temperature('limit')}.`,
  }),
  cold_nights: (said) => ({
    title: `Nuits froides : jusqu’à ${said.temperature('least')}`,
    text: `${said.count('of') === 1 ? 'La nuit dernière' : `Pendant ${said.count('nights') === 1 ? 'une' : said.number('nights', 0)} des ${said.number('of', 0)} dernières nuits`}, ${said.name} était sous ${said.temperature('limit')}, à ${said.temperature('least')} dans la plus froide, quel que soit le jour.`,
  }),
  frost: (said) => ({
    title: `Gel : ${said.temperature('least')}`,
    text: `Chez ${said.name}, on est descendu à ${said.temperature('least')}${said.count('limit') >= 0 ? `, et elle ne supporte pas le gel : il ne lui faut pas moins de ${said.temperature('limit')}` : `, au-dessous des ${said.temperature('limit')} qu’elle supporte`}.`,
  }),
  hot_days: (said) => ({
    title: `Jours chauds : jusqu’à ${said.temperature('greatest')}`,
    text: `Chez ${said.name}, on est monté à ${said.temperature('greatest')} ${said.count('of') <= 1 ? 'aujourd’hui' : `ces derniers ${said.days('of')}`} ; au-dessus de ${said.temperature('limit')} elle souffre${said.has('now') && said.count('now') <= said.count('limit') ? `, même s’il fait maintenant ${said.temperature('now')}` : ''}.`,
  }),
  too_dark: (said) => ({
    title: `Trop sombre : ${said.number('dli')} mol/m² de lumière par jour`,
    text: `${said.name} reçoit environ ${said.number('dli')} mol/m² de lumière par jour, mesurés sur ${said.days('days')}${said.has('lux') ? ` (${said.lux('lux')} aux heures claires)` : ''} ; ${said.is('species', true) ? 'son espèce' : 'même une plante d’ombre'} en demande au moins ${said.number('least')}.`,
  }),
  too_bright: (said) => ({
    title: `Trop de soleil : ${said.lux('lux')}`,
    text: `Aux heures claires, ${said.name} reçoit jusqu’à ${said.lux('lux')}, sur ${said.days('days')} de la semaine passée ; plus de ${said.lux('limit')} brûle ses feuilles.`,
  }),
  winter_light: (said) => ({
    title: `Peu de lumière d’hiver : ${said.number('dli')} mol/m² par jour`,
    text: `${said.name} reçoit environ ${said.number('dli')} mol/m² de lumière par jour et en voudrait ${said.number('least')}, mais elle est déjà à l’endroit le plus clair : les jours sont courts.`,
  }),
  air_dry: (said) => ({
    title: said.has('humidity') ? `Air sec : ${said.percent('humidity')}` : 'Air sec',
    text: `L’air autour de ${said.name} est sec${said.has('humidity') ? `, à ${said.percent('humidity')}` : ''}${said.has('vpd') ? ` (il tire sur les feuilles à ${said.number('vpd')} kPa ; jusqu’à ${said.number('limit')} lui convient)` : said.has('wanted') ? ` ; elle veut ${said.percent('wanted')}` : ''} : les pointes des feuilles brunissent.`,
  }),
  air_moist: (said) => ({
    title: `Air humide : ${said.percent('humidity')}`,
    text: `L’air autour de ${said.name} est à ${said.percent('humidity')} depuis ${said.days('days')} ; une humidité stagnante au-dessus de ${said.percent('limit')} amène des moisissures.`,
  }),
  value_outside: (said) => ({
    title: `${said.subject} : ${said.has('value') ? said.value('value') : 'hors des limites'}`,
    text: `${said.subject} de ${said.name} ${said.is('is_back', true) ? 'était' : 'est'} au-${said.is('side', 'below') ? 'dessous' : 'dessus'} de sa limite${said.has('limit') ? ` de ${said.value('limit')}` : ''}${said.is('is_back', true) ? ` et, à ${said.value('value')}, n’est pas encore sûrement revenue` : said.has('value') ? `, à ${said.value('value')}` : ''}.`,
  }),
  feeding_due: (said) => ({
    title: 'À fertiliser',
    text: said.has('days')
      ? `${said.name} pousse, et son dernier engrais date d’il y a ${said.days('days')}.`
      : `${said.name} pousse, et aucun engrais n’est noté.`,
  }),
  feeding_paused: (said) => ({
    title: said.is('why', 'repotted')
      ? 'La terre fraîche la nourrit'
      : said.is('until', 'autumn')
        ? 'Pas d’engrais jusqu’à l’automne'
        : 'Pas d’engrais jusqu’au printemps',
    text: said.is('why', 'repotted')
      ? `${said.name} a été rempotée récemment : la terre fraîche la nourrit jusqu’au ${said.date('until')} environ.`
      : `${said.name} est au repos et ne prend pas d’engrais jusqu’${said.is('until', 'autumn') ? 'à l’automne' : 'au printemps'}${said.has('days') ? ` ; elle a été fertilisée il y a ${said.days('days')}` : ''}.`,
  }),
  feeding_not_wanted: (said) => ({
    title: 'Jamais d’engrais',
    text: `${said.name} vit d’insectes : l’engrais et l’eau calcaire tuent ses racines${said.has('days') ? `, et elle a été fertilisée il y a ${said.days('days')}` : ''}. L’eau de pluie ou distillée lui convient.`,
  }),
  repotting_due: (said) => ({
    title: 'Le moment de regarder ses racines',
    text: said.is('known', true)
      ? `${said.name} est dans son pot depuis ${years(said)}, et voilà qu’elle se met à pousser.`
      : `Aucun rempotage de ${said.name} n’est connu depuis ${years(said)}, et voilà qu’elle se met à pousser.`,
  }),
  buds_setting: (said) => ({
    title: 'Forme ses boutons',
    text: `${said.name} forme ses boutons en cette saison, et les perd si on la déplace ou la tourne.`,
  }),
  limits_unlike_species: (said) => ({
    title: `${said.subject} : limites étrangères à son espèce`,
    text: `Pour ${said.name}, voici les limites fixées : ${limits(said, 'own')} (${said.subject.toLowerCase()}), mais son espèce veut ${limits(said, 'kind')}. Le conseil suit l’espèce, les alertes suivent vos limites.`,
  }),
  species_unknown: (said) => ({
    title: 'Espèce inconnue',
    text: `${said.has('species') ? `« ${said.text('species')} » n’est pas dans la bibliothèque` : `On n’a pas dit ce qu’est ${said.name}`} : elle est jugée sur ce que supportent la plupart des plantes d’intérieur.`,
  }),
  species_is_genus: (said) => ({
    title: 'Seul son genre est connu',
    text: `De ${said.name}, seul le genre ${said.text('species')} est connu : ses plages sont donc prudentes.`,
  }),
  toxic_to_pets: (said) => ({
    title: 'Toxique pour les chats et les chiens',
    text: `${said.name} (${said.text('species')}) est toxique pour les chats et les chiens qui la mâchonnent, et il y en a à la maison.`,
  }),
  site_unlike_species: (said) => ({
    title: said.is('why', 'tender_outdoors')
      ? 'Dehors à la saison froide'
      : said.is('why', 'hardy_indoors')
        ? 'Une plante d’extérieur'
        : 'Amie du soleil, loin du soleil',
    text: said.is('why', 'tender_outdoors')
      ? `${said.name} est dehors${said.has('least') ? `, où les nuits descendent à ${said.temperature('least')}` : ', où les nuits deviennent froides'} ; il ne lui faut pas moins de ${said.temperature('limit')}.`
      : said.is('why', 'hardy_indoors')
        ? `${said.name} est rustique et veut le plein soleil ; à l’intérieur, elle a moins de lumière et un hiver trop doux.`
        : `${said.name} veut le plein soleil, et sa place n’en a guère.`,
  }),
  doing_well: (said) => ({
    title: said.has('soil') ? 'Elle va bien' : 'Ce que l’on sait convient',
    text: `${said.has('soil') ? `${said.name} va bien` : `Ce que l’on sait de ${said.name} convient`}${figures(said)}.`,
  }),
};

function limits(said: Said, whose: 'own' | 'kind'): string {
  const [min, max] = [`${whose}_min`, `${whose}_max`];
  if (said.has(min) && said.has(max)) return `de ${said.value(min)} à ${said.value(max)}`;
  if (said.has(min)) return `au moins ${said.value(min)}`;
  return said.has(max) ? `au plus ${said.value(max)}` : 'aucune';
}

function figures(said: Said): string {
  const parts = [
    ...(said.has('soil') ? [`terre ${said.percent('soil')}`] : []),
    ...(said.has('temperature') ? [said.temperature('temperature')] : []),
    ...(said.has('humidity') ? [`humidité de l’air ${said.percent('humidity')}`] : []),
  ];
  return parts.length === 0 ? '' : ` : ${parts.join(', ')}`;
}
