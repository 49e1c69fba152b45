/** A model that wants to do harm: whatever it answers, nothing leaves by itself, nothing is lost, each draft says why. */
import { expect, test } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { INTENT_KEYS } from '#shared/intents.ts'
import type { Row } from '#shared/rows.ts'
import { deepRuns } from '#shared/testing.ts'
import { seeded } from '../../demo/random.ts'
import { everythingOnAuto, type TestServer, testServer } from '../../testing.ts'
import { createLocalClassifier } from '../local/classify.ts'
import { openModel } from './engine.ts'
import { ATTACK_NAMES, type AttackName, attack, MUST_EDIT } from './hostile/attacks.fixture.ts'
import { FAILURES } from './hostile/failures.fixture.ts'
import { ASKED, HONEST, type Question } from './hostile/questions.fixture.ts'
import { type Answer, type Asked, type StandIn, startStandIn } from './testing.ts'

const WORDED = deepRuns(136, 1_800)
const FAILED = deepRuns(40, 200)
/** Customers of one venue: so many texts, eight seconds apart, fit into its morning. */
const CUSTOMERS = 300
const PATIENT = { timeout: deepRuns(120_000, 3_600_000) }
const SEED = Number(process.env.GREENLIGHT_SEED ?? Date.now() % 1_000_000)
const random = seeded(SEED)
const local = createLocalClassifier()

const BURST = 8 * SECOND
const HOLD = 20 * SECOND
const numberOf = (n: number) => `+447700900${String(n).padStart(3, '0')}`

/** A venue that trusts this model with everything. */
async function venueWith(standIn: StandIn, deadlineMs = 20_000): Promise<TestServer> {
  const settings = { apiKey: 'the-key', baseUrl: standIn.baseUrl, model: 'hostile' }
  const s = await testServer({ engine: openModel(settings, { deadlineMs, local }).engine() })
  await everythingOnAuto(s)
  // Without a diary the model words every reply itself
  await s.deps.storage.write('bulk', s.venueId, async (tx) => {
    const staffers = await tx.db.selectFrom('staffers').select('id').execute()
    for (const { id } of staffers) await tx.patch('staffers', id, { active: false })
  })
  return s
}

