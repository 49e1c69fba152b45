/**
 * What nobody should send and somebody will. Each gets a clear code, or does no harm: nothing is lost, nothing is half
 * done, nothing crashes. The API's edge is in http/commands.test.ts, what a desk makes of it in desk/bad-input.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMAND_TYPES, type CommandType } from '#shared/commands.ts'
import { CUSTOMER, type TestServer, testServer } from '../testing.ts'

const NUMBERS = [CUSTOMER, '+447700900151', '+447700900152', '+447700900153'] as const
const long = (n: number) => 'x'.repeat(n)

let s: TestServer
/** The conversations of the numbers above, and what belongs to the first. */
let ids: readonly [string, string, string, string]
let agentId: string
let inboundId: string
beforeAll(async () => {
  s = await testServer()
  for (const number of NUMBERS) await s.text('How much is a trim?', number)
  s.pass(10_000)
  await s.step()
  const rows = await s.rows('conversations')
  ids = NUMBERS.map((number) => rows.find((row) => row.customerNumber === number)!.id) as unknown as typeof ids
  agentId = (await s.rows('agents'))[0]!.id
  inboundId = (await s.rows('messages')).find((m) => m.direction === 'in' && m.conversationId === ids[0])!.id
})
afterAll(() => s[Symbol.asyncDispose]())

/** As a stranger's program would: whatever type, whatever payload. */
const give = (type: string, payload: unknown) => s.command(type as CommandType, payload as never)
/** Rises with every row that changes. */
const seq = () =>
  s.deps.storage.read(async (db) => (await db.selectFrom('venue_control').select('seq').executeTakeFirstOrThrow()).seq)

/** Refused with that code and a sentence, and no row is another than before. */
async function refused(type: string, payload: unknown, code: string): Promise<void> {
  const before = await seq()
  const answer = await give(type, payload)
  expect({ status: answer.status, code: answer.code }, JSON.stringify(answer)).toEqual({ status: 'refused', code })
  expect(answer.message).toMatch(/\w.+\.$/)
  expect(await seq()).toBe(before)
}

type Case = readonly [what: string, type: CommandType, payload: () => unknown, code: string]
const INVALID = 'invalid_payload'

describe('texts', () => {
  test.each<Case>([
    ['a reply of 1,601 characters', 'message.send', () => ({ conversationId: ids[0], text: long(1_601) }), INVALID],
    [
      'a reply that nobody can see',
      'message.send',
      () => ({ conversationId: ids[0], text: ' \u200b\ufeff' }),
      'empty_text',
    ],
    ['a reply of nothing but spaces', 'message.send', () => ({ conversationId: ids[0], text: ' \n\t ' }), 'empty_text'],
    ['a reply that is no text', 'message.send', () => ({ conversationId: ids[0], text: { toString: 1 } }), INVALID],
    ['a reply to nobody', 'message.send', () => ({ conversationId: 'gone', text: 'Hi' }), 'row_not_found'],
    [
      'a reply with a hole in it',
      'message.send',
      () => ({ conversationId: ids[0], text: '{name}' }),
      'placeholder_unfilled',
    ],
    ['a note of 1,601 characters', 'conversation.note', () => ({ id: ids[0], text: long(1_601) }), INVALID],
    ['an empty note', 'conversation.note', () => ({ id: ids[0], text: '' }), 'empty_text'],
    ['an edit of a draft that is not there', 'draft.edit', () => ({ draftId: 'gone', text: 'Hi' }), 'row_not_found'],
    ['a handoff by a route of 61 characters', 'conversation.handoff', () => ({ id: ids[0], route: long(61) }), INVALID],
    ['a snooze until the end of time', 'conversation.snooze', () => ({ ids: [ids[0]], until: 1e300 }), INVALID],
    ['an id of 201 characters', 'conversation.resume', () => ({ id: long(201) }), INVALID],
  ])('%s', (_, type, payload, code) => refused(type, payload(), code))
})

