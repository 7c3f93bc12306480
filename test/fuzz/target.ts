import type * as fc from 'fast-check';

/** Something in Heron that takes bytes from outside, ready to be given some. */
interface Live<T> {
  readonly inputs: fc.Arbitrary<T>;
  /** Gives it one input. Throws a Flaw when Heron did with it what it must not do; anything else that is thrown is a crash. */
  readonly take: (input: T) => void | Promise<void>;
  readonly close?: () => void | Promise<void>;
}

export interface Target {
  /** What is read: `updates of Telegram`. */
  readonly name: string;
  /** Where in src that is done. */
  readonly at: string;
  /** Share of all inputs; a target that is slow has little. */
  readonly weight: number;
  open(): Live<never> | Promise<Live<never>>;
}

/** Declares a target with inputs of its own type; in the list they are all of one type. */
export const target = <T>(one: Omit<Target, 'open'> & { open(): Live<T> | Promise<Live<T>> }): Target => one as unknown as Target;
