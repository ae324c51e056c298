/** Adds to JSON files of the user's (with comments or without), and leaves the rest of their text as it is. */
import type * as TypeScript from 'typescript';

type Ts = typeof TypeScript;

/** The value at a path of property names, or undefined. */
export function valueAt(
  ts: Ts,
  file: TypeScript.JsonSourceFile,
  path: readonly string[],
): TypeScript.Expression | undefined {
  let node: TypeScript.Expression | undefined = file.statements[0]?.expression;
  for (const name of path) node = node && propertyOf(ts, node, name);
  return node;
}

function propertyOf(ts: Ts, node: TypeScript.Expression, name: string): TypeScript.Expression | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const property = node.properties.find(
    (p): p is TypeScript.PropertyAssignment =>
      ts.isPropertyAssignment(p) && ts.isStringLiteral(p.name) && p.name.text === name,
  );
  return property?.initializer;
}

/** The text with a further property (or, without a name, element) at the end of an object (or array). */
export function withMember(
  text: string,
  node: TypeScript.ObjectLiteralExpression | TypeScript.ArrayLiteralExpression,
  name: string | undefined,
  value: unknown,
): string {
  const members = 'properties' in node ? node.properties : node.elements;
  const start = node.getStart();
  const last = members.at(-1);
  const multiline = last === undefined ? name !== undefined : text.slice(start, last.getStart()).includes('\n');
  const margin = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start) + 1))![0];
  const first = members[0];
  const step = /^[ \t]+/m.exec(text)?.[0] ?? '  ';
  const indent = first !== undefined && multiline ? /[ \t]*$/.exec(text.slice(0, first.getStart()))![0] : margin + step;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const json =
    name !== undefined && multiline && isObject
      ? `{\n${fieldsOf(value)
          .map((field) => `${indent}${step}${field}`)
          .join(',\n')}\n${indent}}`
      : compact(value);
  const member = name === undefined ? json : `${JSON.stringify(name)}: ${json}`;
  if (last === undefined) {
    const open = `${text.slice(0, start + 1)}`;
    const end = text.slice(start + 1);
    if (!multiline) return open + member + end;
    const inside = text.slice(start + 1, node.end - 1).replace(/\s+$/, '');
    return `${open}${inside}\n${indent}${member}\n${margin}${text.slice(node.end - 1)}`;
  }
  // A comma may be there already; what follows the last member (a comment) stays behind it.
  const comma = members.hasTrailingComma ? text.indexOf(',', last.end) + 1 : last.end;
  const separator = members.hasTrailingComma ? '' : ',';
  if (!multiline) return `${text.slice(0, comma)}${separator} ${member}${text.slice(comma)}`;
  const rest = /^[ \t]*(\/\/[^\n]*|\/\*[^\n]*?\*\/[ \t]*(?=\n))?/.exec(text.slice(comma))![0];
  const at = comma + rest.length;
  const trailing = members.hasTrailingComma ? ',' : '';
  return `${text.slice(0, comma)}${separator}${rest}\n${indent}${member}${trailing}${text.slice(at)}`;
}

/** On one line. */
function compact(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${fieldsOf(value).join(', ')} }`;
}

const fieldsOf = (value: object): string[] =>
  Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${compact(field)}`);
