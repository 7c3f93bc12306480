const OURS = /^[0-9a-f]{32}$/;

/** The id as it stands: what most venues take. `fromVenue` is undefined for an id that is not one of ours. */
export const PLAIN_ID = {
  toVenue: (clientOrderId: string): string => clientOrderId,
  fromVenue: (text: string): string | undefined => (OURS.test(text) ? text : undefined),
} as const;

/** 128 bit written as a number: `0x` before it. */
export const HEX_NUMBER_ID = {
  toVenue: (clientOrderId: string): string => `0x${clientOrderId}`,
  fromVenue: (text: string): string | undefined => (text.startsWith('0x') ? PLAIN_ID.fromVenue(text.slice(2).toLowerCase()) : undefined),
} as const;

/** Sent plain; may come back in the form of a UUID. */
export const UUID_ID = {
  toVenue: PLAIN_ID.toVenue,
  fromVenue: (text: string): string | undefined => PLAIN_ID.fromVenue(text.replaceAll('-', '').toLowerCase()),
} as const;