describe('names', () => {
  const named = async (name: string) => {
    const { contactId } = (await s.rows('conversations')).find((c) => c.id === ids[0])!
    expect(await give('contact.edit', { contactId, name })).toMatchObject({ status: 'done' })
    return (await s.rows('conversations')).find((c) => c.id === ids[0])!.customerName
  }

  test('right to left, emoji of several characters and marks upon marks are kept as they are', async () => {
    for (const name of ['ليلى حداد', '‏דנה', '👩🏽‍🦰 Zoë 🏳️‍🌈', 'Z̷̢͎͔̈́̀a̸l̶g̵o̷', 'O’Brien-Søren'])
      expect(await named(name)).toBe(name)
  })
  test('control characters, line breaks and halves of characters are taken out', async () => {
    expect(await named('Sam\0\u0007\u009b\r\n  Lee')).toBe('Sam Lee')
    expect(await named('Half \ud83d name')).toBe('Half \ufffd name')
    expect(await named('\0 \n')).toBeNull()
  })
  test('a longer one than anybody has is refused', async () => {
    const { contactId } = (await s.rows('conversations')).find((c) => c.id === ids[0])!
    await refused('contact.edit', { contactId, name: long(101) }, INVALID)
    await refused('contact.edit', { contactId, email: 'not an address' }, INVALID)
  })
})

describe('merging', () => {
  const merge = (from: string, into: string) => give('conversation.merge', { from, into })
  const shape = async () =>
    (await s.rows('conversations')).map((c) => [c.id, c.mergedInto]).sort(([a], [b]) => (a! < b! ? -1 : 1))

  test('with itself, with what is not there, and taking apart what is whole', async () => {
    await refused('conversation.merge', { from: ids[0], into: ids[0] }, 'merge_with_itself')
    await refused('conversation.merge', { from: 'gone', into: ids[0] }, 'row_not_found')
    await refused('conversation.merge', { from: ids[0], into: 'gone' }, 'row_not_found')
    await refused('conversation.unmerge', { id: ids[0] }, 'not_merged')
    await refused('conversation.unmerge', { id: 'gone' }, 'row_not_found')
  })

  test('a circle of three never closes, and all of it comes apart again', async () => {
    const before = await shape()
    const [a, b, c, d] = ids
    expect(await merge(a, b)).toMatchObject({ status: 'done' })
    expect(await merge(b, c)).toMatchObject({ status: 'done' })
    for (const [from, into] of [
      [c, a],
      [c, b],
      [a, c],
    ] as const)
      expect(await merge(from, into)).toMatchObject({ code: expect.stringMatching(/merge_with_itself|conflict/) })
    // Into one that is itself merged: they meet at the root.
    expect(await merge(d, a)).toMatchObject({ status: 'done' })
    const roots = (await s.rows('conversations')).filter((row) => ids.includes(row.id) && row.mergedInto === null)
    expect(roots.map((row) => row.id)).toEqual([c])
    for (const id of [d, b, a]) expect(await give('conversation.unmerge', { id })).toMatchObject({ status: 'done' })
    expect(await shape()).toEqual(before)
  })
})

describe('many at once', () => {
  const close = (of: readonly unknown[], bulkId = `bulk-${of.length}`) =>
    give('bulk.apply', { bulkId, ids: of, change: { kind: 'close' } })
  const ONE = { kind: 'close' }

  test.each<Case>([
    ['none', 'bulk.apply', () => ({ bulkId: 'b1', ids: [], change: ONE }), INVALID],
    ['an empty id', 'bulk.apply', () => ({ bulkId: 'b2', ids: [''], change: ONE }), INVALID],
    ['ids that are none', 'bulk.apply', () => ({ bulkId: 'b3', ids: [null, 7], change: ONE }), INVALID],
    [
      'more than ten thousand',
      'bulk.apply',
      () => ({ bulkId: 'b4', ids: Array(10_001).fill(ids[0]), change: ONE }),
      INVALID,
    ],
    [
      'a change that nobody knows',
      'bulk.apply',
      () => ({ bulkId: 'b5', ids: [ids[0]], change: { kind: 'explode' } }),
      INVALID,
    ],
    [
      'to an agent who is not there',
      'bulk.apply',
      () => ({ bulkId: 'b6', ids: [ids[0]], change: { kind: 'agent', agentId: 'gone' } }),
      'row_not_found',
    ],
    [
      'to a person who is not there',
      'bulk.apply',
      () => ({ bulkId: 'b7', ids: [ids[0]], change: { kind: 'assign', assigneeId: 'gone' } }),
      'row_not_found',
    ],
    ['undone without having been done', 'bulk.undo', () => ({ bulkId: 'never' }), 'row_not_found'],
    ['a name that is no name', 'bulk.undo', () => ({ bulkId: '../../etc' }), INVALID],
    ['nothing to close', 'conversation.close', () => ({ ids: [] }), INVALID],
  ])('%s', (_, type, payload, code) => refused(type, payload(), code))

  test('the same one a thousand times is one; those that have vanished are named, the others are changed', async () => {
    const answer = await close([...Array(1_000).fill(ids[0]), 'gone', ids[1]])
    expect(answer).toMatchObject({
      status: 'done',
      result: { changed: 2, failed: [{ id: 'gone', code: 'row_not_found' }] },
    })
    expect(await give('bulk.undo', { bulkId: 'bulk-1002' })).toMatchObject({ status: 'done', result: { restored: 2 } })
  })

  test('ten thousand that have all vanished: each is named, nothing is changed', async () => {
    const before = (await s.rows('conversations')).map(({ seq: n, ...row }) => row)
    const answer = await close(Array.from({ length: 10_000 }, (_, i) => `gone-${i}`))
    expect(answer.result).toMatchObject({ changed: 0 })
    expect(answer.result?.failed).toHaveLength(10_000)
    expect((await s.rows('conversations')).map(({ seq: n, ...row }) => row)).toEqual(before)
  })
})

