/**
 * The front end, feature by feature: for each program of corpus/, the JavaScript that it becomes, the graph that is
 * fused, and what it prints. After a change that is meant to change them: `vitest run test/golden/corpus.test.ts --update`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeProject, type Project } from '../unit/loader/project';

const FOLDER = join(__dirname, 'corpus');

let project: Project;
beforeAll(() => {
  project = makeProject({ 'package.json': '{ "type": "module" }' });
});
afterAll(() => project.remove());

const section = (title: string, text: string): string => (text === '' ? '' : `${title}\n\n${text.trimEnd()}\n\n`);

/** The statements of a program's own: from its first comment on. */
const own = (js: string): string => js.slice(js.search(/^\/\/ /m)).replace(/^\/\/#.*/gm, '');

test.each(readdirSync(FOLDER).filter((file) => file.endsWith('.ts')))('%s', { timeout: 60_000 }, async (file) => {
  const source = readFileSync(join(FOLDER, file), 'utf8');
  project.write({ 'main.ts': source });
  // However little there is to do in them.
  const loops = file.startsWith('loops') ? ['--loops', 'always'] : [];
  const { out: warnings } = await project.legatec('check', 'main.ts');
  const js = await project.legatec(...loops, '--emit=js', '--silence', 'LGT2302,LGT2303,LGT2305,LGT2306', 'main.ts');
  expect(js.err).toBe('');
  const silenced = ['--silence', 'LGT2302,LGT2303,LGT2305,LGT2306'];
  const run = await project.legatec('--cpus', '2', ...loops, ...silenced, '--emit=fused', 'main.ts');
  expect(run.code, run.err).toBe(0);
  const seen =
    section('== source', source) +
    section('== warnings', warnings) +
    section('== JavaScript', own(js.out)) +
    section('== fused', run.err) +
    section('== output', run.out);
  await expect(seen.replaceAll(project.folder, '.')).toMatchFileSnapshot(join(FOLDER, file.replace('.ts', '.txt')));
});
