/** Which methods an address of the API takes. */
import { routes } from '../../shared/contracts/routes.ts';

const fits = (template: readonly string[], parts: readonly string[]): boolean =>
  template.length === parts.length &&
  template.every((part, i) => (part.startsWith('{') ? parts[i] !== '' : part === parts[i]));

/** In the order of the alphabet; none where no route has such a path. `path` may be percent-encoded. */
export const methodsOf = (path: string): string[] => {
  const parts = path.split('/');
  const methods = routes.filter((route) => fits(route.path.split('/'), parts)).map(({ method }) => method);
  return [...new Set(methods)].toSorted();
};
