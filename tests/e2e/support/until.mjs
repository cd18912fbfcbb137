// Waiting for a condition, never for a while.

/**
 * Asks `condition` until it gives something truthy, and gives that. An error in it
 * counts as "not yet" and is told when patience ends.
 */
export async function until(what, condition, { patience = 15_000, every = 60, orElse } = {}) {
  const deadline = Date.now() + patience;
  let last;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      if (orElse) return orElse();
      throw new Error(`waited ${patience / 1000} s for ${what}${last ? `; last: ${last.message}` : ""}`);
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
