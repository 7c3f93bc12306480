/** Stops an order on its way, before its request was written to the socket: the venue has not heard of it. The message is a sentence for people. */
export class Unsent extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'Unsent';
  }
}
