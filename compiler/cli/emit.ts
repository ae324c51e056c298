/** `--emit=js`: the program as it will run. */
import type { CompiledProgram } from '../loader/compile';

/** Prints all files of a program, its first one last: what is imported runs before. */
export function printJavaScript(program: CompiledProgram, entry: string): void {
  const names = Object.keys(program.files);
  for (const name of [...names.filter((other) => other !== entry), entry]) {
    const code = program.files[name]!.code.replace(/\/\/# sourceMappingURL=.*\n$/, '');
    process.stdout.write(names.length > 1 ? `// ${name}\n${code}` : code);
  }
}
