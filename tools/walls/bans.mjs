/**
 * @typedef {{ regex: string, message: string, importNamePattern?: string }} Ban what may not be imported, and why, in a sentence
 * @typedef {{ selector: string, message: string }} Syntax what may not be written, and why
 */

// esquery ends a regular expression at the first slash, escaped or not
const inSelector = (regex) => regex.replaceAll('\\/', '/').replaceAll('/', '\\u002F');

/** What no wall can look through: an import whose name is made at run time, and a `require` of one's own making. */
const unseen = [
  { selector: 'ImportExpression[source.type!="Literal"]', message: 'Walls read the name of what is imported: write it as a plain string.' },
  { selector: 'CallExpression[callee.type="CallExpression"][callee.callee.name="createRequire"]', message: 'Walls do not see what is required: import it.' },
  { selector: 'VariableDeclarator[init.callee.name="createRequire"]', message: 'Walls do not see what is required: import it.' },
  { selector: 'MemberExpression[object.name="process"][property.name="getBuiltinModule"]', message: 'Walls do not see what is fetched so: import it.' },
];

/** `import`, `export from`, `import()` and `import('x').Type` all refuse what is banned: ESLint's own rule sees the first two only. */
export const walls = (/** @type {Ban[]} */ bans, /** @type {Syntax[]} */ syntax = []) => ({
  'no-restricted-imports': ['error', { patterns: bans.map(({ regex, message, importNamePattern }) => ({ regex, message, caseSensitive: true, ...(importNamePattern && { importNamePattern }) })) }],
  'no-restricted-syntax': [
    'error',
    ...bans
      .filter(({ importNamePattern }) => !importNamePattern)
      .flatMap(({ regex, message }) => [
        { selector: `ImportExpression > Literal[value=/${inSelector(regex)}/]`, message },
        { selector: `TSImportType > Literal[value=/${inSelector(regex)}/]`, message },
        { selector: `TSImportType > TSLiteralType > Literal[value=/${inSelector(regex)}/]`, message },
      ]),
    ...unseen,
    ...syntax,
  ],
});

/** Bans every package that is not one of `names` (`@nestjs/*` for a scope); paths and rooms are the business of other walls. */
export const onlyPackages = (/** @type {string[]} */ names, /** @type {string} */ message) => {
  const allowed = names.map((name) => (name.endsWith('*') ? name.slice(0, -1) : `${name}(?:/|$)`));
  return { regex: `^(?!\\.|/|@culprit/${allowed.map((name) => `|${name.replaceAll('.', '\\.')}`).join('')})`, message };
};

/**
 * Of a collection of folders (`providers/x`, `kinds/x`): a file may reach the contract files beside the folders and the folders of the room named in
 * `open`, and nothing else outside its own.
 */
export const collection = (/** @type {string} */ folder, /** @type {{ neighbour: string, house: string, open?: string }} */ { neighbour, house, open = '$.' }) =>
  // how many `../` lead out of the folder depends on how deep the file lies in it
  [1, 2, 3, 4, 5].map((depth) => {
    const out = '\\.\\./'.repeat(depth);
    return {
      files: [`${folder}${'/*'.repeat(depth)}/*.ts`],
      bans: [
        { regex: `^(?:\\./)?${out}(?!\\.\\.)[^/]+/`, message: neighbour },
        { regex: `^(?:\\./)?${out}\\.\\./(?!(?:${open})/)`, message: house },
        // down and up again leads anywhere
        { regex: '[^./][^/]*/\\.\\./', message: neighbour },
      ],
    };
  });
