/**
 * A file of a numpy-ts program with the imports of this package and, if asked for, operators instead of methods.
 * What isn't rewritten keeps its text, to the character.
 */
import type { ts as TypeScript } from 'ts-morph';
import { adoptedName, namesModule } from './modules';
import { isUnary, type Operation, operationOf, PRECEDENCE as P, precedenceOf, precedenceOfToken } from './operators';

export function rewriteFile(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  file: TypeScript.SourceFile,
  operators: boolean,
): string {
  const { text } = file;
  const operations = new Map<TypeScript.Node, Operation>();
  if (operators) collect(file);
  /** `f(a < b, c > (d))` is a call with types: with parentheses around comparisons it isn't. */
  let cautious = false;
  const whole = () => text.slice(0, file.getStart()) + render(file);
  const rewritten = whole();
  if (operations.size === 0 || meansTheSame(rewritten)) return rewritten;
  cautious = true;
  const cautiously = whole();
  if (meansTheSame(cautiously)) return cautiously;
  // Not known to happen; but a change of meaning would be worse than no change.
  operations.clear();
  return whole();

  function collect(node: TypeScript.Node): void {
    const operation = operationOf(ts, checker, node);
    if (operation !== undefined) operations.set(node, operation);
    ts.forEachChild(node, collect);
  }

  function render(node: TypeScript.Node): string {
    if (ts.isStringLiteralLike(node) && namesModule(ts, node)) {
      const name = adoptedName(node.text);
      const quote = text[node.getStart()]!;
      if (name !== undefined) return quote + name + quote;
    }
    if (operations.has(node)) {
      const expression = node as TypeScript.Expression;
      const written = operate(expression);
      return needsParentheses(expression, written) ? `(${written})` : written;
    }
    const written = pieces(node);
    return ts.isExpressionStatement(node) ? separated(node, written) : written;
  }

  /** A node's text, with what has become of its parts. */
  function pieces(node: TypeScript.Node): string {
    let written = '';
    let at = node.getStart();
    const children: TypeScript.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    for (const child of children.sort((a, b) => a.pos - b.pos)) {
      const start = child.getStart();
      if (start < at) continue;
      written += text.slice(at, start) + render(child);
      at = child.end;
    }
    return written + text.slice(at, node.end);
  }

  /** An operation's text, without parentheses around it. */
  function operate(node: TypeScript.Expression): string {
    const { token, precedence, left, right } = operations.get(node)!;
    if (right === undefined) {
      const operand = bare(left);
      const written = operand.text.startsWith('-') ? `(${operand.text})` : enclosed(operand, P.unary);
      return token + written;
    }
    const [first, second] = [bare(left), bare(right)];
    const least = precedence === P.power ? P.postfix : isComparison(precedence) ? precedence + 1 : precedence;
    return `${enclosed(first, clearer(first, least))} ${token} ${enclosed(second, clearer(second, precedence + 1))}`;

    /** What needs no parentheses may still be hard to read without: arithmetic is all one reads at a glance. */
    function clearer(operand: Written, atLeast: number): number {
      if (precedence >= P.additive || operand.token === token) return atLeast;
      return operand.token === undefined ? atLeast : Math.max(atLeast, P.additive);
    }
  }

  interface Written {
    readonly text: string;
    readonly precedence: number;
    /** Of an operation of two operands: its operator. */
    readonly token?: string;
  }

  /** An operand without the parentheses that it may have. */
  function bare(node: TypeScript.Expression): Written {
    const operation = operations.get(node);
    if (operation !== undefined)
      return {
        text: operate(node),
        precedence: operation.precedence,
        ...(operation.right && { token: operation.token }),
      };
    if (ts.isParenthesizedExpression(node) && !hasComment(node)) return bare(node.expression);
    const precedence = precedenceOf(ts, node);
    const token = ts.isBinaryExpression(node) ? { token: node.operatorToken.getText() } : {};
    return { text: joined(pieces(node)), precedence, ...token };
  }

  function hasComment(node: TypeScript.ParenthesizedExpression): boolean {
    const { expression } = node;
    return /\/[/*]/.test(text.slice(node.getStart(), expression.getStart()) + text.slice(expression.end, node.end));
  }

  /** A chain of calls that went over several lines, most of which are operators now. */
  function joined(written: string): string {
    return /[`]|\/[/*]/.test(written) ? written : written.replace(/\s*\n\s*(?=\??\.)/g, '');
  }

  function needsParentheses(node: TypeScript.Expression, written: string): boolean {
    const { precedence } = operations.get(node)!;
    const { parent } = node;
    if (cautious && isComparison(precedence)) return true;
    if (ts.isBinaryExpression(parent)) {
      const outer = precedenceOfToken(parent.operatorToken.getText());
      if (outer <= P.logical) return precedence < outer;
      return parent.left === node ? precedence < (outer === P.power ? P.postfix : outer) : precedence <= outer;
    }
    if (isUnary(ts, parent)) return precedence < P.unary || /^[-+]/.test(written);
    if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) return precedence < P.relational;
    if (ts.isConditionalExpression(parent)) return precedence < P.conditional;
    const holds =
      ts.isPostfixUnaryExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isPropertyAccessExpression(parent) ||
      ts.isTaggedTemplateExpression(parent) ||
      ts.isExpressionWithTypeArguments(parent) ||
      ts.isDecorator(parent) ||
      (ts.isElementAccessExpression(parent) && parent.expression === node) ||
      ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node);
    return holds;
  }

  /** Where semicolons are left out, a statement that now begins like the rest of an expression needs one. */
  function separated(node: TypeScript.ExpressionStatement, written: string): string {
    if (written[0] === text[node.getStart()] || !/^[([`+\-/~]/.test(written)) return written;
    const before = text.slice(0, node.getStart()).replace(/\s+$/, '');
    return before === '' || /[;{]$/.test(before) ? written : `;${written}`;
  }

  /** Compares trees: what was rewritten must be read as what it was. */
  function meansTheSame(rewrittenText: string): boolean {
    const again = ts.createSourceFile(file.fileName, rewrittenText, file.languageVersion, true);
    return shape(file) === shape(again);
  }

  function shape(node: TypeScript.Node): string {
    const operation = operations.get(node);
    if (operation !== undefined) {
      const operands = [operation.left, operation.right].filter((x) => x !== undefined);
      return `(${[operation.token, ...operands.map(shape)].join(' ')})`;
    }
    if (ts.isParenthesizedExpression(node)) return shape(node.expression);
    if (ts.isBinaryExpression(node))
      return `(${node.operatorToken.getText()} ${shape(node.left)} ${shape(node.right)})`;
    if (ts.isPrefixUnaryExpression(node)) return `(${ts.tokenToString(node.operator)} ${shape(node.operand)})`;
    if (ts.isStringLiteralLike(node)) return JSON.stringify(adoptedName(node.text) ?? node.text);
    const children: string[] = [];
    ts.forEachChild(node, (child) => {
      if (!ts.isEmptyStatement(child)) children.push(shape(child));
    });
    return children.length === 0 ? `${node.kind}:${node.getText()}` : `${node.kind}[${children.join(',')}]`;
  }
}

const isComparison = (precedence: number): boolean => precedence === P.equality || precedence === P.relational;

const enclosed = ({ text, precedence }: { text: string; precedence: number }, least: number): string =>
  precedence < least ? `(${text})` : text;