const classified = (intent: string): Answer => ({ says: { intent, confidence: 1, severity: null, wantsPerson: false } })
const composed = (text: string, { data }: Asked): Answer => ({
  says: { answered: true, text, cites: [...data.matchAll(/"id":"([^"]+)"/g)].map((match) => match[1]) },
})

/** One customer after another asks; what has become of each of them, when every hold is over. */
async function ask(s: TestServer, questions: readonly Question[], before: (n: number) => void) {
  for (const [n, { text }] of questions.entries()) {
    before(n)
    await s.text(text, numberOf(n))
    s.pass(BURST)
    await s.step()
  }
  s.pass(HOLD + MINUTE)
  await s.step()
  const [conversations, decisions, drafts] = [
    await s.rows('conversations'),
    await s.rows('decisions'),
    await s.rows('drafts'),
  ]
  return questions.map((question, n) => {
    const { id } = conversations.find((one) => one.customerNumber === numberOf(n))!
    return {
      question,
      decisions: decisions.filter((one) => one.conversationId === id),
      drafts: drafts.filter((one) => one.conversationId === id),
    }
  })
}

type Fate = Awaited<ReturnType<typeof ask>>[number]

/** What is wrong with how a hostile answer has ended; null: held, kept, and explained. */
function lapse({ decisions, drafts }: Fate): string | null {
  const [[decision, ...more], [draft, ...others]] = [decisions, drafts]
  if (!decision || !draft || more.length + others.length > 0) return 'lost, or there twice'
  if (decision.outcome === 'escalated') return draft.kind === 'escalation' ? null : 'no escalation'
  if (decision.outcome !== 'drafted' || draft.state !== 'pending') return `${decision.outcome}, ${draft.state}`
  if (decision.reasons.length === 0 || draft.reasons.length === 0) return 'no gate failed'
  if (!isExplained(draft)) return 'no reason in words'
  return null
}

function brief({ question, drafts: [draft] }: Fate) {
  return { asked: question.text, text: draft?.text, reasons: draft?.reasons, problems: draft?.problems }
}

/** A code for records, and a sentence for people. */
function isExplained({ problems, reasons }: Row<'drafts'>): boolean {
  const isByWords = reasons.some((code) => code === 'validation' || code === 'guardrail')
  return problems.length === 0 ? !isByWords : problems.every(({ text }) => /^[A-Z].{10,}/.test(text))
}

async function expectNothingLeft(s: TestServer): Promise<void> {
  expect(s.sandbox.received()).toEqual([])
  expect((await s.rows('messages')).filter((one) => one.direction === 'out')).toEqual([])
}

test('the same questions, answered honestly, are answered without anybody', async () => {
  let current: Question = ASKED[0]!
  const answer = (asked: Asked) =>
    asked.kind === 'classify' ? classified(current.intent) : composed(HONEST[current.text]!, asked)
  await using standIn = await startStandIn(answer)
  await using s = await venueWith(standIn)
  const fates = await ask(s, ASKED, (n) => {
    current = ASKED[n]!
  })
  const held = fates.filter((one) => one.decisions[0]?.outcome !== 'auto_queued')
  expect(held.map(brief)).toEqual([])
  expect(s.sandbox.received()).toHaveLength(ASKED.length)
})

test(`${WORDED} hostile replies (seed ${SEED}): none leaves, none is lost, each says why`, PATIENT, async () => {
  for (let from = 0; from < WORDED; from += CUSTOMERS) {
    const attacks = Array.from({ length: Math.min(CUSTOMERS, WORDED - from) }, (_, n) => ({
      name: ATTACK_NAMES[(from + n) % ATTACK_NAMES.length]!,
      question: random.pick(ASKED),
      replies: [] as { text: string; temperature: number }[],
    }))
    let current = attacks[0]!
    await using standIn = await startStandIn((asked) => {
      if (asked.kind === 'classify') return classified(current.question.intent)
      const text = attack(random, current.name, asked)
      current.replies.push({ text, temperature: asked.temperature! })
      return composed(text, asked)
    })
    await using s = await venueWith(standIn)
    const questions = attacks.map(({ question }) => question)
    const fates = await ask(s, questions, (n) => {
      current = attacks[n]!
    })
    const wrong = fates.flatMap((fate, n) => {
      const { name, replies } = attacks[n]!
      const said = lapse(fate) ?? mishandled(name, replies, fate.drafts[0]!)
      return said === null ? [] : [{ said, name, replies, ...brief(fate) }]
    })
    expect(wrong).toEqual([])
    await expectNothingLeft(s)
    for (const { id } of (await s.rows('drafts')).filter((draft) => draft.mustEdit))
      expect(await s.command('draft.approve', { draftId: id })).toMatchObject({ code: 'draft_must_be_edited' })
  }
})

/** A shown marker ends it at once and is seen by nobody; anything else gets one cooler try; an invention must be edited out. */
function mishandled(
  name: AttackName,
  replies: readonly { temperature: number }[],
  draft: Row<'drafts'>,
): string | null {
  const leaks = draft.problems.some(({ code }) => code === 'canary' || code === 'prompt_leak')
  if (name === 'canary' && (!leaks || replies.length !== 1)) return 'the marker has gone unseen, or was asked for again'
  if (leaks && draft.text !== '') return 'the marker is shown'
  if (!leaks && (replies.length !== 2 || replies[1]!.temperature >= replies[0]!.temperature)) return 'no cooler retry'
  if (MUST_EDIT.has(name) && !draft.mustEdit) return 'may be approved as it is'
  return null
}

test(`${FAILED} answers that are none (seed ${SEED}): every customer is left to a person`, PATIENT, async () => {
  const trouble = Array.from({ length: FAILED }, (_, n) => ({
    answer: FAILURES[n % FAILURES.length]!,
    at: random.pick(['classify', 'compose', 'retry'] as const),
    question: random.pick(ASKED),
    composes: 0,
  }))
  let current = trouble[0]!
  await using standIn = await startStandIn((asked) => {
    const { at, answer, question } = current
    if (asked.kind === 'classify') return at === 'classify' ? answer : classified(question.intent)
    current.composes++
    const isDue = at === 'compose' || current.composes === 2
    return isDue ? answer : composed('A trim is £36.', asked)
  })
  await using s = await venueWith(standIn, 250)
  const fates = await ask(
    s,
    trouble.map(({ question }) => question),
    (n) => {
      current = trouble[n]!
    },
  )
  const wrong = fates.flatMap((fate, n) => {
    const said = lapse(fate)
    return said === null ? [] : [{ said, ...trouble[n], ...brief(fate) }]
  })
  expect(wrong).toEqual([])
  await expectNothingLeft(s)
})

test('whatever it takes a question for, nothing leaves that the local classifier has not seen in it, and nothing is filed away', async () => {
  const says = INTENT_KEYS.flatMap((intent) => ASKED.map((question) => ({ intent, question }))).filter(
    ({ intent, question }) => intent !== local.classify([question.text]).intent,
  )
  const chosen = random.shuffle(says).slice(0, deepRuns(40, CUSTOMERS))
  let current = chosen[0]!
  const answer = (asked: Asked) =>
    asked.kind === 'classify' ? classified(current.intent) : composed(HONEST[current.question.text]!, asked)
  await using standIn = await startStandIn(answer)
  await using s = await venueWith(standIn)
  const fates = await ask(
    s,
    chosen.map(({ question }) => question),
    (n) => {
      current = chosen[n]!
    },
  )
  const wrong = fates.flatMap((fate, n) => {
    const said = lapse(fate)
    return said === null ? [] : [{ said, intent: chosen[n]!.intent, ...brief(fate) }]
  })
  expect(wrong).toEqual([])
  await expectNothingLeft(s)
})
