/** Headers that list what the caller likes, and how well: `Accept`, `Accept-Language` (RFC 9110, 12.4.2). */

export type WeightedRange = { readonly range: string; readonly weight: number };

/** In the order sent, in lower case; a weight that is no number leaves its range out. */
export function weightedRanges(header: string | undefined): WeightedRange[] {
  return (header ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const given = parameters.find((parameter) => parameter.startsWith('q='));
      return { range, weight: given === undefined ? 1 : Number(given.slice(2)) };
    })
    .filter(({ range, weight }) => range !== '' && !Number.isNaN(weight));
}
