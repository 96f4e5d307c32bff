/** The fixed words of a plant's place. Without schemas, so that the browser does not have to load them. */

export const SITES = ['indoors', 'balcony', 'garden', 'greenhouse'] as const;
export const WINDOWS = ['north', 'east', 'south', 'west', 'none', 'roof'] as const;
export const POT_MATERIALS = ['plastic', 'clay', 'ceramic', 'self_watering', 'ground'] as const;
