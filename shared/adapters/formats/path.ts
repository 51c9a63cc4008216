/** Ids from the root down, each closed by the delimiter, so that a search by prefix finds whole ids only. */
export const terminatedPath = (path: readonly string[]): string => `/${path.map((id) => `${id}/`).join('')}`;
