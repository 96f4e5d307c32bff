/** The findings in Spanish. */
import type { Said } from '../../diagnosis/words/said.ts';
import type { DiagnosisFindings } from '../../diagnosis/words/diagnosis-words.ts';

const Device = (said: Said): string => (said.has('device') ? said.text('device') : 'Un sensor');
const of = (said: Said): string => (said.has('device') ? `de ${said.text('device')}` : 'del sensor');
const times = (count: number): string => (count === 1 ? 'una vez' : `${count} veces`);
const years = (said: Said): string => (said.count('years') <= 1 ? 'más de un año' : `${said.number('years', 0)} años`);
const every = (said: Said): string =>
  Math.round(said.count('every_days')) === 1 ? 'cada día' : `cada ${said.days('every_days')}`;

export const findings: DiagnosisFindings = {
  never_measured: (said) => ({
    title: said.count('devices') === 0 ? 'Sin sensor: vale el calendario' : 'Su sensor todavía no ha medido',
    text:
      said.count('devices') === 0
        ? `Ningún sensor mide ${said.name}, así que vale lo que se ha anotado y lo que suele necesitar su especie.`
        : `El sensor de ${said.name} no ha enviado ni un solo valor, así que no se sabe nada de la planta.`,
  }),
  all_silent: (said) => ({
    title: said.is('shut_out', true)
      ? 'Sin valores: no se deja entrar al sensor'
      : said.has('hours')
        ? `Sin valores desde hace ${said.time('hours')}`
        : 'Sin valores',
    text: `${said.has('hours') ? `Ningún sensor de ${said.name} ha enviado un valor desde hace ${said.time('hours')}` : `Ningún sensor de ${said.name} envía valores`}: no se sabe cómo está ahora la planta.${said.is('shut_out', true) ? ' No se deja entrar al sensor porque dos placas comparten su cuenta; en Dispositivos puedes dejarlo entrar de nuevo.' : ''}`,
  }),
  metric_stale: (said) => ({
    title: `${said.subject}: sin medir desde hace ${said.time('hours')}`,
    text: `${said.subject} de ${said.name} se midió por última vez hace ${said.time('hours')} (${said.value('value')}): eso no dice nada de ahora.`,
  }),
  probe_out_of_soil: (said) => ({
    title: said.is('others', true)
      ? `La sonda ${of(said)} parece estar fuera de la tierra`
      : 'La sonda parece estar fuera de la tierra',
    text: said.is('others', true)
      ? `La sonda ${of(said)} en ${said.name} parece estar fuera de la tierra. A las demás sondas se las cree.`
      : `${said.has('before') ? `La humedad de la tierra de ${said.name} cayó de golpe de ${said.percent('before')} a ${said.percent('after')}` : `La humedad de la tierra de ${said.name} cayó de golpe`}: la tierra no se seca así, una sonda sacada sí. No se sabe lo húmeda que está ahora la tierra.`,
  }),
  probe_numb: (said) => ({
    title: 'La sonda no nota los riegos',
    text: `${said.name} se regó ${times(said.count('waterings'))} en ${said.days('days')}, y la sonda marca siempre ${said.has('least') ? `entre ${said.percent('least')} y ` : ''}${said.percent('most')}: no hace contacto, como entre trozos de corteza o bolas de arcilla. No se la cree; el peso de la maceta dice más.`,
  }),
  values_stuck: (said) => ({
    title: `${said.subject} no se mueve: el sensor está atascado`,
    text: said.is('others', true)
      ? `${Device(said)} en ${said.name} dice ${said.value('value')} y ya no se mueve. A los demás sensores se los cree.`
      : `${said.subject} de ${said.name} marca exactamente ${said.value('value')} desde hace ${said.days('days')}. Un sensor sano siempre oscila un poco, así que no se cree este valor.`,
  }),
  probes_disagree: (said) => ({
    title: `Dos sensores se contradicen: ${said.value('low')} y ${said.value('high')}`,
    text: `En ${said.name} un sensor dice ${said.value('low')} y otro ${said.value('high')}. Desde aquí no se puede saber cuál acierta, así que no se cree a ninguno.`,
  }),
  value_impossible: (said) => ({
    title: `${said.subject}: el sensor envía algo imposible`,
    text: said.is('others', true)
      ? `${Device(said)} en ${said.name} dice ${said.value('value')}, que no puede ser. A los demás sensores se los cree.`
      : said.has('value')
        ? `${said.subject} de ${said.name} sería ${said.value('value')}, que no puede ser.`
        : `El sensor de ${said.name} solo envía valores que no pueden ser.`,
  }),
  battery_low: (said) => ({
    title: `Batería al ${said.percent('battery')}`,
    text: `La batería ${of(said)} está al ${said.percent('battery')}: pronto callará.`,
  }),
  device_offline: (said) => ({
    title: `${Device(said)} está sin conexión`,
    text: `${Device(said)} en ${said.name} no está conectado; otros sensores siguen midiendo.`,
  }),
  device_trouble: (said) => ({
    title: `${Device(said)} tiene un problema`,
    text: `${Device(said)} en ${said.name} ${said.has('error') ? `comunica un error: ${said.text('error')}` : said.is('finding', 'account_paused') ? 'no puede entrar porque dos placas comparten su cuenta; en Dispositivos puedes dejarlo entrar de nuevo' : 'envía algo que no está bien; su página en Dispositivos dice qué'}.`,
  }),
  soil_dry: (said) => ({
    title: `Demasiado seca: tierra al ${said.percent('soil')}`,
    text: `${said.name} está demasiado seca: su tierra está al ${said.percent('soil')}, por debajo del ${said.percent('lower')} al que quiere agua.${said.is('frozen', true) ? ' Con helada, el agua se congelaría en la maceta, así que espera a un día suave.' : ''}`,
  }),
  soil_wet: (said) => ({
    title: `Demasiado mojada: tierra al ${said.percent('soil')}`,
    text: `La tierra de ${said.name} está al ${said.percent('soil')}, por encima del ${said.percent('upper')} que soportan sus raíces${said.count('hours') >= 12 ? `, durante ${said.time('hours')} de la última semana` : ''}. En tierra siempre mojada las raíces se pudren.${said.is('rain', true) ? ' También la riega la lluvia: el agua tiene que poder salir.' : ''}`,
  }),
  overwatered: (said) => ({
    title: `Exceso de riego: tierra al ${said.percent('soil')}`,
    text: `${said.name} se regó ${times(said.count('waterings'))} en ${said.days('days')}${said.has('total_ml') ? `, ${said.number('total_ml', 0)} ml en total` : ''}${said.has('least_before') ? `, aunque su tierra nunca bajó del ${said.percent('least_before')}` : ''}, y ahora está al ${said.percent('soil')}, por encima del ${said.percent('upper')}. Las raíces sin aire se pudren.`,
  }),
  water_did_not_reach: (said) => ({
    title: 'El último riego no llegó a la sonda',
    text:
      said.count('waterings') > 1
        ? `${said.name} se regó ${times(said.count('waterings'))} últimamente, y la sonda sigue diciendo ${said.percent('soil')}: puede que la sonda falle o que el agua pase de largo.`
        : `${said.name} se regó${said.has('amount_ml') ? ` con ${said.number('amount_ml', 0)} ml` : ''}, y la humedad de su tierra no subió; está al ${said.percent('soil')}. El agua suele pasar de largo por la turba seca, o era demasiado poca.`,
  }),
  dries_fast: (said) => ({
    title: `Se seca en ${said.time('hours')}`,
    text: `La maceta de ${said.name} pierde ${said.percent('rate')} al día y en ${said.time('hours')} está otra vez seca: es pequeña para sus raíces, o está en un sitio caluroso.`,
  }),
  dries_slowly: (said) => ({
    title: 'La maceta apenas se seca',
    text: `La maceta de ${said.name} pierde solo ${said.number('rate')} puntos al día: es demasiado grande, fría u oscura para lo que bebe la planta.`,
  }),
  habit_too_often: (said) => ({
    title: 'Se riega más de lo que necesita',
    text: `${said.name} se riega más o menos ${every(said)}${said.has('before') ? `, cuando su tierra está todavía al ${said.percent('before')}` : ', que es a menudo para su especie'}.`,
  }),
  habit_too_seldom: (said) => ({
    title: 'Se riega demasiado tarde',
    text: `${said.name} se riega más o menos ${every(said)}, cuando su tierra se ha secado hasta el ${said.percent('before')}; quiere agua al ${said.percent('lower')}.`,
  }),
  watering_due: (said) => ({
    title: said.has('soil')
      ? 'Hoy toca regar'
      : said.count('overdue_days') > 0 && said.is('known', true)
        ? 'Riego atrasado'
        : 'Comprueba hoy la tierra',
    text: said.has('soil')
      ? `La tierra de ${said.name} se ha secado hasta el ${said.percent('soil')}, donde quiere agua.`
      : said.is('known', true)
        ? said.count('overdue_days') > 0
          ? `Contando desde el último riego, a ${said.name} le toca agua desde hace ${said.days('overdue_days')}.`
          : `Contando desde el último riego, a ${said.name} le toca agua hoy.`
        : `Todavía nadie ha anotado un riego de ${said.name}, así que si le falta agua lo tiene que decir el dedo.`,
  }),
  watered_lately: (said) => ({
    title: said.count('hours') < 1 ? 'Regada en la última hora' : `Regada hace ${said.time('hours')}`,
    text: `${said.name} se regó ${said.count('hours') < 1 ? 'en la última hora' : `hace ${said.time('hours')}`}${said.has('amount_ml') ? ` con ${said.number('amount_ml', 0)} ml` : ''}.`,
  }),
  kept_moist: (said) => ({
    title: `Sigue húmeda: tierra al ${said.percent('soil')}`,
    text: `La tierra de ${said.name} se mantiene hacia el ${said.percent('soil')} aunque no se ve ningún riego: puede que la mantengan húmeda ${said.is('rain', true) ? 'la lluvia o un goteo' : 'un goteo, un depósito o el agua del plato'}. Por eso no se da un día para el próximo riego.`,
  }),
  dormant: (said) => ({
    title: 'Probablemente dormida, sin hojas',
    text: `En esta estación ${said.name} suele descansar sin hojas y se mantiene casi seca, más o menos hasta el ${said.date('until')}. Si tiene hojas, está despierta y quiere agua.`,
  }),
  soil_unknown: (said) => ({
    title: 'No se sabe lo húmeda que está la tierra',
    text: `Ningún sensor creíble dice lo húmeda que está la tierra de ${said.name}.`,
  }),
  cold_now: (said) => ({
    title: `Demasiado frío: ${said.temperature('value')}`,
    text: `${said.name} está a ${said.temperature('value')}; no debería bajar de ${said.temperature('limit')}.`,
  }),
  hot_now: (said) => ({
    title: `Demasiado calor: ${said.temperature('value')}`,
    text: `${said.name} está a ${said.temperature('value')}; no debería pasar de ${said.temperature('limit')}.`,
  }),
  cold_nights: (said) => ({
    title: `Noches frías: hasta ${said.temperature('least')}`,
    text: `${said.count('of') === 1 ? 'En la última noche' : `En ${said.count('nights') === 1 ? 'una' : said.number('nights', 0)} de las últimas ${said.number('of', 0)} noches`} ${said.name} estuvo por debajo de ${said.temperature('limit')}, a ${said.temperature('least')} en la más fría, sea como sea el día.`,
  }),
  frost: (said) => ({
    title: `Helada: ${said.temperature('least')}`,
    text: `En ${said.name} se bajó a ${said.temperature('least')}${said.count('limit') >= 0 ? `, y la planta no soporta las heladas: no debería bajar de ${said.temperature('limit')}` : `, por debajo de los ${said.temperature('limit')} que soporta`}.`,
  }),
  cold_for_some: (said) => ({
    title: `Demasiado frío para algunas especies: ${said.temperature('least')}`,
    text: `En ${said.name} se bajó a ${said.temperature('least')}. Algunas especies de ${said.text('species')} lo soportan, otras sufren por debajo de ${said.temperature('limit')}: depende de cuál sea.`,
  }),
  hot_days: (said) => ({
    title: `Días de calor: hasta ${said.temperature('greatest')}`,
    text: `En ${said.name} se llegó a ${said.temperature('greatest')} ${said.count('of') <= 1 ? 'hoy' : `en los últimos ${said.days('of')}`}; por encima de ${said.temperature('limit')} sufre${said.has('now') && said.count('now') <= said.count('limit') ? `, aunque ahora haya ${said.temperature('now')}` : ''}.`,
  }),
  too_dark: (said) => ({
    title: `Demasiado oscuro: ${said.number('dli')} mol/m² de luz al día`,
    text: `${said.name} recibe unos ${said.number('dli')} mol/m² de luz al día, medidos durante ${said.days('days')}${said.has('lux') ? ` (${said.lux('lux')} en las horas claras)` : ''}; ${said.is('species', true) ? 'su especie' : 'hasta una planta de sombra'} necesita al menos ${said.number('least')}.`,
  }),
  too_bright: (said) => ({
    title: `Demasiado sol: ${said.lux('lux')}`,
    text: `En sus horas claras ${said.name} recibe hasta ${said.lux('lux')}, en ${said.days('days')} de la última semana; más de ${said.lux('limit')} le quema las hojas.`,
  }),
  winter_light: (said) => ({
    title: `Poca luz de invierno: ${said.number('dli')} mol/m² al día`,
    text: `${said.name} recibe unos ${said.number('dli')} mol/m² de luz al día y querría ${said.number('least')}, pero ya está en el sitio más claro: los días son cortos.`,
  }),
  air_dry: (said) => ({
    title: said.has('humidity') ? `Aire seco: ${said.percent('humidity')}` : 'Aire seco',
    text: `El aire alrededor de ${said.name} es seco${said.has('humidity') ? `, del ${said.percent('humidity')}` : ''}${said.has('vpd') ? ` (tira de las hojas con ${said.number('vpd')} kPa; hasta ${said.number('limit')} le va bien)` : said.has('wanted') ? `; quiere un ${said.percent('wanted')}` : ''}: las puntas de las hojas se ponen marrones.`,
  }),
  air_moist: (said) => ({
    title: `Aire húmedo: ${said.percent('humidity')}`,
    text: `El aire alrededor de ${said.name} está al ${said.percent('humidity')} desde hace ${said.days('days')}; la humedad estancada por encima del ${said.percent('limit')} trae moho.`,
  }),
  value_outside: (said) => ({
    title: `${said.subject}: ${said.has('value') ? said.value('value') : 'fuera de sus límites'}`,
    text: `${said.subject} de ${said.name} ${said.is('is_back', true) ? 'estaba' : 'está'} por ${said.is('side', 'below') ? 'debajo' : 'encima'} de su límite${said.has('limit') ? ` de ${said.value('limit')}` : ''}${said.is('is_back', true) ? ` y, con ${said.value('value')}, todavía no ha vuelto con seguridad` : said.has('value') ? `: ${said.value('value')}` : ''}.`,
  }),
  feeding_due: (said) => ({
    title: 'Toca abonar',
    text: said.has('days')
      ? `${said.name} está creciendo y se abonó por última vez hace ${said.days('days')}.`
      : `${said.name} está creciendo y no hay ningún abono anotado.`,
  }),
  feeding_paused: (said) => ({
    title: said.is('why', 'repotted')
      ? 'La tierra nueva la alimenta'
      : said.is('until', 'autumn')
        ? 'Sin abono hasta el otoño'
        : 'Sin abono hasta la primavera',
    text: said.is('why', 'repotted')
      ? `${said.name} se trasplantó hace poco: la tierra nueva la alimenta hasta el ${said.date('until')} más o menos.`
      : `${said.name} descansa y no quiere abono hasta ${said.is('until', 'autumn') ? 'el otoño' : 'la primavera'}${said.has('days') ? `; se abonó hace ${said.days('days')}` : ''}.`,
  }),
  feeding_not_wanted: (said) => ({
    title: 'No se abona nunca',
    text: `${said.name} vive de insectos: el abono y el agua dura matan sus raíces${said.has('days') ? `, y se abonó hace ${said.days('days')}` : ''}. Le va bien el agua de lluvia o destilada.`,
  }),
  repotting_due: (said) => ({
    title: 'Hora de mirar las raíces',
    text: said.is('known', true)
      ? `${said.name} lleva ${years(said)} en su maceta, y ahora empieza a crecer.`
      : `No se conoce ningún trasplante de ${said.name} en ${years(said)}, y ahora empieza a crecer.`,
  }),
  buds_setting: (said) => ({
    title: 'Está formando capullos',
    text: `${said.name} forma sus capullos en esta estación y los tira si se la mueve o se la gira.`,
  }),
  limits_unlike_species: (said) => ({
    title: `${said.subject}: límites impropios de su especie`,
    text: `${said.name} tiene puestos estos límites: ${limits(said, 'own')} (${said.subject.toLowerCase()}), pero su especie quiere ${limits(said, 'kind')}. El consejo sigue a la especie; las alertas, a tus límites.`,
  }),
  species_unknown: (said) => ({
    title: 'Especie desconocida',
    text: `${said.has('species') ? `«${said.text('species')}» no está en la biblioteca` : `No se ha dicho qué es ${said.name}`}, así que se juzga por lo que soporta la mayoría de las plantas de interior.`,
  }),
  species_is_genus: (said) => ({
    title: 'Solo se conoce su género',
    text: `De ${said.name} solo se conoce el género ${said.text('species')}, así que sus rangos son prudentes.`,
  }),
  toxic_to_pets: (said) => ({
    title: said.is('deadly', true) ? 'Mortal para gatos o perros' : 'Tóxica para gatos y perros',
    text: said.is('deadly', true)
      ? `Un poco de ${said.name} (${said.text('species')}) puede matar a un gato o a un perro, y en casa los hay. Si alguno la ha mordisqueado, llama enseguida al veterinario.`
      : `${said.name} (${said.text('species')}) es tóxica para los gatos y perros que la mordisqueen, y en casa los hay.`,
  }),
  site_unlike_species: (said) => ({
    title: said.is('why', 'tender_outdoors')
      ? 'Fuera en la estación fría'
      : said.is('why', 'hardy_indoors')
        ? 'Una planta de exterior'
        : 'Amante del sol, lejos del sol',
    text: said.is('why', 'tender_outdoors')
      ? `${said.name} está fuera${said.has('least') ? `, donde las noches bajan a ${said.temperature('least')}` : ', donde las noches ya son frías'}; no debería bajar de ${said.temperature('limit')}.`
      : said.is('why', 'hardy_indoors')
        ? `${said.name} es rústica y quiere pleno sol; dentro tiene menos luz y un invierno demasiado cálido.`
        : `${said.name} quiere pleno sol, y su sitio apenas lo tiene.`,
  }),
  doing_well: (said) => ({
    title: said.has('soil') ? 'Está bien' : 'Lo que se sabe está bien',
    text: `${said.has('soil') ? `${said.name} está bien` : `Lo que se sabe de ${said.name} está como debe`}${figures(said)}.`,
  }),
};

function limits(said: Said, whose: 'own' | 'kind'): string {
  const [min, max] = [`${whose}_min`, `${whose}_max`];
  if (said.has(min) && said.has(max)) return `de ${said.value(min)} a ${said.value(max)}`;
  if (said.has(min)) return `al menos ${said.value(min)}`;
  return said.has(max) ? `como mucho ${said.value(max)}` : 'ninguno';
}

function figures(said: Said): string {
  const parts = [
    ...(said.has('soil') ? [`tierra al ${said.percent('soil')}`] : []),
    ...(said.has('temperature') ? [said.temperature('temperature')] : []),
    ...(said.has('humidity') ? [`humedad del aire ${said.percent('humidity')}`] : []),
  ];
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}
