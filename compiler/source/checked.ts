/**
 * A program and its errors, after as many looks as it takes to know what its operators mean.
 *
 * The first look types every operator by the rules for arrays (`operators.ts`). Where these say nothing,
 * the operator is left to the language and the file is checked again, so that its errors are tsc's;
 * where `==` or an index in backticks turns out to have an array, it becomes a call. Most programs need
 * no second look.
 */
import type * as TypeScript from 'typescript';
import { parseSlice } from '../ir/slice';
import { diagnosticsOf, ownDiagnostic } from './diagnostics';
import { LibraryTypes } from './library';
import { isUndecided, type OperatorCall, operatorOf, placeOf, type SecondLook } from './operators';
import type { Library } from './package';
import { openProgram, type ProgramSettings, type SourceProgram } from './program';

export interface CheckedProgram {
  readonly source: SourceProgram;
  /** Errors: of the language, and of arrays where the language has no say. */
  readonly errors: readonly TypeScript.Diagnostic[];
}

/** Opens and checks the program that starts at `entry` (absolute path). */
export function checkProgram(
  ts: typeof TypeScript,
  entry: string,
  library: Library,
  settings?: ProgramSettings,
): CheckedProgram {
  return checkSource(openProgram(ts, entry, library, settings));
}

/** Checks a program, in as many looks as it takes. */
export function checkSource(opened: SourceProgram): CheckedProgram {
  let source = opened;
  const { ts } = source;
  const looks = new Map<string, { asWritten: Set<number>; ofArrays: Set<number> }>();
  for (;;) {
    const errors = diagnosticsOf(source);
    const examined = examine(source);
    const changed = new Map<string, SecondLook>();
    // Where an array turned up, what is around it must be typed again before it is judged.
    const arrays = examined.places.filter(({ what }) => what === 'ofArrays');
    for (const { file, place, what } of arrays.length > 0 ? arrays : examined.places) {
      const look = looks.get(file.fileName) ?? { asWritten: new Set(), ofArrays: new Set() };
      looks.set(file.fileName, look);
      if (!look[what].has(place)) changed.set(file.fileName, look);
      look[what].add(place);
    }
    if (changed.size === 0)
      return { source, errors: ts.sortAndDeduplicateDiagnostics([...errors, ...examined.errors]) };
    source = source.lookAgain(changed);
  }
}

interface Place {
  readonly file: TypeScript.SourceFile;
  readonly place: number;
  readonly what: keyof SecondLook;
}

/** What the types of a checked program say of its operators. */
function examine({ ts, program, library, files }: SourceProgram) {
  const checker = program.getTypeChecker();
  const types = new LibraryTypes(ts, program, library);
  const places: Place[] = [];
  const errors: TypeScript.Diagnostic[] = [];
  for (const file of files) visit(file, file);
  return { places, errors };

  function visit(node: TypeScript.Node, file: TypeScript.SourceFile): void {
    const operator = operatorOf(node);
    if (operator !== undefined) operate(node as TypeScript.CallExpression, operator, file);
    else if (isUndecided(ts, node)) {
      const operands = ts.isBinaryExpression(node) ? [node.left, node.right] : [node.expression];
      if (operands.some((x) => types.isArray(x))) places.push({ file, place: placeOf(node), what: 'ofArrays' });
    }
    const condition = conditionOf(node);
    if (condition !== undefined && types.isSurelyArray(condition))
      errors.push(
        ownDiagnostic(
          ts,
          file,
          condition,
          'LGT2201',
          'an array has no truth value: ask for np.any(…) or np.all(…), or compare with undefined or null',
        ),
      );
    ts.forEachChild(node, (child) => visit(child, file));
  }

  function operate(
    call: TypeScript.CallExpression,
    { place, operator, form }: OperatorCall,
    file: TypeScript.SourceFile,
  ) {
    const text = call.arguments[1];
    if (form.startsWith('index') && text !== undefined && ts.isNoSubstitutionTemplateLiteral(text)) slices(text, file);
    const declaration = checker.getResolvedSignature(call)?.declaration;
    const first = declaration?.parameters[0] as TypeScript.ParameterDeclaration | undefined;
    if (first?.type?.kind !== ts.SyntaxKind.UnknownKeyword) return;
    if (!call.arguments.some((x) => types.isArray(x))) {
      places.push({ file, place, what: 'asWritten' });
      return;
    }
    const shown = call.arguments.map((x) => `'${checker.typeToString(checker.getTypeAtLocation(x))}'`).join(' and ');
    const token = ts.tokenToString(operator);
    const message =
      form === 'unary'
        ? `operator '${token}' cannot be applied to type ${shown}`
        : `operator '${token}' cannot be applied to types ${shown}: beside an array it takes arrays, numbers, bigints, booleans and Complex`;
    errors.push(ownDiagnostic(ts, file, call, 'LGT2202', message));
  }

  /** A constant index: what is wrong with its text is wrong at once. */
  function slices(text: TypeScript.NoSubstitutionTemplateLiteral, file: TypeScript.SourceFile): void {
    try {
      text.text.split(',').forEach(parseSlice);
    } catch (error) {
      errors.push(ownDiagnostic(ts, file, text, 'LGT4008', (error as Error).message.replace(/^LGT4008: /, '')));
    }
  }

  /** What a node takes for true or false. */
  function conditionOf(node: TypeScript.Node): TypeScript.Expression | undefined {
    if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
    if (ts.isForStatement(node) || ts.isConditionalExpression(node)) return node.condition;
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return node.operand;
    if (!ts.isBinaryExpression(node)) return undefined;
    const { kind } = node.operatorToken;
    return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken ? node.left : undefined;
  }
}
