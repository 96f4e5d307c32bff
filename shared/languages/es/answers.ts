/** What answers of language models may claim in Spanish, and what is said where that is wrong. */
import type { ClaimWords, ContradictionWords } from '../words-of-language.ts';

export const claims: ClaimWords = {
  daily:
    /(?<!\p{L})(?:a diario|diariamente|todos los días|todas las (?:mañanas|tardes|noches)|cada (?:día|mañana|tarde|noche)|(?:una|dos|tres|\d) ve(?:z|ces) (?:al|por) día|cada 1 días?)(?!\p{L})/iu,
  waterNow:
    /(?<!\p{L})(?:(?:rieg(?:a|ue|uela)|riégal[ao]|regar(?:la|lo)?|dale agua) (?:la planta |la tierra |bien |a fondo |abundantemente )*(?:ya|ahora(?: mismo)?|hoy(?: mismo)?|inmediatamente|de inmediato|enseguida|cuanto antes)|(?:ahora|hoy|ya) (?:toca|hay que|debes|conviene) regar(?:la)?|necesita (?:más )?agua (?:ya|ahora|hoy)|(?:la |su )?(?:tierra|maceta|sustrato) está (?:muy |demasiado |completamente )?sec[ao])(?!\p{L})/iu,
  well: /(?<!\p{L})(?:(?:está|va|sigue) (?:muy |bastante |perfectamente )?(?:bien|sana|sano)|(?:le va|va todo) (?:muy )?bien|todo (?:está )?(?:bien|en orden|perfecto)|en (?:muy )?(?:buen|excelente|perfecto) estado|goza de buena salud|prospera|nada que hacer)(?!\p{L})/iu,
  not: /(?<!\p{L})(?:no|nunca|jamás|sin|evita|evite|en (?:vez|lugar) de|deja de)(?!\p{L})/iu,
  but: /(?<!\p{L})(?:pero|salvo|excepto|sin embargo|aunque|solo|sólo|a excepción de)(?!\p{L})/iu,
  everyDays: /(?<!\p{L})cada (\d+)(?:\s*(?:-|a|o)\s*\d+)? días/iu,
  counts: { un: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, diez: 10 },
};

export const contradictions: ContradictionWords = {
  although: (claim, fact) => `${claim}, aunque ${fact}`,
  wateredOn: (date) => `hace regar el ${date}`,
  wateredDaily: 'hace regar cada día',
  waterNow: 'dice que necesita agua ahora',
  onlyOn: (date) => `no hace regar hasta el ${date}`,
  against: (asked) => `pide ${asked}, y eso contradice lo que se ha constatado`,
  wetSoil: (value, max) => `la tierra está al ${value} %, por encima de su ${max} %`,
  wetPot: 'la maceta está demasiado mojada',
  drySoil: (value, min) => `la tierra está al ${value} %, por debajo de su ${min} %`,
  driesIn: (days) => `la tierra se seca en ${days} días`,
  flooding: (litres) => `hace dar ${litres} litros cada uno o dos días, que no caben en ninguna maceta`,
  past: (date, today) => `su próximo riego, el ${date}, pasó hace mucho: hoy es ${today}`,
  well: (alert) => `dice que la planta está bien, aunque hay una alerta${alert === null ? '' : `: ${alert}`}`,
  invented: (figure) => `nombra ${figure}, que no es ningún dato de esta planta`,
};
