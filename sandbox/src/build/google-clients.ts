import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin, PluginBuild } from 'esbuild';
import { trimProtos, type ProtoNode } from './trim-protos.ts';

/**
 * What our clients call. Google's packages describe every service of their product, with all versions and administration. Whoever
 * calls another service adds it here: its client would fail in a bundle, and only there.
 */
export const services: readonly string[] = [
  'google.cloud.location.Locations',
  'google.cloud.secretmanager.v1.SecretManagerService',
  'google.cloud.speech.v2.Speech',
  'google.cloud.texttospeech.v1.TextToSpeech',
  'google.firestore.v1.Firestore',
  'google.pubsub.v1.Publisher',
];

/**
 * An esbuild plugin that takes out of Google's clients what costs time at every start and is never used. Nothing of it changes
 * what a call does (ADR 0006):
 * - descriptions of services that we do not call: the clients build a type for every message that is described, when they start;
 * - the same descriptions once more as classes, which the packages export for others: loaded only when touched;
 * - the descriptors that proto-loader makes of every message, for servers that tell clients what they offer.
 */
export function googleClients(): Plugin {
  return {
    name: 'google-clients',
    setup(build) {
      describeOwnServicesOnly(build);
      loadClassesOnDemand(build);
      leaveOutDescriptors(build);
    },
  };
}

function describeOwnServicesOnly(build: PluginBuild): void {
  const filter =
    /[/\\](?:@google-cloud[/\\][^/\\]+|google-gax)[/\\]build[/\\]protos[/\\]\w+\.json$/;
  build.onLoad({ filter }, async ({ path }) => {
    const described = JSON.parse(await readFile(path, 'utf8')) as ProtoNode;
    return { contents: JSON.stringify(trimProtos(described, services)), loader: 'json' };
  });
}

const onDemand = 'on-demand';

function loadClassesOnDemand(build: PluginBuild): void {
  const filter = /[/\\]protos[/\\](?:protos|iam_service|locations|operations)$/;
  build.onResolve({ filter }, async ({ path, kind, importer, resolveDir, pluginData }) => {
    if (kind !== 'require-call' || pluginData === onDemand) return undefined;
    const resolved = await build.resolve(path, {
      kind,
      importer,
      resolveDir,
      pluginData: onDemand,
    });
    const isGoogles = /[/\\](?:@google-cloud|google-gax)[/\\]/.test(resolved.path);
    return isGoogles ? { path: resolved.path, namespace: onDemand } : resolved;
  });
  build.onLoad({ filter: /./, namespace: onDemand }, ({ path }) => ({
    // `__esModule`: what imports it takes it as it is instead of a copy of everything in it
    contents: `
      const load = () => require(${JSON.stringify(path)});
      module.exports = new Proxy({}, {
        get: (_, name) => name === '__esModule' || load()[name],
        set: (_, name, value) => Reflect.set(load(), name, value),
        has: (_, name) => name in load(),
        ownKeys: () => Reflect.ownKeys(load()),
        getOwnPropertyDescriptor: (_, name) => {
          const own = Reflect.getOwnPropertyDescriptor(load(), name);
          return own && { ...own, configurable: true };
        },
      });`,
    resolveDir: dirname(path),
    pluginData: onDemand,
  }));
}

/** In the text of `@grpc/proto-loader` 0.8: what to leave out, and what stands there then. */
const descriptors = [
  ["const messageDescriptor = message.toDescriptor('proto3');", ''],
  ['messageDescriptor.$type.toObject(messageDescriptor, descriptorOptions)', '{}'],
  ["const enumDescriptor = enumType.toDescriptor('proto3');", ''],
  ['enumDescriptor.$type.toObject(enumDescriptor, descriptorOptions)', '{}'],
  ["const descriptorList = root.toDescriptor('proto3').file;", ''],
  [/const bufferList = descriptorList\.map\(.*\);/, 'const bufferList = [];'],
] as const;

function leaveOutDescriptors(build: PluginBuild): void {
  const filter = /@grpc[/\\]proto-loader[/\\]build[/\\]src[/\\]index\.js$/;
  build.onLoad({ filter }, async ({ path }) => {
    let contents = await readFile(path, 'utf8');
    for (const [from, to] of descriptors) {
      const changed = contents.replace(from, to);
      if (changed === contents) {
        return {
          errors: [{ text: `proto-loader has changed; it no longer says: ${String(from)}` }],
        };
      }
      contents = changed;
    }
    return { contents, loader: 'js' };
  });
}