describe('saved views', () => {
  const query = (filter: unknown, more: object = {}) => ({ view: 'done', filter, order: 'newest', ...more })
  const save = (q: unknown, name = 'Mine') => ({ name, query: q, shared: false })
  test.each<Case>([
    ['a filter that nobody knows', 'view.save', () => save(query({ colour: ['red'] })), INVALID],
    ['an intent that nobody knows', 'view.save', () => save(query({ intent: ['perms'] })), INVALID],
    ['a facet without a value', 'view.save', () => save(query({ agent: [] })), INVALID],
    ['a facet with 51', 'view.save', () => save(query({ agent: Array(51).fill('a') })), INVALID],
    ['a view that nobody knows', 'view.save', () => save(query({}, { view: 'starred' })), INVALID],
    ['an order that nobody knows', 'view.save', () => save(query({}, { order: 'loudest' })), INVALID],
    ['garbage', 'view.save', () => save('{"view":'), INVALID],
    ['nothing', 'view.save', () => save(null), INVALID],
    ['without a name', 'view.save', () => save(query({}), ' '), INVALID],
    ['a name of 61 characters', 'view.save', () => save(query({}), long(61)), INVALID],
    ['renamed and not there', 'view.rename', () => ({ viewId: 'gone', name: 'x' }), 'row_not_found'],
    ['removed and not there', 'view.remove', () => ({ viewId: 'gone' }), 'row_not_found'],
  ])('%s', (_, type, payload, code) => refused(type, payload(), code))
})

describe('snippets and macros', () => {
  const macro = (more: object) => ({ name: 'M', text: 'Hi', steps: [], ...more })
  test.each<Case>([
    ['a snippet without words', 'snippet.add', () => ({ name: 'S', text: '  ' }), INVALID],
    ['a snippet of 1,001 characters', 'snippet.add', () => ({ name: 'S', text: long(1_001) }), INVALID],
    ['a placeholder that nothing fills in', 'snippet.add', () => ({ name: 'S', text: 'Hi {nmae}' }), INVALID],
    ['a name of 61 characters', 'snippet.add', () => ({ name: long(61), text: 'Hi' }), INVALID],
    ['an edit of none', 'snippet.edit', () => ({ snippetId: 'gone', text: 'Hi' }), 'row_not_found'],
    ['a macro that does nothing', 'macro.add', () => macro({ text: '' }), INVALID],
    ['seven steps', 'macro.add', () => macro({ steps: Array(7).fill({ do: 'close' }) }), INVALID],
    ['a step that nobody knows', 'macro.add', () => macro({ steps: [{ do: 'explode' }] }), INVALID],
    ['a snooze of no time', 'macro.add', () => macro({ steps: [{ do: 'snooze', minutes: 0 }] }), INVALID],
    ['a key that is an emoji', 'macro.add', () => macro({ key: '😊' }), INVALID],
    ['a key that is a whole word', 'macro.add', () => macro({ key: 'close' }), INVALID],
    [
      'to a person who is not there',
      'macro.add',
      () => macro({ steps: [{ do: 'assign', to: 'gone' }] }),
      'row_not_found',
    ],
  ])('%s', (_, type, payload, code) => refused(type, payload(), code))
})

