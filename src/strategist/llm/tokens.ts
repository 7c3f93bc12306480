/** A run of letters, up to three figures, a run of anything else that is no space, a line's end: no tokenizer in use makes fewer tokens of them. */
const PIECES = /\p{L}+|\p{N}{1,3}|[^\s\p{L}\p{N}]+|\n+/gu;

/**
 * Tokens of a text, estimated without the model's own tokenizer: a token for each 3.5 characters, as for English, or for each piece that a tokenizer splits
 * at anyway where these are more, as in columns of figures.
 */
export const tokensOf = (text: string): number => Math.max(Math.ceil(text.length / 3.5), text.match(PIECES)?.length ?? 0);
