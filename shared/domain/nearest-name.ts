/** What somebody probably meant who wrote a name that is not there. */

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

/** Steps between two names: a character put in, left out, or another one. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, left] of [...a].entries()) {
    const row = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const changed = (above[j] ?? 0) + (left === right ? 0 : 1);
      row.push(Math.min(changed, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}

const SHORTEST_BEGINNING = 3;
/** `superior` for `superior-else-self`, `maximum` for `max`. */
const beginsAlike = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) >= SHORTEST_BEGINNING && a !== b && (a.startsWith(b) || b.startsWith(a));

/** Longer ones are no slips of a name; and nobody's text is worked through character by character. */
const LONGEST = 60;

/**
 * The known name that is nearest to what was written, whatever its case, hyphens and prefix: `committee-met` is
 * `preparation.committeeMet`. Null where none is near: it is the
 * beginning of the other, or at most a third of its characters, and one always, differ.
 */
export function nearestName(written: string, known: readonly string[]): string | null {
  if (written.length > LONGEST) return null;
  const wanted = plain(written);
  if (wanted === '') return null;
  const ranked = known.flatMap((name) => {
    const short = name.slice(name.lastIndexOf('.') + 1);
    const forms = [plain(name), plain(short)];
    if (forms.some((form) => beginsAlike(wanted, form))) return [{ name, steps: 1 }];
    const allowed = Math.max(1, Math.floor(short.length / 3));
    // Names whose lengths differ by more need more steps than that, and nobody has to count them.
    const near = forms.filter((form) => Math.abs(form.length - wanted.length) <= allowed);
    const steps = Math.min(...near.map((form) => distance(wanted, form)));
    return steps <= allowed ? [{ name, steps }] : [];
  });
  const [best] = ranked.toSorted((a, b) => a.steps - b.steps);
  return best?.name ?? null;
}
