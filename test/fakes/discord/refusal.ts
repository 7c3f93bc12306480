/** What Discord answers instead of an effect: status, its own code, its words (docs, "Opcodes and Status Codes", "JSON"). */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: Readonly<Record<string, string>> | undefined;

  constructor(status: number, code: number, message: string, errors?: Readonly<Record<string, string>>) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  /** As it goes over the wire; field errors are nested, with `_errors` at their ends. */
  body(): object {
    const errors: Record<string, unknown> = {};
    for (const [path, message] of Object.entries(this.errors ?? {})) {
      let at = errors;
      for (const key of path.split('.')) {
        at[key] ??= {};
        at = at[key] as Record<string, unknown>;
      }
      at._errors = [{ code: 'INVALID', message }];
    }
    return { message: this.message, code: this.code, ...(this.errors && { errors }) };
  }
}

/** 400 with the fields that are wrong: path → what is wrong with it. */
export const invalidForm = (errors: Readonly<Record<string, string>>): Refusal => new Refusal(400, 50_035, 'Invalid Form Body', errors);

export const REFUSALS = {
  unauthorized: () => new Refusal(401, 0, '401: Unauthorized'),
  notFound: () => new Refusal(404, 0, '404: Not Found'),
  unknownChannel: () => new Refusal(404, 10_003, 'Unknown Channel'),
  unknownGuild: () => new Refusal(404, 10_004, 'Unknown Guild'),
  unknownMessage: () => new Refusal(404, 10_008, 'Unknown Message'),
  unknownUser: () => new Refusal(404, 10_013, 'Unknown User'),
  unknownWebhook: () => new Refusal(404, 10_015, 'Unknown Webhook'),
  unknownInteraction: () => new Refusal(404, 10_062, 'Unknown interaction'),
  alreadyAcknowledged: () => new Refusal(400, 40_060, 'Interaction has already been acknowledged.'),
  missingAccess: () => new Refusal(403, 50_001, 'Missing Access'),
  notYours: () => new Refusal(403, 50_005, 'Cannot edit a message authored by another user'),
  empty: () => new Refusal(400, 50_006, 'Cannot send an empty message'),
  closedToYou: () => new Refusal(403, 50_007, 'Cannot send messages to this user'),
  missingPermissions: () => new Refusal(403, 50_013, 'Missing Permissions'),
  wrongChannelType: () => new Refusal(400, 50_024, 'Cannot execute action on this channel type'),
  expiredToken: () => new Refusal(401, 50_027, 'Invalid Webhook Token'),
  archived: () => new Refusal(400, 50_083, 'Thread is archived'),
  threadExists: () => new Refusal(400, 160_004, 'A thread has already been created for this message'),
};
