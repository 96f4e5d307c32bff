/** How to tell simulated devices, and the plants that are created for them, from real ones. */

/**
 * The first four bytes of every simulated device's MAC address; two bytes that count the devices follow. The address is
 * locally administered (02:…), so it can never belong to a real device.
 */
export const SIMULATED_MAC_PREFIX = '02:50:4c:4e:';

/** The plants that the simulator creates, each for one of its first four devices. */
export const SIMULATED_PLANTS = {
  windowFig: { name: 'Window fig', species: 'Ficus lyrata' },
  bookshelfPothos: { name: 'Bookshelf pothos', species: 'Epipremnum aureum' },
  kitchenPhilodendron: { name: 'Kitchen philodendron', species: 'Philodendron hederaceum' },
  bathroomFern: { name: 'Bathroom fern', species: 'Nephrolepis exaltata' },
} as const;

/** The rooms that the simulator creates, where there are none of these names, for its plants to stand in. */
export const SIMULATED_ROOMS = { living: 'Living room', kitchen: 'Kitchen', bathroom: 'Bathroom' } as const;
