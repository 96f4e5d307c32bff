/** What care plans say besides findings, in Spanish. */
import type { PlanWords } from '../../diagnosis/plan/plan-words.ts';

const THOROUGHLY = 'A fondo, hasta que salga agua de la maceta; después vacía el plato';

export const plan: PlanWords = {
  everyDays: (days) => (days === 1 ? 'cada día' : `cada ${days} días`),
  frequency: {
    soil: (every, limit) => `Más o menos ${every}, cuando la tierra se ha secado hasta el ${limit}`,
    habit: (every) => `Más o menos ${every}, como has regado hasta ahora; toca antes la tierra`,
    species: (every) => `Más o menos ${every}; toca antes la tierra`,
    paused: (_every, limit) => `No antes de que se seque la tierra; después, cuando esté al ${limit}`,
    dormant: (every) => `No mientras descansa; después, más o menos ${every}`,
    air: (every) => `Más o menos ${every}`,
    overdue: (every) => `Normalmente ${every}; comprueba hoy la tierra`,
  },
  amounts: {
    dry_out: THOROUGHLY,
    mostly_dry: THOROUGHLY,
    surface_dry: THOROUGHLY,
    keep_moist: 'Hasta que la tierra esté húmeda por igual; no debe quedar agua en el plato',
    keep_wet: 'Hasta que la maceta esté en dos o tres centímetros de agua',
  },
  amountMl: (ml) => `Unos ${ml} ml; después vacía el plato`,
  vessels: {
    reservoir: (ml) => `Llena el depósito${ml === null ? '' : `, unos ${ml} ml`}, cuando esté vacío`,
    ground: (ml) =>
      ml === null ? 'A fondo, al pie de la planta, por la mañana' : `Unos ${ml} ml, al pie de la planta, por la mañana`,
    air: () => 'Sumérgela o pulverízala, mejor con agua de lluvia, y deja que se seque en unas horas',
  },
  none: 'Nada por ahora; tira el agua que haya en el plato',
  rainwater: 'Usa agua de lluvia o destilada',
  brightness: { dark: 'Muy oscuro', low: 'Poca luz', medium: 'Luz media', bright: 'Luminoso', sun: 'Sol' },
  dli: (brightness, dli) => `${brightness}, unos ${dli} mol/m² de luz al día`,
  lux: (lux) => `hasta ahora unos ${lux} en las horas más claras`,
  notMeasured: 'No se mide',
  notBelieved: 'Medida, pero no creíble',
  unknownLight: 'Mucha luz sin sol directo les va bien a casi todas las plantas de interior',
  light: {
    fine: 'La luz le va bien.',
    early: 'Si es suficiente se sabrá tras dos días enteros.',
    unknown:
      'Sin sensor de luz lo dice la planta: brotes largos y finos significan poca luz; hojas descoloridas o quemadas, demasiada.',
    moves: 'La luz le va bien; se cambia de sitio por otro motivo.',
    resting: 'Mientras descansa necesita poca luz.',
  },
  air: {
    range: (min, max) => `${min}-${max} %`,
    from: (min) => `al menos ${min} %`,
    upTo: (max) => `como mucho ${max} %`,
    any: 'cualquier aire de interior',
    usual: '40-60 %',
    fine: 'Bien como está.',
    unknown: 'Sin sensor: las puntas marrones de las hojas indican aire demasiado seco.',
    outdoors: 'Fuera, el aire es el que es.',
  },
  tasks: {
    feel: 'Toca la tierra a dos centímetros de profundidad antes de regar.',
    feed: 'Abono líquido a media dosis, sobre tierra húmeda.',
    look: 'Busca plagas bajo las hojas y quita el polvo.',
    repot: 'Mira si salen raíces de la maceta; si es así, trasplántala a una dos centímetros más ancha.',
  },
  unknownSpecies: 'Su especie no se conoce aquí, así que vale lo que necesita la mayoría de las plantas de interior.',
};
