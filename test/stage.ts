/** Where a transcript is played: something that answers, and a world that can be told what happens. */
export interface Stage {
  /** Types a line; returns the answer and whatever is shown because of it. */
  says(line: string): Promise<string[]>;
  /** Lets something happen, told in a sentence; returns what is shown because of it. Throws for a sentence that nobody understands. */
  happens(sentence: string): Promise<string[]>;
  end(): Promise<void>;
}
