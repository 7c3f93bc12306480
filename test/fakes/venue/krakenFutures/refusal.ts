/**
 * What Kraken Futures answers instead of a result: HTTP 200 and `{"result":"error","error":"apiLimitExceeded"}`. An order that is refused is no
 * such error: it answers `success` with a `sendStatus` that says why (statuses.ts).
 */
export class Refusal extends Error {
  readonly status: number;

  constructor(error: string, status = 200) {
    super(error);
    this.name = 'Refusal';
    this.status = status;
  }
}
