/** A model answers for a venue over real HTTP: chosen without a restart, counted, and stood in for when it fails. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import type { EngineSetting } from '#shared/engine.ts'
import { everythingOnAuto, type TestServer, testServer, withAutoSend } from '../testing.ts'
import { readEngine } from './log.ts'
import { openModels } from './models.ts'
import { openModel } from './openai/engine.ts'
import { type Answer, type Asked, honest, type StandIn, startStandIn } from './openai/testing.ts'

let open: AsyncDisposable[] = []
afterEach(async () => {
  for (const one of open.reverse()) await one[Symbol.asyncDispose]()
  open = []
})

const NO_PRICES = { inputPrice: null, outputPrice: null }

async function serverOver(standIn: Pick<StandIn, 'baseUrl'>): Promise<TestServer> {
  let server: TestServer | null = null
  const settings = { apiKey: 'the-key', baseUrl: standIn.baseUrl, model: 'small-1' }
  server = await testServer({ models: openModels(settings, () => server?.now() ?? 0) })
  open.push(server)
  await withAutoSend(server)
  return server
}

async function venueOver(answer: (asked: Asked) => Answer) {
  const standIn = await startStandIn(answer)
  open.push(standIn)
  return { standIn, s: await serverOver(standIn) }
}

let numbers = 0
/** @returns the decision, and the draft that it names */
async function ask(s: TestServer, body: string) {
  numbers += 1
  await s.text(body, `+4477009${String(20_000 + numbers)}`)
  s.pass(8 * SECOND)
  await s.step()
  const decision = (await s.rows('decisions')).at(-1)!
  return { decision, draft: (await s.rows('drafts')).find((one) => one.id === decision.draftId) }
}

const view = (s: TestServer) => readEngine(s.deps, s.venueId)
const uses = (engine: Partial<EngineSetting>): Partial<EngineSetting> => engine

test('a model answers where there is a key, until an owner says otherwise; the next text is under the new word', async () => {
  const { s, standIn } = await venueOver(honest)
  expect((await ask(s, 'How much is a trim?')).decision).toMatchObject({
    engine: 'openai:small-1',
    outcome: 'auto_queued',
  })
  const asked = standIn.asked.length
  expect(await s.command('engine.set', uses({ uses: 'local' }))).toMatchObject({ status: 'done' })
  expect((await ask(s, 'How much is a trim?')).decision.engine).toBe(s.deps.engine.name)
  expect(standIn.asked).toHaveLength(asked)
  await s.command('engine.set', uses({ uses: 'model', model: 'large-2' }))
  expect((await ask(s, 'How much is a trim?')).decision.engine).toBe('openai:large-2')
  expect(standIn.asked.at(-1)!.model).toBe('large-2')
  expect((await s.venue()).engine).toEqual({ uses: 'model', model: 'large-2', ...NO_PRICES })
})

test('where the model fails, the local engine classifies, its reply waits as a draft, and the record says so', async () => {
  const { s, standIn } = await venueOver(() => ({ status: 503, body: '{}', headers: { 'retry-after-ms': '1' } }))
  const { decision, draft } = await ask(s, 'How much is a trim?')
  expect(decision).toMatchObject({
    engine: `${s.deps.engine.name} for openai:small-1 (http_503)`,
    intent: 'pricing',
    outcome: 'drafted',
    reasons: ['validation'],
  })
  expect(draft).toMatchObject({
    text: expect.stringContaining('£35'),
    problems: [{ code: 'engine_failed', text: 'The model did not answer: the local engine wrote this.' }],
  })
  // One question, tried twice: it is not asked once more for the reply.
  expect(standIn.asked).toHaveLength(2)
  expect((await view(s)).figures).toMatchObject({ replies: 1, fellBack: 1 })
})

test('what only the reply fails at keeps what the model has found', async () => {
  const { s } = await venueOver((asked) => (asked.kind === 'compose' ? { says: 'A trim is £20' } : honest(asked)))
  expect(await ask(s, 'How much is a trim?')).toMatchObject({
    decision: {
      intent: 'pricing',
      confidence: 0.97,
      outcome: 'drafted',
      engine: expect.stringContaining('unreadable'),
    },
    draft: { text: expect.not.stringContaining('£20'), mustEdit: false },
  })
})

test('nothing leaves by itself while the model is away, whatever is asked', async () => {
  const { s } = await venueOver(() => ({ says: '' }))
  await everythingOnAuto(s)
  for (const text of [
    'How much is a trim?',
    'Are you open Saturday?',
    'Is there parking?',
    'Can I have your booking link',
  ])
    expect((await ask(s, text)).decision.outcome).not.toBe('auto_queued')
  // Left alone by now: it is not even asked.
  expect((await view(s)).breaker.state).toBe('open')
})

