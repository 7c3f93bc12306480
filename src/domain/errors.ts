/** The outside world did something: what, whether trying again can help, and what a person can do. No URL, token or key in any of the texts. */
export class OutsideError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, retryable = false) {
    super(message);
    this.name = 'OutsideError';
    this.code = code;
    this.retryable = retryable;
    this.hint = hint;
  }
}

/** Heron cannot start; the sentence says why and what to do. The shell ends with exit code 78. */
export class CannotStart extends OutsideError {
  constructor(code: string, message: string, hint: string) {
    super(code, message, hint);
    this.name = 'CannotStart';
  }
}

/** Somebody used a command, a setting or an option wrongly. The shell ends with exit code 2. */
export class WrongUsage extends OutsideError {
  constructor(message: string, hint: string) {
    super('usage', message, hint);
    this.name = 'WrongUsage';
  }
}

/** For what cannot happen unless Heron has a bug. */
export function assert(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`bug: ${what}`);
}
