// The way into every npm script: plain JavaScript for whatever Node is there. Installs what is missing, then hands over
// to the project's own Node (a dependency), which runs TypeScript as it is.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..')
const [script, ...args] = process.argv.slice(2)

/** True when every package that the lockfile asks for here is installed in the version that it names. */
function installed() {
  const hidden = path.join(root, 'node_modules/.package-lock.json')
  if (!existsSync(hidden)) return false
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages
  return Object.entries(wanted).every(
    ([place, p]) => place === '' || present[place]?.version === p.version || (p.optional && !present[place]),
  )
}

/** The project's Node: one optional package a platform, of which npm installs the fitting one. */
function projectNode() {
  const require = createRequire(path.join(root, 'package.json'))
  const names = Object.keys(require('./package.json').optionalDependencies).filter((n) => /^node-/.test(n))
  for (const name of names) {
    const bin = path.join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(bin)) return bin
  }
  return process.execPath
}

// Not `npm ci`: it refuses a lockfile that was made where other platforms' optional packages could not be seen.
if (!installed()) {
  process.stderr.write('Installing what is missing (npm install) …\n')
  const quiet = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', quiet, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    process.stderr.write('npm install failed: see above.\n')
    process.exit(status ?? 1)
  }
}

const node = projectNode()
const env = {
  // What was compiled once is kept: most of a start would be spent on it. Tests run what is there, not what was kept.
  ...(!script.startsWith('test') && { NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/node') }),
  ...process.env,
  PATH: [path.dirname(node), path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
}
const child = spawn(node, [path.join(root, 'scripts', `${script}.ts`), ...args], { cwd: root, env, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// A shell between npm and this process passes no signal on: when it is gone, so is whoever started this.
const parent = process.ppid
setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)))
