/** Module names in emitted files: what named a source file names what was made of it. */
import type * as TypeScript from 'typescript';

export interface Retargeting {
  readonly script: TypeScript.TransformerFactory<TypeScript.SourceFile>;
  readonly declarations: TypeScript.TransformerFactory<TypeScript.SourceFile | TypeScript.Bundle>;
}

/** @param target the name to write for a specifier, and for what of it a type names; undefined: as it was. */
export function retargetModules(
  ts: typeof TypeScript,
  target: (specifier: string, name?: string) => string | undefined,
): Retargeting {
  return {
    script: (context) => (file) => ts.visitEachChild(file, visitor(context, scriptName), context),
    declarations: (context) => (file) =>
      ts.isSourceFile(file) ? ts.visitEachChild(file, visitor(context, declarationName), context) : file,
  };

  function visitor(
    context: TypeScript.TransformationContext,
    nameOf: (node: TypeScript.Node) => TypeScript.Node | undefined,
  ): TypeScript.Visitor {
    const { factory } = context;
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const name = nameOf(node);
      if (name === undefined || !ts.isStringLiteralLike(name)) return ts.visitEachChild(node, visit, context);
      const text = target(name.text, nameOfType(node));
      if (text === undefined || text === name.text) return ts.visitEachChild(node, visit, context);
      const inner = (child: TypeScript.Node): TypeScript.Node =>
        child === name
          ? ts.setOriginalNode(ts.setTextRange(factory.createStringLiteral(text), name), name)
          : ts.isLiteralTypeNode(child)
            ? ts.visitEachChild(child, inner, context)
            : visit(child);
      return ts.visitEachChild(node, inner, context);
    };
    return visit;
  }

  /** `T` of `import('…').T` */
  function nameOfType(node: TypeScript.Node): string | undefined {
    if (!ts.isImportTypeNode(node) || node.qualifier === undefined) return undefined;
    let name = node.qualifier;
    while (ts.isQualifiedName(name)) name = name.left;
    return name.text;
  }

  /** The module that a node of a script names. */
  function scriptName(node: TypeScript.Node): TypeScript.Node | undefined {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
    if (!ts.isCallExpression(node)) return undefined;
    const { expression } = node;
    const loads =
      expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
    return loads ? node.arguments[0] : undefined;
  }

  function declarationName(node: TypeScript.Node): TypeScript.Node | undefined {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
    if (ts.isExternalModuleReference(node)) return node.expression;
    if (ts.isModuleDeclaration(node)) return node.name;
    return ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  }
}
