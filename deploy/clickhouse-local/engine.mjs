// One directory of the embedded engine, asked as a server would be.
import { createRequire } from 'node:module';

// The engine is a dependency of the room that embeds it: the same version, wherever npm put it.
const { Session } = createRequire(new URL('../../libs/clickhouse/package.json', import.meta.url))('chdb');

const literal = (text) => `'${text.replace(/[\\']/g, '\\$&')}'`;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What goes before a statement. Values arrive as the client wrote them for the wire, and a parameter set like this is read the same way. */
export const preamble = ({ database, settings, params }) => {
  const bad = [...settings, ...params].find(([name]) => !NAME.test(name));
  if (bad !== undefined) throw new Error(`Code: 115. DB::Exception: Unknown setting '${bad[0]}'. (UNKNOWN_SETTING)`);
  return [
    // A long parameter is a long statement here; on a server it would be none.
    'SET max_query_size = 268435456',
    ...(database === undefined || database === '' ? [] : [`USE \`${database.replace(/[\\`]/g, '\\$&')}\``]),
    ...[...settings, ...params].map(([name, value]) => `SET ${name} = ${literal(value)}`),
  ];
};

/** @param {string} path */
export const openEngine = (path) => {
  // Held open: the directory stays ours, and tables stay loaded, between requests.
  const keeper = new Session(path);
  return {
    /** A session of its own for every request: settings and parameters stay with the session. */
    async run(request) {
      const session = new Session(path);
      try {
        for (const statement of preamble(request)) await session.queryAsync(statement);
        return await session.queryAsync(request.statement, { format: request.format ?? 'TabSeparated' });
      } finally {
        session.close();
      }
    },
    close: () => keeper.close(),
  };
};
