/** What deploy/ says is held against the product: commands, names of settings, paths, addresses. */
import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseEnv } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { testEdge } from '../sync-server/http/testing.ts'
import { readSettings, SETTING_NAMES } from '../sync-server/settings.ts'
import { freePort, ROOT } from './processes.ts'

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-deploy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const manifest = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'optionalDependencies',
  Record<string, string>
>
const units = readdirSync(path.join(ROOT, 'deploy')).filter((name) => name.endsWith('.service'))
const container = read('deploy/Containerfile')

/** Values of a key of a unit, in their order. */
const valuesOf = (unit: string, key: string) =>
  [...read(`deploy/${unit}`).matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map((m) => m[1]!)

test('every name in the file of settings is one that the server reads, and filled in it starts', () => {
  const given = parseEnv(read('deploy/server.env'))
  expect(Object.keys(given).filter((name) => !SETTING_NAMES.includes(name))).toEqual([])
  const filled = { ...given, TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'secret' }
  expect(readSettings(filled)).toMatchObject({
    host: '127.0.0.1',
    port: 4310,
    publicUrl: 'https://sms.your-venue.example',
  })
  const inUnits = units.flatMap((unit) => valuesOf(unit, 'Environment').map((value) => value.split('=')[0]!))
  const inContainer = [...(/^ENV (.*)$/m.exec(container)?.[1] ?? '').matchAll(/(\w+)=/g)].map((m) => m[1]!)
  expect(inContainer).toEqual(['NODE_ENV', 'GREENLIGHT_DATA', 'PORT'])
  expect([...inUnits, ...inContainer.slice(1)].filter((name) => !SETTING_NAMES.includes(name))).toEqual([])
})

test('the README names every setting of the server', () => {
  const readme = read('README.md')
  expect(SETTING_NAMES.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})

test.each(units)('%s starts what is there, as nobody, with one folder to write to', (unit) => {
  const [home] = valuesOf(unit, 'WorkingDirectory')
  const [node, script] = valuesOf(unit, 'ExecStart')[0]!.split(' ')
  expect(existsSync(path.join(ROOT, script!))).toBe(true)
  const found = /^(.+)\/node_modules\/(node-[a-z]+-[a-z0-9]+)\/bin\/node$/.exec(node!)
  expect(found?.[1]).toBe(home)
  expect(Object.keys(manifest.optionalDependencies)).toContain(found?.[2])
  const locked = {
    DynamicUser: 'yes',
    StateDirectory: 'greenlight',
    NoNewPrivileges: 'yes',
    ProtectSystem: 'strict',
    ProtectHome: 'yes',
    PrivateTmp: 'yes',
    UMask: '0077',
  }
  for (const [key, value] of Object.entries(locked)) expect([key, valuesOf(unit, key)]).toEqual([key, [value]])
  expect(valuesOf(unit, 'Environment')).toEqual(['GREENLIGHT_DATA=/var/lib/greenlight'])
})

const analyser = spawnSync('systemd-analyze', ['--version']).status === 0
test.skipIf(!analyser)('systemd has nothing to say against the units', () => {
  for (const unit of readdirSync(path.join(ROOT, 'deploy')).filter((name) => /\.(service|timer)$/.test(name))) {
    // The program is elsewhere here; everything else is as it will be.
    writeFileSync(
      path.join(folder, unit),
      read(`deploy/${unit}`).replaceAll(/\/opt\/greenlight\/node_modules\/\S+\/node\b/g, '/bin/true'),
    )
  }
  for (const unit of units) {
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', path.join(folder, unit)], { encoding: 'utf8' })
    expect(stdout + stderr).toBe('')
  }
})

test('both proxies pass on what desks and providers call, sockets included, and nothing else', async () => {
  await using edge = await testEdge()
  const headers = await edge.signIn()
  const { paths } = (await edge.app.inject({ url: '/api/openapi.json', headers })).json() as {
    paths: Record<string, unknown>
  }
  const called = [...Object.keys(paths), '/socket.io/']
  const inside = ['/metrics', '/readyz']
  const nginx = [...read('deploy/nginx.conf').matchAll(/location (= )?(\S+) \{\s*([^}]*)\}/g)].map(
    ([, exact, where, body]) => ({ exact: exact !== undefined, where: where!, passed: body!.includes('proxy_pass') }),
  )
  const byNginx = (url: string) =>
    nginx
      .filter(({ exact, where }) => (exact ? url === where : url.startsWith(where)))
      .toSorted((a, b) => b.where.length - a.where.length)[0]!.passed
  const caddy = /@open path (.*)/.exec(read('deploy/Caddyfile'))![1]!.split(' ')
  const byCaddy = (url: string) =>
    caddy.some((where) => (where.endsWith('*') ? url.startsWith(where.slice(0, -1)) : url === where))
  for (const url of called)
    expect([url, byNginx(url), byCaddy(url)]).toEqual([url, !inside.includes(url), !inside.includes(url)])
  const port = String(readSettings({}).port)
  expect(read('deploy/nginx.conf')).toContain(`server 127.0.0.1:${port};`)
  expect(read('deploy/Caddyfile')).toContain(`reverse_proxy 127.0.0.1:${port}`)
  expect(
    /location \/socket\.io\/ \{[^}]*Upgrade \$http_upgrade;[^}]*Connection \$greenlight_connection;/.test(
      read('deploy/nginx.conf'),
    ),
  ).toBe(true)
  // What a client claims to have been forwarded for must not pass for the truth.
  expect(read('deploy/nginx.conf')).toContain('X-Forwarded-For $proxy_add_x_forwarded_for')
})

