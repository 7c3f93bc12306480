import type { Death } from './plan.ts';

/** A fault of the catalogue (reliability.md, A and F) that is a moment to die at. */
export interface MomentOfFault {
  readonly id: string;
  readonly says: string;
  readonly is: (death: Death) => boolean;
}

const at =
  (...names: readonly (string | RegExp)[]) =>
  ({ name }: Death): boolean =>
    names.some((one) => (typeof one === 'string' ? name === one : one.test(name)));

/** In the order of the catalogue; FI-11 has a row for each of its parts. */
export const FAULTS: readonly MomentOfFault[] = [
  { id: 'FI-01', says: 'an update was received, and is not in the inbox', is: at('chat.heard.before') },
  { id: 'FI-02', says: 'approved, and the chat was not told', is: at('commit.after:condition.armed', 'chat.shown.before') },
  { id: 'FI-03', says: 'approved, and its trigger was not looked at', is: at('commit.after:condition.armed', 'price.armed.before') },
  { id: 'FI-04', says: 'the trigger is true, and nothing is written', is: at('commit.before:condition.triggered') },
  {
    id: 'FI-05',
    says: 'the order is written, and not at the socket',
    is: at('commit.after:condition.triggered', 'venue.submit.before', 'venue.submit.after', /^wire\.create\..*\.before$/),
  },
  { id: 'FI-06', says: 'the venue has the order, and its answer was not read', is: at(/^wire\.create\..*\.after$/) },
  { id: 'FI-07', says: 'the answer was read, and is not written', is: at('venue.said.accepted.before', 'commit.before:order.accepted') },
  { id: 'FI-08', says: 'among the fills of an order', is: at(/fill\.recorded$/, /^venue\.said\.fill/) },
  {
    id: 'FI-09',
    says: 'filled, and its stop was not sent',
    is: at('commit.before:order.submitted', 'commit.after:order.submitted', /^wire\.create\.(?:stop|break_even|trailing)\.before$/),
  },
  { id: 'FI-10', says: 'the venue has the stop, and that is not written', is: at(/^wire\.create\.(?:stop|break_even|trailing)\.after$/) },
  {
    id: 'FI-11',
    says: 'while a cancel is under way',
    is: at(/^wire\.cancel/, /^venue\.cancel\./, /order\.cancel_asked$/, /order\.canceled$/),
  },
  {
    id: 'FI-11',
    says: 'between a cancel and what replaces it',
    is: at(/^wire\.cancel\.(?:stop|break_even|trailing)\.after$/, /stop\.moved$/),
  },
  { id: 'FI-11', says: 'at the end of a trade and its reflection', is: at(/trade\.closed$/, /score\.graded$/, /reflection\.finished$/) },
  { id: 'FI-11', says: 'while a message is sent', is: at(/^chat\.send/) },
  { id: 'FI-11', says: 'while a halt is written', is: at(/halt\.(?:set|ended)$/) },
  { id: 'FI-11', says: 'in a migration', is: at(/^migration:/) },
  { id: 'FI-11', says: 'in a backup', is: at(/^backup:/) },
  { id: 'FI-11', says: 'in a restore', is: at(/^restore:/) },
  { id: 'FI-11', says: 'while the vault is unlocked or written', is: at(/^vault/) },
  { id: 'FI-61', says: 'while Heron is halted', is: ({ halted }) => halted },
];
