/** What answers of language models may claim in French, and what is said where that is wrong. */
import type { ClaimWords, ContradictionWords } from '../words-of-language.ts';

export const claims: ClaimWords = {
  daily:
    /(?<!\p{L})(?:quotidiennement|tous les (?:jours|matins|soirs)|chaque (?:jour|matin|soir)|(?:une|deux|trois|\d) fois par jour)(?!\p{L})/iu,
  waterNow:
    /(?<!\p{L})(?:arros(?:ez|er|e)(?:[- ]l[ae])? (?:la plante |la terre |le sol |le terreau |bien |abondamment |à fond )*(?:maintenant|aujourd['’]hui|immédiatement|tout de suite|sans attendre|dès que possible)|(?:a besoin|manque) d['’]eau (?:maintenant|aujourd['’]hui|immédiatement|tout de suite)|il faut (?:l['’])?arroser (?:maintenant|aujourd['’]hui)|(?:la |sa |le |son )?(?:terre|terreau|sol|pot|substrat) est (?:trop |très |complètement )?s(?:èche|ec))(?!\p{L})/iu,
  well: /(?<!\p{L})(?:(?:va|se porte|se sent) (?:très |plutôt |parfaitement )?bien|tout va (?:très )?bien|tout est (?:en ordre|parfait)|en (?:très )?(?:bonne|excellente|parfaite) (?:santé|forme)|s['’]épanouit|prospère|rien à faire)(?!\p{L})/iu,
  not: /(?<!\p{L})(?:ne|n['’]|pas|jamais|sans|évitez|au lieu de|cessez)(?!\p{L})|(?<!\p{L})n['’]/iu,
  but: /(?<!\p{L})(?:mais|sauf|excepté|cependant|toutefois|bien que|quoique|seulement|hormis)(?!\p{L})/iu,
  everyDays: /(?<!\p{L})tous les (\d+)(?:\s*(?:-|à|ou)\s*\d+)? jours/iu,
  counts: { un: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, six: 6, sept: 7, huit: 8, dix: 10 },
};

export const contradictions: ContradictionWords = {
  although: (claim, fact) => `${claim}, alors que ${fact}`,
  wateredOn: (date) => `elle fait arroser le ${date}`,
  wateredDaily: 'elle fait arroser chaque jour',
  waterNow: 'elle dit qu’il faut de l’eau maintenant',
  onlyOn: (date) => `elle ne fait arroser que le ${date}`,
  against: (asked) => `elle demande ${asked}, ce qui contredit ce qui a été constaté`,
  wetSoil: (value, max) => `le sol est à ${value} %, au-dessus de ses ${max} %`,
  wetPot: 'le pot est trop mouillé',
  drySoil: (value, min) => `le sol est à ${value} %, au-dessous de ses ${min} %`,
  driesIn: (days) => `le sol sera sec dans ${days} jours`,
  flooding: (litres) => `elle fait donner ${litres} litres tous les un ou deux jours, ce qu’aucun pot ne contient`,
  past: (date, today) => `son prochain arrosage, le ${date}, est passé depuis longtemps : nous sommes le ${today}`,
  well: (alert) => `elle dit que la plante va bien, alors qu’il y a une alerte${alert === null ? '' : ` : ${alert}`}`,
  invented: (figure) => `elle cite ${figure}, qui n’est pas une mesure de cette plante`,
};
