/** What an editor shows of types, where operators on arrays have made them. */
import type * as TypeScript from 'typescript';
import { LibraryTypes } from '../source/library';
import type { SourceProgram } from '../source/program';

/** The innermost node that begins and ends at the span; operators' calls cover their operands in any order. */
function nodeAt(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  matches: (node: TypeScript.Node) => boolean,
): TypeScript.Node | undefined {
  let found: TypeScript.Node | undefined;
  const visit = (node: TypeScript.Node): void => {
    if (matches(node)) found = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The same information with the type that the name has for the checker here, if that is another. */
export function describe(
  ts: typeof TypeScript,
  info: TypeScript.QuickInfo,
  shadow: TypeScript.Program,
  shown: TypeScript.Program,
  fileName: string,
): TypeScript.QuickInfo | undefined {
  const [was, is] = [shown, shadow].map((program) => {
    const file = program.getSourceFile(fileName);
    const { start, length } = info.textSpan;
    const name =
      file && nodeAt(ts, file, (n) => ts.isIdentifier(n) && n.getStart(file) === start && n.end === start + length);
    const checker = program.getTypeChecker();
    const symbol = name && checker.getSymbolAtLocation(name);
    return symbol && checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, name!), name);
  });
  if (is === undefined || was === is) return undefined;
  const shows = (text: string): TypeScript.QuickInfo => ({ ...info, displayParts: [{ kind: 'text', text }] });
  const text = ts.displayPartsToString(info.displayParts);
  if (was !== undefined && text.endsWith(was)) return shows(text.slice(0, -was.length) + is);
  // A member of what is an array for us alone.
  const { start, length } = info.textSpan;
  const name = shadow.getSourceFile(fileName)!.text.slice(start, start + length);
  return text === 'any' ? shows(`${name}: ${is}`) : undefined;
}

/** The members of an array, after a dot; undefined where there is no array before it. */
export function members(
  ts: typeof TypeScript,
  { program, library }: SourceProgram,
  fileName: string,
  position: number,
): TypeScript.WithMetadata<TypeScript.CompletionInfo> | undefined {
  const file = program.getSourceFile(fileName);
  const access =
    file &&
    nodeAt(ts, file, (n) => ts.isPropertyAccessExpression(n) && n.expression.end < position && position <= n.end);
  if (access === undefined || !ts.isPropertyAccessExpression(access) || access.name.end < position) return undefined;
  if (!new LibraryTypes(ts, program, library).isSurelyArray(access.expression)) return undefined;
  const checker = program.getTypeChecker();
  const type = checker.getTypeAtLocation(access.expression);
  const entries = checker.getPropertiesOfType(type).flatMap((symbol): TypeScript.CompletionEntry[] => {
    if (/^_|^#/.test(symbol.name)) return [];
    const isMethod = checker.getTypeOfSymbolAtLocation(symbol, access).getCallSignatures().length > 0;
    const kind = isMethod ? ts.ScriptElementKind.memberFunctionElement : ts.ScriptElementKind.memberVariableElement;
    return [{ name: symbol.name, kind, kindModifiers: '', sortText: '11' }];
  });
  return { isGlobalCompletion: false, isMemberCompletion: true, isNewIdentifierLocation: false, entries };
}
