// Exit 0 while this container's process says that it is ready; else its reasons and 1.
const port = process.env['ADMIN_PORT'] || '9464';
try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4000) });
  console.log(await answer.text());
  process.exit(answer.ok ? 0 : 1);
} catch (error) {
  console.log(`no answer at port ${port}: ${error.message}`);
  process.exit(1);
}