test('time, tokens, cost and failures are counted, of each engine its own', async () => {
  let fails = false
  const { s } = await venueOver((asked) => (fails ? { status: 401, body: '{}' } : honest(asked)))
  expect((await view(s)).figures).toMatchObject({ replies: 0, p50: null, cost: null, costPerReply: null })
  // £0.20 and £1.60 for a million tokens
  await s.command('engine.set', { inputPrice: 2_000, outputPrice: 16_000 })
  await ask(s, 'How much is a trim?')
  await ask(s, 'How much is a trim please?')
  const { figures } = await view(s)
  // Two questions a reply, each of 1,000 tokens read and 100 written
  expect(figures).toMatchObject({ replies: 2, fellBack: 0, p50: 0, p95: 0, tokensIn: 4_000, tokensOut: 400 })
  expect(figures.costPerReply).toBeCloseTo(2 * (0.001 * 2_000 + 0.0001 * 16_000))
  expect(figures.cost).toBeCloseTo(2 * figures.costPerReply!)
  expect((await view(s)).lastError).toBeNull()
  fails = true
  const check = await s.command('engine.check', {})
  expect(check).toMatchObject({ status: 'done', result: { answered: false, code: 'http_401' } })
  const failing = await view(s)
  expect(failing).toMatchObject({
    breaker: { state: 'open', until: s.now() + 30 * SECOND },
    lastCheck: { code: 'http_401' },
    lastError: { code: 'http_401', at: s.now() },
  })
  fails = false
  await s.command('engine.check', {})
  expect(await view(s)).toMatchObject({ breaker: { state: 'closed' }, lastCheck: { code: null } })
  await s.command('engine.set', { uses: 'local' })
  expect(await view(s)).toMatchObject({ uses: 'local', figures: { replies: 0, cost: 0 }, lastError: null })
})

test('a preview asks the model alone: what the local engine would say is no answer to "how does it do?"', async () => {
  let fails = false
  const { s } = await venueOver((asked) => (fails ? { says: '' } : honest(asked)))
  expect(await s.command('preview.run', { text: 'How much is a trim?' })).toMatchObject({ status: 'done' })
  expect((await view(s)).figures).toMatchObject({ replies: 0, tokensIn: 2_000 })
  fails = true
  await expect(s.command('preview.run', { text: 'How much is a trim?' })).rejects.toMatchObject({
    code: 'engine_unavailable',
  })
})

test('without a key there is no model to choose; the key stands in no row, no log and no answer', async () => {
  const s = await testServer()
  open.push(s)
  expect(await s.command('engine.set', { uses: 'model' })).toMatchObject({ code: 'no_model' })
  expect(await view(s)).toMatchObject({ uses: 'local', offers: null })
  const { s: keyed } = await venueOver(honest)
  await keyed.command('engine.set', { model: 'large-2' })
  await keyed.command('engine.check', {})
  const audit = await keyed.deps.storage.read((db) => db.selectFrom('audit').selectAll().execute())
  expect(audit.map((entry) => entry.action)).toContain('engine.set')
  expect(JSON.stringify([await view(keyed), await keyed.venue(), audit])).not.toContain('the-key')
})

test('an endpoint that is frozen, comes back, and is killed in the middle of its answer', async () => {
  const child = spawn(process.execPath, [new URL('openai/stand-in.ts', import.meta.url).pathname])
  open.push({ [Symbol.asyncDispose]: async () => void child.kill('SIGKILL') })
  const [address] = await once(child.stdout, 'data')
  const settings = { apiKey: 'k', baseUrl: String(address).trim(), model: 'small-1' }
  const model = openModel(settings, { deadlineMs: 400 })
  const classify = (signal = AbortSignal.timeout(20_000)) =>
    model.engine(undefined, true).classify(['How much is a trim?'], signal)
  await expect.poll(() => classify().catch(() => null), { timeout: 20_000 }).toMatchObject({ intent: 'pricing' })
  child.kill('SIGSTOP')
  await expect(classify()).rejects.toMatchObject({ code: 'too_late' })
  const patient = openModel(settings).engine().classify(['How much is a trim?'], AbortSignal.timeout(20_000))
  child.kill('SIGCONT')
  expect(await patient).toMatchObject({ intent: 'pricing' })
  child.kill('SIGSTOP')
  const broken = openModel(settings).engine().classify(['How much is a trim?'], AbortSignal.timeout(20_000))
  child.kill('SIGKILL')
  await expect(broken).rejects.toMatchObject({ code: 'no_answer' })
})
