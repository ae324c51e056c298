/**
 * `legate-ts/unplugin`: a plugin for bundlers. TypeScript files are checked and compiled by legate-ts; the
 * package itself stays outside of the bundle.
 *
 *     import legate from 'legate-ts/unplugin';
 *     export default { plugins: [legate.vite()] };      // or .rollup(), .rolldown(), .esbuild()
 */
import { createUnplugin } from 'unplugin';
import { ownModule } from '../source/package';
import { Programs } from './programs';

const plugin = createUnplugin((_options: undefined, { framework }) => {
  const programs = new Programs();
  return {
    name: 'legate-ts',
    // Before what else takes types away.
    enforce: 'pre',
    resolveId(specifier, importer) {
      if (ownModule(specifier) !== undefined) return { id: specifier, external: true };
      // esbuild finds what TypeScript finds, and would name what is found for it after this plugin.
      if (importer === undefined || framework === 'esbuild') return undefined;
      return programs.known(importer)?.imports.get(specifier);
    },
    transformInclude: (id) => /\.[mc]?ts$/.test(id) && !/\.d\.[mc]?ts$/.test(id) && !id.includes('/node_modules/'),
    transform(_code, id) {
      const module = programs.module(id);
      if (typeof module === 'string') return this.error(`LGT2001: the program has type errors\n${module}`);
      for (const other of module.others) this.addWatchFile(other);
      const { code, map } = module;
      return map === undefined ? code : { code, map: { ...map, sources: [...map.sources], names: [...map.names] } };
    },
    buildStart: () => programs.clear(),
    watchChange: () => programs.clear(),
  };
});

export = plugin;
