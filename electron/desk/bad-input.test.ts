/** What a desk makes of what is odd, huge, broken or gone: it shows what it can, says the rest, and goes on. */
import { describe, expect, test } from 'vitest'
import type { BulkAct } from '#shared/rpc.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { conversationRow, messageRow } from './testing-rows.ts'

async function withRows(change: Parameters<TestDesk['server']['change']>[0], conversations = 3): Promise<TestDesk> {
  const desk = await TestDesk.start()
  seed(desk.server, conversations)
  desk.server.change(change)
  await desk.signIn()
  return desk
}

test('a thread of 10,000 messages opens at its end, is read to its beginning, and is searched to its first text', async () => {
  const COUNT = 10_000
  await using desk = await withRows((put) => {
    for (let i = 0; i < COUNT; i++) {
      const body = i === 0 ? 'Do you stock the marzipan shampoo?' : `Line ${i}`
      const from = i % 2 === 0 ? ({ direction: 'in', state: 'received', author: 'customer' } as const) : {}
      put('messages', `m${i}`, messageRow({ id: `m${i}`, conversationId: 'c0', body, createdAt: 2_000 + i, ...from }))
    }
  })
  const { messages, hasEarlier } = await desk.thread('c0')
  expect([messages.length, messages.at(-1)?.body, hasEarlier]).toEqual([50, `Line ${COUNT - 1}`, true])
  let read = messages.length
  for (let page = messages; page.length > 0; read += page.length)
    page = (await desk.api.earlier('c0', page[0]!.createdAt)) as typeof page
  expect(read).toBe(COUNT + 1)
  await until(async () => {
    const found = await desk.api.inbox({ view: 'everything', search: 'marzipan' })
    expect(found.rows.map((row) => row.conversation.id)).toEqual(['c0'])
  })
  expect(await desk.api.threadHits('c0', 'marzipan')).toEqual([{ id: 'm0', createdAt: 2_000 }])
  expect((await desk.api.later('c0', 2_000))[0]?.body).toBe('Line 1')
})

test('names and texts in any script, with marks and bells, are shown and found', async () => {
  const NAMES = ['ليلى حداد', '👩🏽‍🦰 Zoë 🏳️‍🌈', 'Z̷̢͎͔̈́̀a̸l̶g̵o̷', '\u202Eterces', 'Bell\u0007', 'x'.repeat(5_000)]
  await using desk = await withRows((put) => {
    for (const [i, customerName] of NAMES.entries()) {
      put('conversations', `odd${i}`, conversationRow(`odd${i}`, { customerName, lastMessageAt: 9_000 + i }))
      const body = `${customerName} سلام 😊`
      put('messages', `odd-m${i}`, messageRow({ id: `odd-m${i}`, conversationId: `odd${i}`, body, createdAt: 9_000 }))
    }
  })
  const { rows, total } = await desk.api.inbox({ view: 'everything' })
  expect(total).toBe(3 + NAMES.length)
  expect(rows.slice(0, NAMES.length).map((row) => row.conversation.customerName)).toEqual(NAMES.toReversed())
  const found = async (search: string) => {
    const page = await desk.api.inbox({ view: 'everything', search })
    return page.rows.map((row) => row.conversation.id)
  }
  await until(async () => expect(await found('حداد')).toContain('odd0'))
  expect(await found('zoe')).toContain('odd1')
  for (const search of [
    '"',
    '*',
    '\0',
    '\ud83d',
    'NEAR(a b)',
    'a AND',
    '😊',
    '\u202E',
    '-',
    "'; DROP TABLE messages",
    '%_',
    'x'.repeat(200),
  ])
    expect(await found(search)).toBeInstanceOf(Array)
  expect((await desk.thread('odd4')).messages).toHaveLength(1)
})

test('rows that contradict each other: merged into nothing, into itself, in a circle', async () => {
  await using desk = await withRows((put) => {
    const merged = { mergedAt: 1, mergedBy: 'owner' }
    put('conversations', 'lost', conversationRow('lost', { mergedInto: 'gone', ...merged }))
    put('conversations', 'self', conversationRow('self', { mergedInto: 'self', ...merged }))
    for (const [id, into] of [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ] as const)
      put('conversations', id, conversationRow(id, { mergedInto: into, ...merged }))
  })
  const { rows } = await desk.api.inbox({ view: 'everything' })
  expect(rows.map((row) => row.conversation.id)).toEqual(expect.arrayContaining(['c0', 'c1', 'c2']))
  for (const id of ['lost', 'self', 'a', 'b', 'c', 'gone']) await desk.api.thread(id)
  await desk.command('conversation.close', { ids: ['c1'] })
  await desk.answered()
  expect((await desk.thread('c1')).conversation.state).toBe('closed')
})

test('a broken saved view is kept, counts nothing, and the others count as before', async () => {
  const query = (filter: object) => JSON.stringify({ view: 'everything', filter, order: 'newest' })
  const BROKEN = [
    '{"view":',
    '',
    'null',
    query({ colour: ['red'] }),
    query({ agent: ['gone'] }),
    query({ assignee: ['gone'] }),
  ]
  await using desk = await withRows((put) => {
    for (const [i, text] of [...BROKEN, query({})].entries())
      put('saved_views', `v${i}`, {
        id: `v${i}`,
        personId: null,
        madeBy: 'owner',
        name: `View ${i}`,
        query: text,
        createdAt: i,
      })
  })
  expect((await desk.api.tallies()).saved).toEqual({ [`v${BROKEN.length}`]: 3 })
  expect((await desk.api.venue())?.savedViews).toHaveLength(BROKEN.length + 1)
})

describe('many at once', () => {
  const act = (id: string, ids: readonly string[]): BulkAct => ({
    id,
    of: { ids: [...ids] },
    change: { kind: 'close' },
  })

  test('those that are gone are named, the same one twice is one, the others are changed', async () => {
    await using desk = await withRows(() => {})
    expect(await desk.api.bulk(act('b1', ['gone', 'gone-too']))).toMatchObject({ ok: true })
    expect(await desk.api.bulk(act('b2', ['c0', 'c0', 'gone', 'c1']))).toMatchObject({ ok: true })
    await desk.answered()
    expect((await desk.thread('c0')).conversation.state).toBe('closed')
    expect((await desk.thread('c2')).conversation.state).toBe('open')
    const named = { name: null, message: expect.stringMatching(/not there/) }
    expect(await desk.api.bulks()).toMatchObject([
      {
        changed: 0,
        failed: [
          { conversationId: 'gone', ...named },
          { conversationId: 'gone-too', ...named },
        ],
      },
      { changed: 2, failed: [{ conversationId: 'gone', ...named }] },
    ])
  })
})

test('a command that nobody knows, or of the wrong form, is not queued', async () => {
  await using desk = await withRows(() => {})
  for (const [type, payload] of [
    ['conversation.explode', {}],
    ['conversation.close', { ids: [] }],
    ['message.send', { conversationId: 'c0', text: 'x'.repeat(1_601) }],
    ['message.send', null],
  ] as const)
    expect(await desk.api.command({ id: `wrong-${type}`, type, payload })).toMatchObject({ ok: false })
  expect(await desk.api.status()).toMatchObject({ queued: 0 })
})
