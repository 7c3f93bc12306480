/** Waits until something is there. Throws, naming it, when it has not come in time. */
export async function until<T>(look: () => T | undefined | false, what: string, withinMs = 8_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
