/** `npm start`: the sync server, the SMS sandbox and the console with the demo venue; ends all of it together. */
import { execFile, spawn } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { electronProgram } from './electron.ts'
import { freePort, onStop, ROOT, type Service, startService, stopService } from './processes.ts'
import { buildElectron, buildWebHost, buildWindow, WEB_HOST } from './window.ts'

async function portOf(name: string, fallback: number): Promise<number> {
  const text = process.env[name] ?? String(fallback)
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    process.stderr.write(`${name} must be a port between 0 and 65535, not "${text}".\n`)
    process.exit(2)
  }
  return port === 0 ? freePort() : port
}

const serverPort = await portOf('PORT', 4310)
const sandboxPort = await portOf('GREENLIGHT_SANDBOX_PORT', 4312)
const deskPort = await portOf('GREENLIGHT_DESK_PORT', 4311)
const env: NodeJS.ProcessEnv = {
  ...process.env,
  GREENLIGHT_DEMO: process.env.GREENLIGHT_DEMO ?? '1',
  PORT: String(serverPort),
  GREENLIGHT_SANDBOX_PORT: String(sandboxPort),
  GREENLIGHT_DESK_PORT: String(deskPort),
}

/** The demo's accounts; or, of a server that begins empty, the code that sets it up. */
async function wayIn(): Promise<string[]> {
  if (env.GREENLIGHT_DEMO === '1') {
    return ['  Sign in as owner@demo.test or staff@demo.test, password: greenlight. Ctrl-C ends all of it.']
  }
  const asked = promisify(execFile)(process.execPath, [path.join(ROOT, 'sync-server/main.ts'), 'setup'], { env })
  const words = await asked.then(
    ({ stdout }) => stdout.trimEnd().split('\n'),
    () => ['Sign in with your account.'],
  )
  return [...words.map((line) => `  ${line}`), '', '  Ctrl-C ends all of it.']
}

const services: Service[] = []
let stopping: Promise<void> | null = null
function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    for (const service of [...services].reverse()) await stopService(service)
    process.exit(code)
  })()
  return stopping
}
onStop(() => void stop(0))

async function start(name: string, file: string, args: readonly string[] = []): Promise<string> {
  const service = await startService(name, file, args, env)
  services.push(service)
  service.child.on('exit', (code) => {
    if (stopping) return
    process.stderr.write(`${name} ended unexpectedly; stopping the rest.\n`)
    void stop(code || 1)
  })
  return service.url
}

try {
  process.stdout.write('Building the window …\n')
  buildWindow()
  const sandbox = await start('The SMS sandbox', 'sync-server/sandbox/main.ts')
  const server = await start('The sync server', 'sync-server/main.ts')
  const electron = electronProgram()
  let desk: string
  if (electron) {
    buildElectron()
    const child = spawn(electron, [ROOT, '--server', server], { cwd: ROOT, env, stdio: 'inherit' })
    services.push({ name: 'The console', child, url: '' })
    child.on('exit', (code) => void stop(code ?? 0))
    desk = 'in its own window'
  } else {
    process.stdout.write('No Electron or no display here: the console is served for a browser.\n')
    buildWebHost()
    desk = await start('The console', WEB_HOST, ['--server', server])
  }
  process.stdout.write(
    [
      '',
      `  Console        ${desk}`,
      `  SMS sandbox    ${sandbox}   a phone to text from`,
      `  Sync server    ${server}`,
      '',
      ...(await wayIn()),
      '',
    ].join('\n'),
  )
} catch (error) {
  const code = error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 1
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  await stop(code)
}