describe('cards and playbooks', () => {
  const card = (more: object) => ({
    agentId,
    surface: 'reply',
    effect: 'say',
    text: 'We are closed on Monday.',
    ...more,
  })
  const field = (more: object = {}) => ({ key: 'when', label: 'When', question: 'When?', kind: 'text', ...more })
  const playbook = (more: object) => ({
    agentId,
    name: 'P',
    intents: ['new_lead'],
    collect: [field()],
    route: { kinds: ['call'], ask: false, question: '' },
    ...more,
  })
  test.each<Case>([
    ['a card for nobody', 'guidance.add', () => card({ agentId: 'gone' }), 'row_not_found'],
    ['a card without words', 'guidance.add', () => card({ text: '' }), INVALID],
    ['a card of 301 characters', 'guidance.add', () => card({ text: long(301) }), INVALID],
    ['a card for no surface', 'guidance.add', () => card({ surface: 'wall' }), INVALID],
    ['an intent twice', 'guidance.add', () => card({ intents: ['hours', 'hours'] }), INVALID],
    ['an order of none', 'guidance.order', () => ({ agentId, guidanceIds: [] }), INVALID],
    ['an order with one twice', 'guidance.order', () => ({ agentId, guidanceIds: ['a', 'a'] }), INVALID],
    ['a playbook that collects nothing', 'playbook.add', () => playbook({ collect: [] }), INVALID],
    [
      'eleven questions',
      'playbook.add',
      () => playbook({ collect: Array.from({ length: 11 }, (_, i) => field({ key: `k${i}` })) }),
      INVALID,
    ],
    ['the same key twice', 'playbook.add', () => playbook({ collect: [field(), field()] }), INVALID],
    ['a key that is no key', 'playbook.add', () => playbook({ collect: [field({ key: '__proto__' })] }), INVALID],
    [
      'a choice of one',
      'playbook.add',
      () => playbook({ collect: [field({ kind: 'choice', options: ['Only'] })] }),
      INVALID,
    ],
    ['no route', 'playbook.add', () => playbook({ route: { kinds: [], ask: false, question: '' } }), INVALID],
    ['no beginning', 'playbook.add', () => playbook({ intents: [], condition: '' }), INVALID],
    ['a playbook for nobody', 'playbook.add', () => playbook({ agentId: 'gone' }), 'row_not_found'],
  ])('%s', (_, type, payload, code) => refused(type, payload(), code))
})

describe('evals', () => {
  const hand = (more: object) => ({ agentId, name: 'E', texts: ['Hi'], expect: { contains: ['£35'] }, ...more })
  test.each<Case>([
    ['a case that expects nothing', 'eval.add', () => hand({ expect: {} }), INVALID],
    ['a case without a text', 'eval.add', () => hand({ texts: [] }), INVALID],
    ['seven texts', 'eval.add', () => hand({ texts: Array(7).fill('Hi') }), INVALID],
    ['a text of 1,601 characters', 'eval.add', () => hand({ texts: [long(1_601)] }), INVALID],
    ['an intent that nobody knows', 'eval.add', () => hand({ expect: { intent: 'perms' } }), INVALID],
    ['for an agent who is not there', 'eval.add', () => hand({ agentId: 'gone' }), 'row_not_found'],
    ['of a text that is not there', 'eval.add', () => ({ messageId: 'gone' }), 'row_not_found'],
    ['a run of cases that are not there', 'eval.run', () => ({ evalIds: ['gone'] }), 'no_evals'],
    ['a cancelled run that never was', 'eval.cancel', () => ({ runId: 'gone' }), 'row_not_found'],
  ])('%s', (_, type, payload, code) => refused(type, payload(), code))

  test('a text with odd characters is a case like any other', async () => {
    expect(await give('eval.add', { messageId: inboundId })).toMatchObject({ status: 'done' })
  })
})

describe('every command there is', () => {
  const WRONG: readonly unknown[] = [
    null,
    7,
    'text',
    [],
    [{}],
    { id: {} },
    { ids: 'all' },
    JSON.parse('{"__proto__": {"id": 1}, "constructor": 1}'),
  ]
  /** Those that ask for nothing, and so are given by an empty payload. */
  const takesNothing = new Set<CommandType>([
    'killswitch.engage',
    'killswitch.release',
    'autosend.enable_eligible',
    'autosend.disable_all',
    'autosend.automate_ready',
    'number.check',
    'engine.check',
  ])

  test.each(COMMAND_TYPES.filter((type) => !takesNothing.has(type)))(
    '%s answers nonsense with a code',
    async (type) => {
      for (const payload of WRONG) {
        const { status, code = '' } = await give(type, payload)
        expect([status, code, code === 'internal']).toEqual([
          expect.stringMatching(/^(done|refused)$/),
          expect.stringMatching(status === 'done' ? /^$/ : /^[a-z_]+$/),
          false,
        ])
      }
    },
  )
  test('one that there is not', async () => {
    for (const type of ['conversation.explode', '', 'constructor', '__proto__', 'toString'])
      await refused(type, {}, 'unknown_command')
  })
})
