/** The table of a file's call sites: what `$s(base + index, …)` refers to. */
import type * as TypeScript from 'typescript';

export class Sites {
  readonly places: (readonly [line: number, column: number])[] = [];

  constructor(private readonly file: TypeScript.SourceFile) {}

  /** Index of the place where `node` starts; what V8 would name for a call is its property name. */
  index(node: TypeScript.Node): number {
    const { line, character } = this.file.getLineAndCharacterOfPosition(node.getStart(this.file));
    return this.places.push([line + 1, character + 1]) - 1;
  }

  line(node: TypeScript.Node): number {
    return this.file.getLineAndCharacterOfPosition(node.getStart(this.file)).line + 1;
  }
}
