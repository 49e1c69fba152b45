/** Loads the local engine in a fresh process, asks it once, and tells how long both took. */
const begun = performance.now()
const { createLocalEngine } = await import('../../sync-server/engines/local/engine.ts')
await createLocalEngine().classify(['How much is a trim?'], new AbortController().signal)
const ms = performance.now() - begun
process.on('SIGTERM', () => process.exit(0))
setInterval(() => undefined, 1_000)
process.stdout.write(`loaded: http://loaded.invalid/?ms=${ms}\n`)
