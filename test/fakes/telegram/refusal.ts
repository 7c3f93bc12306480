/** What the Bot API answers instead of a result. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: Readonly<Record<string, number>> | undefined;

  constructor(code: number, description: string, parameters?: Readonly<Record<string, number>>) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

export const bad = (description: string): Refusal => new Refusal(400, `Bad Request: ${description}`);
export const forbidden = (description: string): Refusal => new Refusal(403, `Forbidden: ${description}`);
export const tooMany = (seconds: number): Refusal =>
  new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
