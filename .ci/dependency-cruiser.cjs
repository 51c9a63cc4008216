/**
 * Who may import whom. Each room has one rule that lists what it may reach; whatever is not listed fails.
 * Type-only imports count: a type ties two rooms together as much as a value does.
 *
 * `test/infra/import-directions.test.ts` plants a forbidden import for every rule and sees it caught.
 */

/** Modules of the project that several rooms may reach, as regular expressions on paths from the root. */
const domain = '^shared/domain/';
const ports = '^shared/ports/';
const contracts = '^shared/contracts/';
const jobs = '^shared/jobs/';
const runtime = '^shared/runtime/';
const presets = '^shared/presets/';

/** An npm package; `@types/…` stands for a package that is imported for its types alone. */
const npm = (...names) => `^node_modules/(${names.join('|')})/`;
const zod = npm('zod');
const lambdaTypes = npm('@types/aws-lambda');
/** Modules of Node's own. */
const node = (...names) => `^(node:)?(${names.join('|')})$`;

/** A room and all that it may reach besides itself. */
const room = (name, from, comment, ...allowed) => ({
  name,
  severity: 'error',
  comment,
  from,
  to: { pathNot: allowed },
});

/** The rooms of the domain from the bottom up; files at its root are below all of them. */
const domainRooms = [
  'roster',
  'events',
  'criteria',
  'scorecards',
  'programmes',
  'planning',
  'exports',
  'attention',
  'log',
];

module.exports = {
  forbidden: [
    room(
      'domain-root',
      { path: '^shared/domain/[^/]+$' },
      'What all of the domain speaks of rests on none of its rooms.',
      '^shared/domain/[^/]+$',
    ),
    ...domainRooms.map((name, floor) =>
      room(
        `domain-${name}`,
        { path: `${domain}${name}/` },
        'A room of the domain rests on those below it alone.',
        `${domain}([^/]+|(${domainRooms.slice(0, floor + 1).join('|')})/.+)$`,
      ),
    ),
    room('domain', { path: domain }, 'The rules are pure: they reach nothing outside themselves.', domain),
    room('ports', { path: ports }, 'Ports speak of the domain alone.', ports, domain),
    room(
      'contracts',
      { path: contracts },
      'Contracts are zod over the domain, and the client that speaks them.',
      contracts,
      domain,
      zod,
      node('timers/promises'),
      npm('zod-openapi'),
    ),
    room(
      'jobs',
      { path: jobs },
      'Jobs are procedures over ports: no SDK, no adapter, no runtime.',
      jobs,
      domain,
      ports,
      npm('p-map'),
    ),
    room(
      'presets',
      { path: presets },
      'Presets are data in the shape of the domain.',
      presets,
      domain,
      ports,
      contracts,
      zod,
    ),
    {
      name: 'adapters',
      severity: 'error',
      comment: 'Adapters implement ports; they know no function, no runtime, no infrastructure.',
      from: { path: '^shared/adapters/' },
      to: { path: ['^(functions|infra|test)/', runtime, jobs, npm('@middy')] },
    },
    {
      name: 'runtime',
      severity: 'error',
      comment: 'The runtime frames handlers; it knows neither SDKs nor adapters nor functions.',
      from: { path: runtime },
      to: { path: ['^(functions|infra|test)/', '^shared/adapters/', jobs, npm('@aws-sdk/.+', '@smithy/.+')] },
    },
    room(
      'function-logic',
      { path: '^functions/', pathNot: '^functions/[^/]+/index\\.ts$' },
      'Only index.ts wires: everything else in a function sees contracts, domain, ports, jobs and the runtime, never an SDK or an adapter.',
      '^functions/',
      domain,
      ports,
      contracts,
      jobs,
      runtime,
      zod,
      npm('p-map', 'canonicalize'),
      node('crypto'),
      lambdaTypes,
    ),
    {
      name: 'functions-apart',
      severity: 'error',
      comment: 'A function never imports another one; what two need lives in shared/.',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'shared-below',
      severity: 'error',
      comment: 'shared/ is below functions, infrastructure and tests.',
      from: { path: '^shared/' },
      to: { path: '^(functions|infra|test)/' },
    },
    {
      name: 'infra',
      severity: 'error',
      comment:
        'The infrastructure knows the routes and their description, the functions’ environments and the exported tables, no more.',
      from: {
        path: '^infra/',
        pathNot: '^infra/(verify-export/|(local|demo|roster)/|(start|load-roster)\\.ts$)',
      },
      to: {
        path: '^(shared|functions)/',
        pathNot: [
          '^shared/contracts/(routes?|openapi)\\.ts$',
          '^functions/[^/]+/env\\.ts$',
          '^shared/adapters/formats/(exported-tables|measure-meanings)\\.ts$',
        ],
      },
    },
    {
      name: 'infra-local',
      severity: 'error',
      comment: 'The local stack knows CloudFormation, nothing of meetings.',
      from: { path: '^infra/local/' },
      to: { path: ['^(shared|functions|test)/', '^infra/(?!local/)'] },
    },
    {
      name: 'infra-demo',
      severity: 'error',
      comment:
        'The demo is a client: it speaks the contract over HTTP, and reads the files that it downloaded.',
      from: { path: '^infra/demo/' },
      to: {
        path: '^(shared|functions|test|infra)/',
        pathNot: [
          '^infra/(demo|roster)/',
          '^infra/verify-export/(files|verify)\\.ts$',
          contracts,
          presets,
          domain,
        ],
      },
    },
    {
      name: 'infra-roster',
      severity: 'error',
      comment: 'Loading a roster is a client of the API, like any other.',
      from: { path: '^infra/(roster/|load-roster\\.ts$)' },
      to: { path: '^(shared|functions|test|infra)/', pathNot: ['^infra/roster/', contracts] },
    },
    {
      name: 'infra-verify-export',
      severity: 'error',
      comment: 'The verifier knows the rules and the contract alone: how exports are made is what it checks.',
      from: { path: '^infra/verify-export/' },
      to: {
        path: '^(shared|functions|test|infra)/',
        pathNot: [
          '^infra/verify-export/',
          contracts,
          domain,
          '^shared/adapters/presets/(criteria-set-schema|excellence-caps)\\.ts$',
        ],
      },
    },
    {
      name: 'infra-start',
      severity: 'error',
      comment: 'npm start puts the local stack and the demo together, and asks the API like any client.',
      from: { path: '^infra/start\\.ts$' },
      to: { path: '^(shared|functions|test)/', pathNot: contracts },
    },
    {
      name: 'no-tests-in-production',
      severity: 'error',
      comment: 'What is deployed or started depends on no test.',
      from: { path: '^(shared|functions|infra)/' },
      to: { path: '^test/' },
    },
    {
      name: 'bundled-dependencies',
      severity: 'error',
      comment: 'What is bundled into functions is a dependency, not a development tool.',
      from: { path: '^(functions|shared)/', pathNot: '^shared/contracts/(write-)?openapi' },
      to: { dependencyTypes: ['npm-dev', 'npm-optional'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'Modules that import each other are one module.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere hides from every other rule.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    // TypeScript 7 is read by no released parser but swc; without this line no .ts file is read and all rules pass.
    parser: 'swc',
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
