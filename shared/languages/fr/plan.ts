/** What care plans say besides findings, in French. */
import type { PlanWords } from '../../diagnosis/plan/plan-words.ts';

const THOROUGHLY = 'À fond, jusqu’à ce que l’eau sorte du pot ; videz ensuite la coupelle';

export const plan: PlanWords = {
  everyDays: (days) => (days === 1 ? 'chaque jour' : `tous les ${days} jours`),
  frequency: {
    soil: (every, limit) => `Environ ${every}, quand le sol a séché jusqu’à ${limit}`,
    habit: (every) => `Environ ${every}, comme vous avez arrosé jusqu’ici ; touchez d’abord le sol`,
    species: (every) => `Environ ${every} ; touchez d’abord le sol`,
    paused: (_every, limit) => `Pas avant que le sol ait séché ; ensuite, quand il est à ${limit}`,
    dormant: (every) => `Pas pendant son repos ; ensuite, environ ${every}`,
    air: (every) => `Environ ${every}`,
    overdue: (every) => `D’habitude environ ${every} ; vérifiez le sol aujourd’hui`,
  },
  amounts: {
    dry_out: THOROUGHLY,
    mostly_dry: THOROUGHLY,
    surface_dry: THOROUGHLY,
    keep_moist: 'Jusqu’à ce que le sol soit uniformément humide ; pas d’eau dans la coupelle',
    keep_wet: 'Jusqu’à ce que le pot soit dans deux à trois centimètres d’eau',
  },
  amountMl: (ml) => `Environ ${ml} ml ; videz ensuite la coupelle`,
  vessels: {
    reservoir: (ml) => `Remplissez la réserve${ml === null ? '' : `, environ ${ml} ml`}, dès qu’elle est vide`,
    ground: (ml) => (ml === null ? 'Abondamment, au pied, le matin' : `Environ ${ml} ml, au pied, le matin`),
    air: () => 'Trempez-la ou vaporisez-la, de préférence à l’eau de pluie, puis laissez-la sécher en quelques heures',
  },
  none: 'Rien pour l’instant ; videz ce qui reste dans la coupelle',
  rainwater: 'Utilisez de l’eau de pluie ou distillée',
  brightness: {
    dark: 'Très sombre',
    low: 'Peu de lumière',
    medium: 'Lumière moyenne',
    bright: 'Lumineux',
    sun: 'Soleil',
  },
  dli: (brightness, dli) => `${brightness}, environ ${dli} mol/m² de lumière par jour`,
  lux: (lux) => `environ ${lux} aux heures les plus claires jusqu’ici`,
  notMeasured: 'Non mesurée',
  notBelieved: 'Mesurée, mais peu fiable',
  unknownLight: 'Une lumière vive sans soleil direct convient à la plupart des plantes d’intérieur',
  light: {
    fine: 'La lumière lui convient.',
    early: 'On saura si cela suffit après deux jours entiers.',
    unknown:
      'Sans capteur de lumière, la plante le dit : de longues pousses fines signifient trop peu de lumière, des feuilles pâles ou brûlées, trop.',
    moves: 'La lumière lui convient ; elle change de place pour une autre raison.',
    resting: 'Au repos, il lui faut peu de lumière.',
  },
  air: {
    range: (min, max) => `${min}-${max} %`,
    from: (min) => `au moins ${min} %`,
    upTo: (max) => `au plus ${max} %`,
    any: 'tout air d’intérieur',
    usual: '40-60 %',
    fine: 'Bien comme il est.',
    unknown: 'Sans capteur : des pointes de feuilles brunes indiquent un air trop sec.',
    outdoors: 'Dehors, l’air est ce qu’il est.',
  },
  tasks: {
    feel: 'Touchez le sol à deux centimètres de profondeur avant d’arroser.',
    feed: 'Engrais liquide à demi-dose, sur sol humide.',
    look: 'Cherchez des parasites sous les feuilles, et enlevez la poussière.',
    repot: 'Regardez si des racines sortent du pot ; si oui, rempotez dans un pot plus large de deux centimètres.',
  },
  unknownSpecies:
    'Son espèce n’est pas connue ici : c’est donc ce qu’il faut à la plupart des plantes d’intérieur qui compte.',
};
