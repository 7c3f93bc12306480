/** What is said to a model: a file of `prompts/`. */
export interface Prompt {
  readonly name: string;
  /** SHA-256 of the whole file. */
  readonly sha256: string;
  /** Puts values in the places of the variables, once: what looks like a variable in a value stays as it is. Throws RangeError when one is missing or unknown. */
  fill(values: Readonly<Record<string, string>>): { readonly system: string; readonly user: string };
}
