/**
 * Who may import whom. Arrows point down; type imports count. The floors are those of the architecture:
 * 0 pure, 1 words, 2 ports and pure deciders, 3 implementations and shells, 4 composition roots.
 * A file that no floor below names is on floor 3; sandbox and the roots are on floor 4.
 */
const production = '^(?:shared|media-relay|functions)/src/';
const ours = '^(?:shared|media-relay|functions|sandbox)/src/';

/** Tests, and the suites and fixtures that tests call, look into anything in their package. */
const tests = '(?:\\.(?:test|contract|fixture)\\.ts$|/(?:fixtures|examples)/)';
const entries = [
  '[/-]main\\.ts$',
  '^functions/src/[^/]+/index\\.ts$',
  '^sandbox/src/(?:call|broker|outside-world|functions-host|bundled-functions-host)\\.ts$',
];
/** backends.ts belongs to the roots: it opens the implementations that the environment names, for several entries. */
const roots = [...entries, '/backends\\.ts$'];

/** Shells beside the deciders they perform for: they hold sockets, timers and state. */
const shells = '^media-relay/src/conversation/(?:call-session|live-calls)[^/]*\\.ts$';

const floors = [
  {
    name: 'pure code',
    paths: ['^shared/src/(?:errors|time|streams|french)/', '^media-relay/src/audio/'],
  },
  { name: 'words', paths: ['^shared/src/(?:contracts|config|health|log|telemetry)/'] },
  {
    name: 'ports and deciders',
    paths: [
      '^shared/src/cloud/[^/]+\\.ts$',
      '^media-relay/src/(?:carrier|engine|tools|conversation)/[^/]+\\.ts$',
      '^functions/src/platform/event-handler\\.ts$',
      // The only capturing group: `\1` counts across all paths of a rule. The port is the file that names the concept, its clients sit beside it: calendar/calendar.ts
      '^functions/src/integrations/([^/]+)/\\1\\.ts$',
    ],
    except: [shells],
  },
];

/** Inside one of these folders, implementations may import each other. A file belongs to the first that matches. */
const implementationFolders = [
  'shared/src/cloud/[^/]+',
  'shared/src/[^/]+',
  'media-relay/src/carrier/[^/]+',
  'media-relay/src/engine/[^/]+',
  'media-relay/src/tools/[^/]+',
  'media-relay/src/[^/]+',
  'functions/src/integrations/[^/]+',
  'functions/src/[^/]+',
];

const upTo = (floor) => floors.slice(0, floor + 1).flatMap(({ paths }) => paths);
const exceptions = floors.flatMap(({ except }) => except ?? []);

const floorRules = floors.map(({ name, paths, except = [] }, floor) => ({
  name: `floor-${floor}`,
  comment: `Floor ${floor} (${name}) imports only floors 0 to ${floor}.`,
  severity: 'error',
  from: { path: paths, pathNot: [tests, ...roots, ...except] },
  to: { path: ours, pathNot: upTo(floor) },
}));

/** A shell is above the floor whose folder it shares, so the path of that floor does not let it in. */
const shellRule = {
  name: 'no-shell-below',
  comment: 'Ports and deciders do not know the shell that performs for them.',
  severity: 'error',
  from: { path: upTo(2), pathNot: [tests, ...roots, ...exceptions] },
  to: { path: exceptions },
};

const implementationRules = implementationFolders.map((folder, index) => ({
  name: `floor-3:${folder.replace('[^/]+', '*')}`,
  comment: 'Floor 3 (implementations and shells) imports floors 0 to 2 and its own folder.',
  severity: 'error',
  from: {
    path: `^(${folder})/`,
    pathNot: [
      tests,
      ...roots,
      ...upTo(2),
      ...implementationFolders.slice(0, index).map((other) => `^${other}/`),
    ],
  },
  to: { path: ours, pathNot: [...upTo(2), '^$1/'] },
}));

const deciders = [
  '^media-relay/src/conversation/advance-call\\.ts$',
  '^media-relay/src/carrier/playback-ledger\\.ts$',
  '^media-relay/src/audio/speech-detector\\.ts$',
];

/** Decide, then act: what decides can be replayed and fuzzed because it can reach nothing that acts or waits. */
const deciderRule = {
  name: 'deciders-reach-no-machine',
  comment:
    'A pure decider reaches no clock, queue, store, log or Node module, not even through others.',
  severity: 'error',
  from: { path: deciders },
  to: { path: ['^shared/src/(?:time|streams|cloud|log)/', '^[a-z_]+$'], reachable: true },
};

const packageRules = [
  {
    name: 'relay-and-functions-apart',
    comment: 'They meet in shared/contracts and over the wire.',
    severity: 'error',
    from: { path: '^(media-relay|functions)/' },
    to: { path: '^(media-relay|functions)/', pathNot: '^$1/' },
  },
  {
    name: 'shared-knows-nobody',
    comment: 'shared is below every other package.',
    severity: 'error',
    from: { path: '^shared/' },
    to: { path: '^(media-relay|functions)/' },
  },
  {
    name: 'no-sandbox-in-production',
    comment: 'Nothing that is deployed may need the stand-ins.',
    severity: 'error',
    from: { path: production, pathNot: tests },
    to: { path: '^sandbox/' },
  },
  {
    name: 'tests-borrow-little-of-sandbox',
    comment:
      'Tests of other packages use what the sandbox says and simulates, not what supervises, measures or builds.',
    severity: 'error',
    from: { path: production },
    to: {
      path: '^sandbox/',
      pathNot: '^sandbox/src/(?:(?:voice|caller|vendors|scenarios|world)/|random\\.ts$)',
    },
  },
  {
    name: 'sandbox-runs-does-not-import',
    comment:
      'The sandbox meets production over the wire; its roots may load the roots of production, and the tests in together/ put ' +
      'relay and functions into one process, in virtual time.',
    severity: 'error',
    from: { path: '^sandbox/', pathNot: [...roots, '^sandbox/src/together/'] },
    to: { path: '^(media-relay|functions)/' },
  },
  {
    name: 'sandbox-roots-load-roots',
    comment: 'What a sandbox root loads of production is a root.',
    severity: 'error',
    from: { path: '^sandbox/', pathNot: tests },
    to: { path: '^(?:media-relay|functions)/', pathNot: roots },
  },
];

const hygieneRules = [
  {
    name: 'entries-are-started',
    comment: 'A composition root is started, not imported; the sandbox starts those of production.',
    severity: 'error',
    from: { path: production, pathNot: tests },
    to: { path: entries },
  },
  {
    name: 'no-cycle',
    comment: 'Two files that need each other are one concept, or hide a third.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'resolvable',
    comment: 'An import that cannot be resolved cannot be judged.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-test-in-production',
    comment: 'Only tests import tests and contract suites.',
    severity: 'error',
    from: { path: ours, pathNot: tests },
    to: { path: tests },
  },
  {
    name: 'no-development-tool-in-production',
    comment: 'A deployed bundle holds only what its package lists under dependencies.',
    severity: 'error',
    from: { path: production, pathNot: tests },
    to: { path: 'node_modules', dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'pure-without-machine',
    comment: 'Pure code has no files, sockets, processes or randomness of the machine.',
    severity: 'error',
    from: { path: upTo(0), pathNot: [tests, '^shared/src/time/'] },
    to: { dependencyTypes: ['core'] },
  },
];

module.exports = {
  forbidden: [
    ...floorRules,
    shellRule,
    ...implementationRules,
    deciderRule,
    ...packageRules,
    ...hygieneRules,
  ],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      mainFields: ['types', 'module', 'main'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};
