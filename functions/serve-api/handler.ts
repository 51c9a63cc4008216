/** What is open to everybody: whether the API answers, what it offers, and our own answer to unknown addresses. */
import { methodNotAllowed, notFound } from '../../shared/contracts/problem.ts';
import { anythingElse, getDocs, getHealth, getOpenApi } from '../../shared/contracts/routes.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { methodsOf } from './methods.ts';
import { documentationPage } from './page.ts';

export type Deps = { readonly openApi: unknown; readonly now: Clock };

export const createHandler = ({ openApi, now }: Deps, options?: ApiOptions) =>
  apiHandler(
    null,
    [
      endpoint(getHealth, async () => ({ status: 200, body: { status: 'ok', now: now() } })),
      endpoint(getOpenApi, async () => ({ status: 200, body: openApi })),
      endpoint(getDocs, async () => ({ status: 200, body: documentationPage() })),
      endpoint(anythingElse, async (_, { askedPath }) => {
        const methods = methodsOf(askedPath);
        throw methods.length === 0 ? notFound() : methodNotAllowed(methods);
      }),
    ],
    options,
  );
