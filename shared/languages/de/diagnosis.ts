/** The findings in German. */
import type { Said } from '../../diagnosis/words/said.ts';
import type { DiagnosisFindings } from '../../diagnosis/words/diagnosis-words.ts';

const Device = (said: Said): string => (said.has('device') ? said.text('device') : 'Ein Sensor');
const of = (said: Said): string => (said.has('device') ? `von ${said.text('device')}` : 'des Sensors');
const every = (said: Said): string =>
  said.count('every_days') === 1 ? 'jeden Tag' : `alle ${said.days('every_days')}`;
const times = (count: number): string => (count === 1 ? 'einmal' : count === 2 ? 'zweimal' : `${count}-mal`);
const years = (said: Said): string =>
  said.count('years') <= 1 ? 'mehr als einem Jahr' : `${said.number('years', 0)} Jahren`;

export const findings: DiagnosisFindings = {
  never_measured: (said) => ({
    title:
      said.count('devices') === 0 ? 'Kein Sensor: Es geht nach dem Kalender' : 'Der Sensor hat noch nicht gemessen',
    text:
      said.count('devices') === 0
        ? `Kein Sensor misst ${said.name}; deshalb gilt, was eingetragen wurde und was die Art üblicherweise braucht.`
        : `Der Sensor von ${said.name} hat noch keinen Wert gesendet; von der Pflanze ist nichts bekannt.`,
  }),
  all_silent: (said) => ({
    title: said.is('shut_out', true)
      ? 'Keine Werte: Der Sensor wird nicht eingelassen'
      : said.has('hours')
        ? `Keine Werte seit ${said.time('hours', true)}`
        : 'Keine Werte',
    text: `${said.has('hours') ? `Seit ${said.time('hours', true)} hat kein Sensor von ${said.name} einen Wert gesendet` : `Kein Sensor von ${said.name} sendet Werte`}: Wie es der Pflanze jetzt geht, ist nicht bekannt.${said.is('shut_out', true) ? ' Der Sensor wird nicht eingelassen, weil sich zwei Boards sein Konto teilen; unter Geräte lässt du ihn wieder ein.' : ''}`,
  }),
  metric_stale: (said) => ({
    title: `${said.subject}: seit ${said.time('hours', true)} nicht gemessen`,
    text: `${said.subject} bei ${said.name} wurde zuletzt vor ${said.time('hours', true)} gemessen (${said.value('value')}): Über jetzt sagt das nichts.`,
  }),
  probe_out_of_soil: (said) => ({
    title: said.is('others', true)
      ? `Der Fühler ${of(said)} steckt wohl nicht in der Erde`
      : 'Der Fühler steckt wohl nicht in der Erde',
    text: said.is('others', true)
      ? `Der Fühler ${of(said)} bei ${said.name} steckt wohl nicht in der Erde. Den anderen Fühlern wird geglaubt.`
      : `${said.has('before') ? `Die Bodenfeuchte von ${said.name} fiel auf einmal von ${said.percent('before')} auf ${said.percent('after')}` : `Die Bodenfeuchte von ${said.name} fiel auf einmal`}: So trocknet keine Erde, so fällt ein gezogener Fühler. Wie feucht die Erde ist, ist nicht bekannt.`,
  }),
  probe_numb: (said) => ({
    title: 'Der Fühler spürt das Gießen nicht',
    text: `${said.name} wurde in ${said.days('days', true)} ${times(said.count('waterings'))} gegossen, und der Fühler zeigt durchweg ${said.has('least') ? `${said.percent('least')} bis ` : ''}${said.percent('most')}: Er hat keinen Kontakt, wie zwischen Rindenstücken oder Blähton. Ihm wird nicht geglaubt; das Gewicht des Topfes sagt mehr.`,
  }),
  values_stuck: (said) => ({
    title: `${said.subject} steht still: Der Sensor hängt`,
    text: said.is('others', true)
      ? `${Device(said)} bei ${said.name} sagt ${said.value('value')} und schwankt nicht mehr. Den anderen Sensoren wird geglaubt.`
      : `${said.subject} bei ${said.name} beträgt seit ${said.days('days', true)} genau ${said.value('value')}. Ein heiler Sensor schwankt immer ein wenig; diesem Wert wird nicht geglaubt.`,
  }),
  probes_disagree: (said) => ({
    title: `Zwei Sensoren widersprechen sich: ${said.value('low')} und ${said.value('high')}`,
    text: `Bei ${said.name} sagt ein Sensor ${said.value('low')} und ein anderer ${said.value('high')}. Welcher recht hat, ist von hier nicht zu sagen; deshalb wird keinem geglaubt.`,
  }),
  value_impossible: (said) => ({
    title: `${said.subject}: Der Sensor sendet Unmögliches`,
    text: said.is('others', true)
      ? `${Device(said)} bei ${said.name} sagt ${said.value('value')}, und das kann nicht sein. Den anderen Sensoren wird geglaubt.`
      : said.has('value')
        ? `${said.subject} bei ${said.name} soll ${said.value('value')} betragen, und das kann nicht sein.`
        : `Der Sensor von ${said.name} sendet nur Werte, die nicht sein können.`,
  }),
  battery_low: (said) => ({
    title: `Batterie bei ${said.percent('battery')}`,
    text: `Die Batterie ${of(said)} ist bei ${said.percent('battery')}: Bald schweigt er.`,
  }),
  device_offline: (said) => ({
    title: `${Device(said)} ist offline`,
    text: `${Device(said)} bei ${said.name} ist nicht verbunden; andere Sensoren messen weiter.`,
  }),
  device_trouble: (said) => ({
    title: `${Device(said)} hat ein Problem`,
    text: `${Device(said)} bei ${said.name} ${said.has('error') ? `meldet einen Fehler: ${said.text('error')}` : said.is('finding', 'account_paused') ? 'wird nicht eingelassen, weil sich zwei Boards sein Konto teilen; unter Geräte lässt du ihn wieder ein' : 'sendet etwas, das nicht stimmt; seine Seite unter Geräte sagt, was'}.`,
  }),
  soil_dry: (said) => ({
    title: `Zu trocken: Erde bei ${said.percent('soil')}`,
    text: `${said.name} ist zu trocken: Die Erde ist bei ${said.percent('soil')}, unter den ${said.percent('lower')}, bei denen sie Wasser will.${said.is('frozen', true) ? ' Bei Frost gefröre das Wasser im Topf; es wartet auf einen milden Tag.' : ''}`,
  }),
  soil_wet: (said) => ({
    title: `Zu nass: Erde bei ${said.percent('soil')}`,
    text: `Die Erde von ${said.name} ist bei ${said.percent('soil')}, über den ${said.percent('upper')}, die ihre Wurzeln vertragen${said.count('hours') >= 12 ? `, ${said.time('hours')} lang in der letzten Woche` : ''}. In dauernasser Erde faulen Wurzeln.${said.is('rain', true) ? ' Auch Regen gießt mit: Das Wasser muss ablaufen können.' : ''}`,
  }),
  overwatered: (said) => ({
    title: `Übergossen: Erde bei ${said.percent('soil')}`,
    text: `${said.name} wurde in ${said.days('days', true)} ${times(said.count('waterings'))} gegossen${said.has('total_ml') ? `, zusammen ${said.number('total_ml', 0)} ml` : ''}${said.has('least_before') ? `, obwohl die Erde nie unter ${said.percent('least_before')} war` : ''}, und ist jetzt bei ${said.percent('soil')}, über ${said.percent('upper')}. Wurzeln ohne Luft faulen.`,
  }),
  water_did_not_reach: (said) => ({
    title: 'Das letzte Gießen kam beim Fühler nicht an',
    text:
      said.count('waterings') > 1
        ? `${said.name} wurde zuletzt ${times(said.count('waterings'))} gegossen, und der Fühler zeigt weiter ${said.percent('soil')}: Der Fühler irrt vielleicht, oder das Wasser läuft vorbei.`
        : `${said.name} wurde${said.has('amount_ml') ? ` mit ${said.number('amount_ml', 0)} ml` : ''} gegossen, und die Bodenfeuchte stieg nicht; sie ist bei ${said.percent('soil')}. An trockenem Torf läuft Wasser oft vorbei, oder es war zu wenig.`,
  }),
  dries_fast: (said) => ({
    title: `Trocken nach ${said.time('hours', true)}`,
    text: `Der Topf von ${said.name} verliert ${said.percent('rate')} am Tag und ist nach ${said.time('hours', true)} wieder trocken: Er ist klein für seine Wurzeln oder steht heiß.`,
  }),
  dries_slowly: (said) => ({
    title: 'Der Topf trocknet kaum',
    text: `Der Topf von ${said.name} verliert nur ${said.number('rate')} Punkte am Tag: Er ist groß, kühl oder dunkel für das, was die Pflanze trinkt.`,
  }),
  habit_too_often: (said) => ({
    title: 'Öfter gegossen als nötig',
    text: `${said.name} wird etwa ${every(said)} gegossen${said.has('before') ? `, während die Erde noch bei ${said.percent('before')} ist` : ', und das ist für die Art oft'}.`,
  }),
  habit_too_seldom: (said) => ({
    title: 'Zu spät gegossen',
    text: `${said.name} wird etwa ${every(said)} gegossen, wenn die Erde auf ${said.percent('before')} getrocknet ist; Wasser will sie bei ${said.percent('lower')}.`,
  }),
  watering_due: (said) => ({
    title: said.has('soil')
      ? 'Heute gießen'
      : said.count('overdue_days') > 0 && said.is('known', true)
        ? 'Gießen überfällig'
        : 'Heute die Erde prüfen',
    text: said.has('soil')
      ? `Die Erde von ${said.name} ist auf ${said.percent('soil')} getrocknet; dort will sie Wasser.`
      : said.is('known', true)
        ? said.count('overdue_days') > 0
          ? `Vom letzten Gießen an gezählt ist ${said.name} seit ${said.days('overdue_days', true)} mit Wasser dran.`
          : `Vom letzten Gießen an gezählt ist ${said.name} heute mit Wasser dran.`
        : `Für ${said.name} ist noch kein Gießen eingetragen; ob Wasser fehlt, muss der Finger sagen.`,
  }),
  watered_lately: (said) => ({
    title: said.count('hours') < 1 ? 'In der letzten Stunde gegossen' : `Vor ${said.time('hours', true)} gegossen`,
    text: `${said.name} wurde ${said.count('hours') < 1 ? 'in der letzten Stunde' : `vor ${said.time('hours', true)}`}${said.has('amount_ml') ? ` mit ${said.number('amount_ml', 0)} ml` : ''} gegossen.`,
  }),
  kept_moist: (said) => ({
    title: `Bleibt feucht: Erde bei ${said.percent('soil')}`,
    text: `Die Erde von ${said.name} bleibt bei etwa ${said.percent('soil')}, obwohl kein Gießen zu sehen ist: Vielleicht ${said.is('rain', true) ? 'halten Regen oder Tropfer sie feucht' : 'hält ein Tropfer, ein Wasserspeicher oder Wasser im Untersetzer sie feucht'}. Darum steht kein Tag für das nächste Gießen fest.`,
  }),
  dormant: (said) => ({
    title: 'Schläft wohl, ohne Blätter',
    text: `In dieser Jahreszeit ruht ${said.name} meist ohne Blätter und wird fast trocken gehalten, bis etwa ${said.date('until')}. Hat sie Blätter, ist sie wach und braucht Wasser.`,
  }),
  soil_unknown: (said) => ({
    title: 'Wie feucht die Erde ist, ist nicht bekannt',
    text: `Kein Sensor, dem zu glauben ist, sagt, wie feucht die Erde von ${said.name} ist.`,
  }),
  cold_now: (said) => ({
    title: `Zu kalt: ${said.temperature('value')}`,
    text: `${said.name} steht bei ${said.temperature('value')}; kälter als ${said.temperature('limit')} soll es nicht sein.`,
  }),
  hot_now: (said) => ({
    title: `Zu heiß: ${said.temperature('value')}`,
    text: `${said.name} steht bei ${said.temperature('value')}; wärmer als ${said.temperature('limit')} soll es nicht sein.`,
  }),
  cold_nights: (said) => ({
    title: `Kalte Nächte: bis ${said.temperature('least')}`,
    text: `In ${said.count('of') === 1 ? 'der letzten Nacht' : `${said.count('nights') === 1 ? 'einer' : said.number('nights', 0)} der letzten ${said.number('of', 0)} Nächte`} stand ${said.name} unter ${said.temperature('limit')}, in der kältesten bei ${said.temperature('least')}, wie immer der Tag ist.`,
  }),
  frost: (said) => ({
    title: `Frost: ${said.temperature('least')}`,
    text: `Bei ${said.name} wurden es ${said.temperature('least')}${said.count('limit') >= 0 ? `, und Frost verträgt die Pflanze nicht: Kälter als ${said.temperature('limit')} soll es nicht sein` : `, weniger als die ${said.temperature('limit')}, die sie verträgt`}.`,
  }),
  cold_for_some: (said) => ({
    title: `Zu kalt für manche Arten: ${said.temperature('least')}`,
    text: `Bei ${said.name} wurden es ${said.temperature('least')}. Manche Arten von ${said.text('species')} vertragen das, andere leiden schon unter ${said.temperature('limit')}: Es kommt darauf an, welche es ist.`,
  }),
  hot_days: (said) => ({
    title: `Heiße Tage: bis ${said.temperature('greatest')}`,
    text: `Bei ${said.name} wurden es ${said.count('of') <= 1 ? 'heute' : `in den letzten ${said.days('of', true)}`} bis zu ${said.temperature('greatest')}; über ${said.temperature('limit')} leidet sie${said.has('now') && said.count('now') <= said.count('limit') ? `, auch wenn es jetzt ${said.temperature('now')} sind` : ''}.`,
  }),
  too_dark: (said) => ({
    title: `Zu dunkel: ${said.number('dli')} mol/m² Licht am Tag`,
    text: `${said.name} bekommt etwa ${said.number('dli')} mol/m² Licht am Tag, gemessen über ${said.days('days')}${said.has('lux') ? ` (${said.lux('lux')} in den hellen Stunden)` : ''}; ${said.is('species', true) ? 'die Art' : 'selbst eine Schattenpflanze'} braucht mindestens ${said.number('least')}.`,
  }),
  too_bright: (said) => ({
    title: `Zu viel Sonne: ${said.lux('lux')}`,
    text: `In den hellen Stunden bekommt ${said.name} bis zu ${said.lux('lux')}, an ${said.days('days', true)} der letzten Woche; mehr als ${said.lux('limit')} verbrennen die Blätter.`,
  }),
  winter_light: (said) => ({
    title: `Wenig Winterlicht: ${said.number('dli')} mol/m² am Tag`,
    text: `${said.name} bekommt etwa ${said.number('dli')} mol/m² Licht am Tag und hätte gern ${said.number('least')}, steht aber schon am hellsten Platz: Die Tage sind kurz.`,
  }),
  air_dry: (said) => ({
    title: said.has('humidity') ? `Trockene Luft: ${said.percent('humidity')}` : 'Trockene Luft',
    text: `Die Luft um ${said.name} ist ${said.has('humidity') ? `mit ${said.percent('humidity')} ` : ''}trocken${said.has('vpd') ? ` (sie zieht mit ${said.number('vpd')} kPa an den Blättern; bis ${said.number('limit')} passt es)` : said.has('wanted') ? `; erwünscht sind ${said.percent('wanted')}` : ''}: Blattspitzen werden braun.`,
  }),
  air_moist: (said) => ({
    title: `Feuchte Luft: ${said.percent('humidity')}`,
    text: `Die Luft um ${said.name} ist seit ${said.days('days', true)} bei ${said.percent('humidity')}; stehende Feuchte über ${said.percent('limit')} bringt Schimmel.`,
  }),
  value_outside: (said) => ({
    title: `${said.subject}: ${said.has('value') ? said.value('value') : 'außerhalb der Grenzen'}`,
    text: `${said.subject} von ${said.name} ${said.is('is_back', true) ? 'lag' : 'liegt'} ${said.is('side', 'below') ? 'unter' : 'über'} der Grenze${said.has('limit') ? ` von ${said.value('limit')}` : ''}${said.is('is_back', true) ? ` und ist mit ${said.value('value')} noch nicht sicher zurück` : said.has('value') ? `, bei ${said.value('value')}` : ''}.`,
  }),
  feeding_due: (said) => ({
    title: 'Düngen ist dran',
    text: said.has('days')
      ? `${said.name} wächst und wurde zuletzt vor ${said.days('days', true)} gedüngt.`
      : `${said.name} wächst, und kein Düngen ist eingetragen.`,
  }),
  feeding_paused: (said) => ({
    title: said.is('why', 'repotted')
      ? 'Frische Erde nährt'
      : said.is('until', 'autumn')
        ? 'Düngepause bis zum Herbst'
        : 'Düngepause bis zum Frühling',
    text: said.is('why', 'repotted')
      ? `${said.name} wurde vor kurzem umgetopft: Die frische Erde nährt sie bis etwa ${said.date('until')}.`
      : `${said.name} ruht und braucht bis zum ${said.is('until', 'autumn') ? 'Herbst' : 'Frühling'} keinen Dünger${said.has('days') ? `; gedüngt wurde vor ${said.days('days', true)}` : ''}.`,
  }),
  feeding_not_wanted: (said) => ({
    title: 'Wird nie gedüngt',
    text: `${said.name} lebt von Insekten: Dünger und hartes Wasser töten die Wurzeln${said.has('days') ? `, und vor ${said.days('days', true)} wurde gedüngt` : ''}. Regenwasser oder destilliertes Wasser passt.`,
  }),
  repotting_due: (said) => ({
    title: 'Zeit, nach den Wurzeln zu sehen',
    text: said.is('known', true)
      ? `${said.name} steht seit ${years(said)} in ihrem Topf und beginnt jetzt zu wachsen.`
      : `Von ${said.name} ist seit ${years(said)} kein Umtopfen bekannt, und jetzt beginnt das Wachstum.`,
  }),
  buds_setting: (said) => ({
    title: 'Setzt Knospen an',
    text: `${said.name} setzt in dieser Jahreszeit Knospen an und wirft sie ab, wenn der Topf bewegt oder gedreht wird.`,
  }),
  limits_unlike_species: (said) => ({
    title: `${said.subject}: Grenzen passen nicht zur Art`,
    text: `Für ${said.name} sind als Grenzen ${limits(said, 'own')} gesetzt (${said.subject}), die Art will aber ${limits(said, 'kind')}. Der Rat richtet sich nach der Art, Alarme nach deinen Grenzen.`,
  }),
  species_unknown: (said) => ({
    title: 'Art nicht bekannt',
    text: `${said.has('species') ? `„${said.text('species')}“ steht nicht in der Bibliothek` : `Was ${said.name} ist, ist nicht gesagt`}; beurteilt wird nach dem, was die meisten Zimmerpflanzen vertragen.`,
  }),
  species_is_genus: (said) => ({
    title: 'Nur die Gattung ist bekannt',
    text: `Von ${said.name} ist nur die Gattung ${said.text('species')} bekannt; deshalb sind die Bereiche vorsichtig gewählt.`,
  }),
  toxic_to_pets: (said) => ({
    title: said.is('deadly', true) ? 'Tödlich für Katzen oder Hunde' : 'Giftig für Katzen und Hunde',
    text: said.is('deadly', true)
      ? `Schon wenig von ${said.name} (${said.text('species')}) kann eine Katze oder einen Hund töten, und im Haus leben welche. Hat ein Tier daran gekaut, sofort zum Tierarzt.`
      : `${said.name} (${said.text('species')}) ist giftig für Katzen und Hunde, die daran kauen, und im Haus leben welche.`,
  }),
  site_unlike_species: (said) => ({
    title: said.is('why', 'tender_outdoors')
      ? 'In der kalten Jahreszeit draußen'
      : said.is('why', 'hardy_indoors')
        ? 'Eine Pflanze für draußen'
        : 'Eine Sonnenpflanze fern der Sonne',
    text: said.is('why', 'tender_outdoors')
      ? `${said.name} steht draußen${said.has('least') ? `, wo es nachts bis ${said.temperature('least')} wird` : ', wo die Nächte jetzt kalt werden'}; kälter als ${said.temperature('limit')} soll es nicht sein.`
      : said.is('why', 'hardy_indoors')
        ? `${said.name} ist winterhart und will volle Sonne; drinnen ist weniger Licht und der Winter zu warm.`
        : `${said.name} will volle Sonne, und ihr Platz bekommt kaum welche.`,
  }),
  doing_well: (said) => ({
    title: said.has('soil') ? 'Es geht ihr gut' : 'Was bekannt ist, passt',
    text: `${said.has('soil') ? `${said.name} geht es gut` : `Was von ${said.name} bekannt ist, passt`}${figures(said)}.`,
  }),
};

function limits(said: Said, of: 'own' | 'kind'): string {
  const [min, max] = [`${of}_min`, `${of}_max`];
  if (said.has(min) && said.has(max)) return `${said.value(min)} bis ${said.value(max)}`;
  if (said.has(min)) return `mindestens ${said.value(min)}`;
  return said.has(max) ? `höchstens ${said.value(max)}` : 'keine';
}

function figures(said: Said): string {
  const parts = [
    ...(said.has('soil') ? [`Erde ${said.percent('soil')}`] : []),
    ...(said.has('temperature') ? [said.temperature('temperature')] : []),
    ...(said.has('humidity') ? [`Luftfeuchte ${said.percent('humidity')}`] : []),
  ];
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}
