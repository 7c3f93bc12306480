/** Discord's epoch: 2015-01-01T00:00:00Z (docs, "Snowflakes"). */
const EPOCH_MS = 1_420_070_400_000;
let last = 0n;

/** An id as Discord gives them out: milliseconds since its epoch and a count, 18 or 19 digits, always growing. */
export function snowflake(): string {
  const now = BigInt(Date.now() - EPOCH_MS) << 22n;
  last = now > last ? now : last + 1n;
  return String(last);
}
