/** The text entries of one map in a tfvars file, written one a line: `settings = {` … `}`. Empty when there is no such map. */
export function tfvarsMap(text: string, name: string): Readonly<Record<string, string>> {
  const block = new RegExp(`^${name} = \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)?.[1] ?? '';
  const entries = [...block.matchAll(/^\s*([\w-]+)\s*=\s*"(.*)"$/gm)];
  return Object.fromEntries(entries.map(([, key, value]) => [key ?? '', value ?? '']));
}
