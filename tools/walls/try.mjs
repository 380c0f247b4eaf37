// Lints texts as if they stood in files of the house. Standard input: [{ file, source }]; standard output: the messages of each.
// A process of its own, because ESLint and nx load native parts that a test runner's module registry does not bear.
import { dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import { writeProjectGraph } from '../project-graph.mjs';

await writeProjectGraph();
const root = join(dirname(import.meta.filename), '..', '..');
// the files need not exist, so nothing that asks for types can run
const untyped = [{ files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } }, rules: { '@typescript-eslint/no-floating-promises': 'off' } }];
const eslint = new ESLint({ cwd: root, overrideConfig: untyped });

const answers = [];
for (const { file, source } of await json(process.stdin)) {
  const [result] = await eslint.lintText(source, { filePath: join(root, file) });
  answers.push(result.messages.map(({ ruleId, message }) => ({ ruleId, message })));
}
process.stdout.write(JSON.stringify(answers));
