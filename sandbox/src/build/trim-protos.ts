/** A package, service, message or enumeration in protobufjs's JSON. */
export interface ProtoNode {
  readonly nested?: Readonly<Record<string, ProtoNode>>;
  readonly methods?: Readonly<Record<string, ProtoMethod>>;
  readonly fields?: Readonly<Record<string, { readonly type: string }>>;
  readonly [other: string]: unknown;
}

interface ProtoMethod {
  readonly requestType: string;
  readonly responseType: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * Leaves of a description only the named services and every message that their methods reach, also those that an option names
 * (what a long-running operation ends with). A description that has none of the services is left as it is.
 */
export function trimProtos(root: ProtoNode, services: readonly string[]): ProtoNode {
  /** What stays, also as the parent of something else. */
  const kept = new Set<ProtoNode>();
  /** Whose own types were followed. */
  const followed = new Set<ProtoNode>();
  const keep = (name: string): void => {
    const path = pathTo(root, name);
    const node = path?.at(-1);
    if (path === undefined || node === undefined || followed.has(node)) return;
    followed.add(node);
    for (const each of path) kept.add(each);
    for (const type of typesIn(node)) {
      const found = resolveType(root, name, type);
      if (found !== undefined) keep(found);
    }
  };
  services.forEach(keep);
  return kept.size === 0 ? root : copyKept(root, kept);
}

/** The names in a node that may be names of messages: those of scalars and texts resolve to nothing. */
function typesIn({ fields = {}, methods = {} }: ProtoNode): readonly string[] {
  const used = Object.values(methods).flatMap(({ requestType, responseType, options = {} }) => [
    requestType,
    responseType,
    ...Object.values(options).filter((value) => typeof value === 'string'),
  ]);
  return [...Object.values(fields).map(({ type }) => type), ...used];
}

/** As protocol buffers do: from the innermost scope outwards; a leading dot names it from the root. */
function resolveType(root: ProtoNode, from: string, type: string): string | undefined {
  if (type.startsWith('.')) return type.slice(1);
  const scope = from.split('.');
  const candidates = scope.map((_, depth) => [...scope.slice(0, scope.length - depth), type]);
  return [...candidates, [type]]
    .map((parts) => parts.join('.'))
    .find((name) => pathTo(root, name) !== undefined);
}

/** The nodes from the root to the named one. */
function pathTo(root: ProtoNode, name: string): readonly ProtoNode[] | undefined {
  const path = [root];
  for (const part of name.split('.')) {
    const next = path.at(-1)?.nested?.[part];
    if (next === undefined) return undefined;
    path.push(next);
  }
  return path;
}

function copyKept(node: ProtoNode, kept: ReadonlySet<ProtoNode>): ProtoNode {
  if (node.nested === undefined) return node;
  const nested = Object.entries(node.nested)
    .filter(([, child]) => kept.has(child))
    .map(([name, child]) => [name, copyKept(child, kept)] as const);
  return { ...node, nested: Object.fromEntries(nested) };
}
