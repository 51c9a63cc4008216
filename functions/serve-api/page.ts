/** The route table as a page a person can read, without a script and without anything from elsewhere. */
import { escaped } from '../../shared/contracts/html.ts';
import { PROBLEMS } from '../../shared/contracts/problem.ts';
import { type Route, SCOPES } from '../../shared/contracts/route.ts';
import { routes } from '../../shared/contracts/routes.ts';

const rolesOf = ({ access }: Route): string => (access.check === 'open' ? '' : access.roles.join(', '));

const rowOf = (route: Route): string => `<tr>
<td><code>${route.method}</code></td><td><code>${escaped(route.path)}</code></td>
<td>${escaped(route.summary)}</td><td>${route.scope === null ? '' : `nennep/${route.scope}`}</td>
<td>${rolesOf(route)}</td><td>${Object.keys(route.responses).join(', ')}</td><td>${route.problems.join(', ')}</td>
</tr>`;

const problemRows = Object.entries(PROBLEMS)
  .map(
    ([code, { status, title }]) =>
      `<tr><td>${status}</td><td><code>${code}</code></td><td>${escaped(title.vi)}</td><td>${escaped(title.en)}</td></tr>`,
  )
  .join('\n');

const scopeRows = Object.entries(SCOPES)
  .map(([scope, meaning]) => `<tr><td><code>nennep/${scope}</code></td><td>${escaped(meaning)}</td></tr>`)
  .join('\n');

export const documentationPage = (): string => `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Nền Nếp: API</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
td, th { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
</style>
</head>
<body>
<h1>Nền Nếp: API</h1>
<p>Mô tả đầy đủ (OpenAPI 3.1): <a href="/openapi.json">/openapi.json</a>. The full description is OpenAPI 3.1.</p>
<h2>Các thao tác · Operations</h2>
<table>
<tr><th></th><th></th><th></th><th>Scope</th><th>Roles</th><th>2xx, 3xx</th><th>Problems</th></tr>
${routes
  .filter(({ path }) => path !== '$default')
  .map(rowOf)
  .join('\n')}
</table>
<h2>Từ chối · Refusals</h2>
<table>${problemRows}</table>
<h2>Scopes</h2>
<table>${scopeRows}</table>
</body>
</html>
`;
