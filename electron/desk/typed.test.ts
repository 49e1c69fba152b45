/** Words typed and not sent: kept through a restart, on every desk of their person, and never lost. */
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TypedText } from '#shared/rows.ts'
import { deepRuns } from '#shared/testing.ts'
import { openQueue } from './queue.ts'
import { seed } from './testing.ts'
import { STAFF, TestDesk, until } from './testing-desk.ts'

const REPLY = { conversationId: 'c0', place: 'reply', draftId: null } as const
const type = (desk: TestDesk, text: string, place: Omit<TypedText, 'text' | 'at'> = REPLY) =>
  desk.api.saveTyped({ ...place, text })
const wordsAt = async (desk: TestDesk, place: TypedText['place']) =>
  (await desk.thread('c0')).typed.find((t) => t.place === place)?.text ?? ''
const shows = (desk: TestDesk, text: string, place: TypedText['place'] = 'reply') =>
  until(async () => expect(await wordsAt(desk, place)).toBe(text))

async function two(): Promise<{ one: TestDesk; other: TestDesk }> {
  const one = await TestDesk.start()
  seed(one.server, 1)
  await one.signIn()
  const other = await TestDesk.beside(one)
  await other.signIn()
  return { one, other }
}

it('keeps what was typed, in each place, through a restart without a server', async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 1)
  await desk.signIn()
  await desk.goOffline()
  await type(desk, 'Dear Sam')
  await type(desk, 'Dear Samuel', { ...REPLY, place: 'draft', draftId: 'd0' })
  await desk.restart()
  expect((await desk.thread('c0')).typed).toMatchObject([
    { place: 'reply', draftId: null, text: 'Dear Sam' },
    { place: 'draft', draftId: 'd0', text: 'Dear Samuel' },
  ])
  await type(desk, '')
  expect(await wordsAt(desk, 'reply')).toBe('')
})

it('shows on another console of the person what is typed here, and that it was sent', async () => {
  const { one, other } = await two()
  await using _one = one
  await using _other = other
  await type(one, 'Hi', { ...REPLY, draftId: 'd0' })
  await shows(other, 'Hi')
  expect((await other.thread('c0')).typed).toMatchObject([{ draftId: 'd0' }])
  await until(() => expect(other.window.changes.some((c) => c.typed?.includes('c0'))).toBe(true))
  await type(other, 'Hi there')
  await shows(one, 'Hi there')
  await type(one, '')
  await shows(other, '')
})

it('a clock that is behind loses nothing: what is typed later stands', async () => {
  const { one, other } = await two()
  await using _one = one
  await using _other = other
  one.now = 9_000_000
  await type(one, 'from a desk that is ahead')
  await shows(other, 'from a desk that is ahead')
  await type(other, 'typed after it')
  await shows(one, 'typed after it')
})

it('is told in few requests, one at a time, however fast one types', async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 1)
  await desk.signIn()
  let release = () => {}
  const hold = new Promise<void>((resolve) => {
    release = resolve
  })
  desk.server.fault((path) => (path === '/api/typed' ? { hold } : null))
  for (let i = 1; i <= 50; i++) await type(desk, 'x'.repeat(i))
  release()
  await until(() => expect(desk.server.find('typed', 'typed_staff_reply_c0')?.row?.text).toBe('x'.repeat(50)))
  expect(desk.server.requests.filter((r) => r === 'PUT /api/typed').length).toBeLessThanOrEqual(3)
  // Typed words are no action that waits.
  expect(await desk.api.status()).toMatchObject({ queued: 0 })
})

it('what was typed offline and has lost is put aside, not dropped', async () => {
  const { one, other } = await two()
  await using _one = one
  await using _other = other
  await type(one, 'Seen by both')
  await shows(other, 'Seen by both')
  one.server.fault((path, body) =>
    path === '/api/typed' && JSON.stringify(body).includes('unheard') ? 'cut before' : null,
  )
  await type(one, 'An unheard answer')
  other.now += 1_000
  await type(other, 'Another answer')
  await shows(one, 'Another answer')
  await shows(one, 'An unheard answer', 'aside')
  one.server.fault(null)
  await shows(other, 'An unheard answer', 'aside')
})

it('takes over what an earlier version kept', async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 1)
  await desk.signIn()
  await desk.hub.close()
  const file = `${desk.folder(STAFF)}/queue.db`
  const db = new Database(file)
  db.exec(`DROP TABLE typed; CREATE TABLE typed (conversation_id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
    INSERT INTO typed VALUES ('c0', 'from before')`)
  db.pragma('user_version = 1')
  db.close()
  await desk.open()
  expect(await wordsAt(desk, 'reply')).toBe('from before')
  await until(() => expect(desk.server.find('typed', 'typed_staff_reply_c0')?.row?.text).toBe('from before'))
  await desk.hub.close()
  const again = await openQueue(file, () => 'x')
  expect(again.typed.of('c0')).toHaveLength(1)
  again.close()
})

it('two desks, cut off and back in any order, end with the same words, and with all that was never told', async () => {
  const step = fc.record({
    who: fc.constantFrom('one' as const, 'other' as const),
    what: fc.constantFrom('type', 'type', 'cut', 'heal'),
    word: fc.constantFrom('apple', 'birch', 'cedar', 'damson', 'elder'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
      const { one, other } = await two()
      await using _one = one
      await using _other = other
      const desks = { one, other }
      let n = 0
      for (const { who, what, word } of steps) {
        n += 1
        if (what === 'type') {
          // One clock: whoever types last is the latest. A desk that is ahead has its own test above.
          one.now += 10
          other.now = one.now
          await type(desks[who], `${word} ${n}`)
        }
        // Both share the server: being cut off is being unheard, while the feed still comes.
        if (what === 'cut') one.server.fault((path) => (path === '/api/typed' ? { status: 503 } : null))
        if (what === 'heal') one.server.fault(null)
      }
      one.server.fault(null)
      await until(async () => {
        const [a, b] = [(await one.thread('c0')).typed, (await other.thread('c0')).typed]
        expect(sorted(a)).toEqual(sorted(b))
        expect(one.server.find('typed', 'typed_staff_reply_c0')?.row?.text ?? '').toBe(
          a.find((t) => t.place === 'reply')?.text ?? '',
        )
      })
      const last = steps.findLastIndex((s) => s.what === 'type')
      const all = (await one.thread('c0')).typed.map((t) => t.text).join(' | ')
      if (last !== -1) expect(all).toContain(`${steps[last]!.word} ${last + 1}`)
    }),
    { numRuns: deepRuns(3, 60) },
  )
})

const sorted = (texts: readonly TypedText[]) =>
  texts.filter((t) => t.text !== '').toSorted((a, b) => a.place.localeCompare(b.place))