/** The files that the container's last stage copies, laid out as there. */
function layOut(): string {
  const image = path.join(folder, randomUUID())
  const left = read('deploy/Containerfile.dockerignore').includes('**/*.test.ts')
  for (const [, list] of container.matchAll(/^COPY (?!--from|package\.json package-lock)(.*)$/gm)) {
    const [to, ...from] = list!.split(' ').reverse() as [string, ...string[]]
    for (const file of from) {
      expect(existsSync(path.join(ROOT, file)), file).toBe(true)
      const target = to === './' ? path.join(image, file) : path.join(image, to)
      mkdirSync(path.dirname(target), { recursive: true })
      cpSync(path.join(ROOT, file), target, { recursive: true, filter: (one) => !left || !one.endsWith('.test.ts') })
    }
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(image, 'node_modules'))
  return image
}

test('what the container holds starts, says that it is healthy, and ends on SIGTERM', async () => {
  const image = layOut()
  const [port, data] = [await freePort(), path.join(folder, 'data')]
  const entry = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(container)![1]!) as string[]
  const health = JSON.parse(/HEALTHCHECK[^[]*(\[.*\])$/m.exec(container)![1]!) as string[]
  expect([entry[0], health[0]]).toEqual(['node', 'node'])
  const env = { PATH: process.env.PATH, GREENLIGHT_DATA: data, PORT: String(port) }
  const check = () => spawnSync(process.execPath, health.slice(1), { env }).status
  const server = spawn(process.execPath, entry.slice(1), { cwd: image, env, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(server, 'close')
  const [line] = await once(createInterface(server.stdout), 'line')
  expect(line).toBe(`Sync server: http://127.0.0.1:${port}`)
  expect(check()).toBe(0)
  server.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(check()).toBe(1)
  expect(container).toMatch(/^USER node$/m)
  expect(container.match(/^FROM /gm)).toHaveLength(2)
})

/** The packages that a file needs when it runs, with all that it imports. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>()
  if (seen.has(file)) return found
  seen.add(file)
  const imports = readFileSync(file, 'utf8').matchAll(
    /(?:^(?:import|export) (?!type\b)(?:[^'\n]* from )?|^\} from |\bimport\()'([^']+)'/gm,
  )
  for (const [, name] of imports) {
    if (name!.startsWith('.')) for (const one of packagesOf(path.join(path.dirname(file), name!), seen)) found.add(one)
    else if (name!.startsWith('#shared/'))
      for (const one of packagesOf(path.join(ROOT, name!.slice(1)), seen)) found.add(one)
    else if (!name!.startsWith('node:'))
      found.add(
        name!
          .split('/')
          .slice(0, name!.startsWith('@') ? 2 : 1)
          .join('/'),
      )
  }
  return found
}

test('the server imports no package that the container leaves out', () => {
  const packages = [...packagesOf(path.join(ROOT, 'scripts/server.ts'))]
  expect(packages).toEqual(expect.arrayContaining(['better-sqlite3', 'fastify', 'zod', 'openai', 'twilio']))
  expect(packages.filter((name) => !(name in manifest.dependencies))).toEqual([])
})
