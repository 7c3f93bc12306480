/**
 * What Kraken answers instead of a result: HTTP 200 and `{"error":["EOrder:Insufficient funds"]}`. The texts are those of its own list
 * (docs.kraken.com, "Error messages") and of recorded answers.
 */
export class Refusal extends Error {
  constructor(text: string) {
    super(text);
    this.name = 'Refusal';
  }
}
