/** Booking by text, from the outside: real times offered, a confirmation that holds, books, and gives back. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { overlap } from '#shared/diary.ts'
import type { Row } from '#shared/rows.ts'
import { deepRuns } from '#shared/testing.ts'
import type { Engine } from '../engines/engine.ts'
import { createLocalEngine } from '../engines/local/engine.ts'
import { ENGINES } from '../storage/testing.ts'
import { CUSTOMER, type TestServer, testServer } from '../testing.ts'

const BURST = 8 * SECOND
const UNDO = 5 * SECOND
const HOLD = 20 * SECOND
const OTHER = '+447700900151'
/** Friday 20 November 2026, in London. */
const FRIDAY_3PM = Date.parse('2026-11-20T15:00:00Z')

async function says(s: TestServer, text: string, from = CUSTOMER): Promise<Row<'drafts'> & { seq: number }> {
  await s.text(text, from)
  s.pass(BURST)
  await s.step()
  const drafts = await s.rows('drafts')
  const conversation = (await s.rows('conversations')).find((c) => c.customerNumber === from)
  return drafts.findLast((d) => d.conversationId === conversation!.id)!
}

/** The desk answers with the draft, and it leaves. */
async function approve(s: TestServer, draft: Row<'drafts'>) {
  const answer = await s.command('draft.approve', { draftId: draft.id })
  s.pass(UNDO)
  await s.step()
  return answer
}

async function withAutoBooking(s: TestServer) {
  await s.deps.storage.write('command', s.venueId, async (tx) => {
    for (const intent of ['availability', 'booking_request'] as const) {
      await tx.patch('policies', intent, {
        unlocked: true,
        training: { reviewed: 40, needed: 30, right: 1, lowerBound: 0.9 },
      })
    }
  })
  await s.command('autosend.master', { on: true, acknowledged: true })
  for (const intent of ['availability', 'booking_request'] as const) {
    expect(await s.command('autosend.intent', { intent, mode: 'auto', threshold: 0.85 })).toMatchObject({
      status: 'done',
    })
  }
}

const statuses = async (s: TestServer) => (await s.rows('bookings')).map((b) => b.status)
const book = (stafferId: string, startsAt: number, serviceId = 'svc_gel_nails') => ({
  serviceId,
  stafferId,
  startsAt,
  name: 'Walk-in',
})

describe('offers', () => {
  test('a question for a time gets up to three that are free, and none that is not', async () => {
    await using s = await testServer()
    // Mina alone does nails: she is taken from 12 to 4 on Friday
    await s.command('diary.book', book('staff_mina', FRIDAY_3PM))
    await s.command('diary.book', book('staff_mina', FRIDAY_3PM - 3 * HOUR))
    await s.command('diary.book', book('staff_mina', FRIDAY_3PM - 2 * HOUR))
    await s.command('diary.book', book('staff_mina', FRIDAY_3PM - HOUR))
    const draft = await says(s, 'Any time Friday afternoon for gel nails?')
    expect(draft).toMatchObject({
      intent: 'availability',
      problems: [],
      reasons: ['master', 'intent_mode', 'training'],
    })
    expect(draft.diary!.slots.map((slot) => (slot.startsAt - FRIDAY_3PM) / MINUTE)).toEqual([60, 75, 105])
    expect(draft.text).toContain('4pm')
    expect(draft.citations.map((c) => c.source)).toContain('slot')
  })

  test('what is missing is asked for, and what was said is kept from text to text', async () => {
    await using s = await testServer()
    const first = await says(s, 'Any time Thursday afternoon?')
    expect(first.text).toMatch(/what|which/i)
    expect(first.diary).toMatchObject({ serviceId: null, slots: [], book: null })
    await approve(s, first)
    const second = await says(s, 'a trim')
    expect(second.diary).toMatchObject({ serviceId: 'svc_trim', asked: { from: 720, to: 1020 } })
    expect(second.text).toContain('2pm')
    await approve(s, second)
    const third = await says(s, '2pm please')
    expect(third.diary).toMatchObject({ book: null })
    expect(third.text).toMatch(/name/)
    await approve(s, third)
    const fourth = await says(s, 'sam')
    expect(fourth.diary!.book).toMatchObject({ name: 'Sam', startsAt: Date.parse('2026-11-19T14:00:00Z') })
    await approve(s, fourth)
    expect(await s.rows('bookings')).toMatchObject([{ status: 'booked', customerName: 'Sam', serviceId: 'svc_trim' }])
    expect((await s.rows('contacts'))[0]).toMatchObject({ name: 'Sam' })
    // It is booked, and so over: the next question begins afresh
    expect((await says(s, 'thanks!')).id).toBe(fourth.id)
  })

  test('a time that is taken is never named; the nearest free ones are', async () => {
    await using s = await testServer()
    await s.command('diary.book', book('staff_mina', FRIDAY_3PM))
    const draft = await says(s, "Book me gel nails Fri 3pm, it's Sam")
    expect(draft.diary).toMatchObject({ book: null })
    expect(draft.text).not.toContain('3pm')
    expect(draft).toMatchObject({ problems: [], mustEdit: false })
    expect(draft.diary!.slots).toHaveLength(3)
  })

  test('a day on which the venue is closed, and a service that is not listed', async () => {
    await using s = await testServer()
    const closed = await says(s, 'Can I get a trim on Sunday?')
    expect(closed.text).toMatch(/closed on Sunday/)
    expect(closed.diary!.slots.length).toBeGreaterThan(0)
    const unlisted = await says(s, "Book me a beard trim Fri 3pm, it's Sam", OTHER)
    expect(unlisted.diary).toBeNull()
  })

  test.each([
    'can I move my appointment to Friday at 3pm?',
    'can my daughter get a trim Friday 3pm',
    'a trim for 3 people Friday 3pm please',
    'not Friday please, any other day for a trim?',
    'can I book a trim on Friday 3pm with Gavin',
  ])('goes on to the composer: %s', async (text) => {
    await using s = await testServer()
    expect((await says(s, text)).diary).toBeNull()
  })

  test('other questions go on, in the middle of a booking too', async () => {
    await using s = await testServer()
    await approve(s, await says(s, 'Any time Thursday afternoon for a trim?'))
    expect(await says(s, 'is there parking?')).toMatchObject({ intent: 'enquiry', diary: null })
    expect(await says(s, 'How much is a balayage?', OTHER)).toMatchObject({ intent: 'pricing', diary: null })
  })

  test('a venue without staffers has no diary, and offers nothing', async () => {
    await using s = await testServer()
    for (const stafferId of ['staff_ana', 'staff_jess', 'staff_mina', 'staff_priya'])
      await s.command('diary.staff_remove', { stafferId })
    expect((await says(s, 'Any time Thursday afternoon for a trim?')).diary).toBeNull()
  })

  test('an approved offer whose time was taken meanwhile comes back', async () => {
    await using s = await testServer()
    const draft = await says(s, 'Is Friday 3pm free for gel nails?')
    expect(draft.text).toContain('3pm')
    await s.command('draft.approve', { draftId: draft.id })
    await s.command('diary.book', book('staff_mina', FRIDAY_3PM))
    s.pass(UNDO)
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(0)
    expect((await s.rows('drafts'))[0]).toMatchObject({ state: 'pending', returned: 'guardrail', mustEdit: true })
  })
})

describe.each(ENGINES)('confirmations on %s', (storage) => {
  const asks = "Book me gel nails Fri 3pm, it's Sam"

  test('complete and free: it holds while it waits, books as it leaves, and says so once', async () => {
    await using s = await testServer({ storage })
    await withAutoBooking(s)
    const draft = await says(s, asks)
    expect(draft).toMatchObject({ state: 'auto', intent: 'booking_request', reasons: [] })
    const [held] = await s.rows('bookings')
    expect(held).toMatchObject({ status: 'held', stafferId: 'staff_mina', startsAt: FRIDAY_3PM, customerName: 'Sam' })
    expect(await s.command('diary.book', book('staff_mina', FRIDAY_3PM))).toMatchObject({ code: 'slot_taken' })
    s.pass(HOLD)
    await s.step()
    await s.step()
    expect(s.sandbox.received(CUSTOMER).map((t) => t.body)).toEqual([draft.text])
    expect(draft.text).toContain('Friday 20 November at 3pm with Mina')
    expect(await statuses(s)).toEqual(['booked'])
    expect((await s.rows('messages')).find((m) => m.direction === 'out')!.id).toBe(held!.messageId)
  })

  test('two customers race for one time: one has it, the other becomes a draft', async () => {
    // Both turns have read the diary before either of them settles
    const local = createLocalEngine()
    const both = Promise.withResolvers<void>()
    let thinking = 0
    const classify: Engine['classify'] = async (texts, signal) => {
      if (++thinking === 2) both.resolve()
      await both.promise
      return local.classify(texts, signal)
    }
    await using s = await testServer({ storage, engine: { ...local, classify } })
    await withAutoBooking(s)
    await s.text(asks)
    await s.text("Book me gel nails Fri 3pm, it's Zoe", OTHER)
    s.pass(BURST)
    await s.step()
    const drafts = await s.rows('drafts')
    expect(drafts.map((d) => d.state).sort()).toEqual(['auto', 'pending'])
    expect(drafts.find((d) => d.state === 'pending')).toMatchObject({ reasons: ['guardrail'], mustEdit: true })
    expect(await statuses(s)).toEqual(['held'])
    s.pass(HOLD)
    await s.step()
    expect(s.sandbox.received()).toHaveLength(1)
    expect(await statuses(s)).toEqual(['booked'])
  })

  test('withdrawn for whatever reason, the time is free again', async () => {
    await using s = await testServer({ storage })
    await withAutoBooking(s)
    await says(s, asks)
    await s.text('actually hang on')
    expect(await statuses(s)).toEqual(['cancelled'])
    await says(s, asks, OTHER)
    const waiting = (await s.rows('messages')).find((m) => m.state === 'queued')!
    await s.command('send.undo', { messageId: waiting.id })
    expect(await statuses(s)).toEqual(['cancelled', 'cancelled'])
    await says(s, asks, '+447700900152')
    await s.text('STOP', '+447700900152')
    await says(s, asks, '+447700900153')
    await s.command('killswitch.engage', {})
    expect(await statuses(s)).toEqual(Array(4).fill('cancelled'))
    s.pass(MINUTE)
    await s.step()
    expect(s.sandbox.received()).toHaveLength(0)
    expect(await s.command('diary.book', book('staff_mina', FRIDAY_3PM))).toMatchObject({ status: 'done' })
  })

  test('taken by a calendar during the hold: it comes back as a draft, and nothing is booked', async () => {
    await using s = await testServer({ storage })
    await withAutoBooking(s)
    await says(s, asks)
    await s.deps.storage.write('bulk', s.venueId, async (tx) => {
      const busy = { venueId: s.venueId, feedId: 'f', stafferId: null, startsAt: FRIDAY_3PM, endsAt: FRIDAY_3PM + HOUR }
      await tx.db.insertInto('busy').values(busy).execute()
    })
    s.pass(HOLD)
    await s.step()
    expect(s.sandbox.received()).toHaveLength(0)
    expect((await s.rows('drafts'))[0]).toMatchObject({ state: 'pending', returned: 'guardrail' })
    expect(await statuses(s)).toEqual(['cancelled'])
  })

  test('approved by a person: it holds at once, only one of two can have it, and undo gives it back', async () => {
    await using s = await testServer({ storage })
    const mine = await says(s, asks)
    const theirs = await says(s, "Book me gel nails Fri 3pm, it's Zoe", OTHER)
    expect([mine.diary!.book, theirs.diary!.book]).not.toContain(null)
    const approved = await s.command('draft.approve', { draftId: mine.id }, { as: s.staff })
    expect(await statuses(s)).toEqual(['held'])
    expect(await s.command('draft.approve', { draftId: theirs.id })).toMatchObject({
      status: 'refused',
      code: 'slot_taken',
    })
    await s.command('send.undo', { messageId: approved.result!.messageId as string })
    expect(await statuses(s)).toEqual(['cancelled'])
    expect(await approve(s, theirs)).toMatchObject({ status: 'done' })
    expect((await s.rows('bookings')).map((b) => [b.status, b.customerName])).toEqual([
      ['cancelled', 'Sam'],
      ['booked', 'Zoe'],
    ])
  })
})

describe('a request to book that books nothing yet', () => {
  const incomplete = 'Book me a trim on Friday please'
  const LINE = /They ask to book: .* nothing is booked yet/

  const sets = async (s: TestServer, intent: 'availability' | 'booking_request', mode: 'auto' | 'draft' | 'off') =>
    expect(await s.command('autosend.intent', { intent, mode, threshold: 0.85 })).toMatchObject({ status: 'done' })

  test.each([
    incomplete,
    "Book me gel nails Fri 3pm, it's Sam",
    'Please book me a trim Friday 3pm with Gavin, its Sam',
  ])('is judged as a question about times, and says so: %s', async (text) => {
    await using s = await testServer()
    await s.command('diary.book', book('staff_mina', FRIDAY_3PM))
    await withAutoBooking(s)
    await sets(s, 'availability', 'draft')
    const draft = await says(s, text)
    expect(draft).toMatchObject({ intent: 'availability', state: 'pending', mustEdit: false })
    expect(draft.reasons).toContain('intent_mode')
    expect(draft.diary?.book ?? null).toBeNull()
    const decision = (await s.rows('decisions')).at(-1)!
    expect(decision).toMatchObject({ intent: 'availability', warrant: { reason: expect.stringMatching(LINE) } })
    expect((await s.rows('messages')).filter((m) => LINE.test(m.body))).toHaveLength(1)
    expect(draft.text).not.toMatch(/you're (?:all )?booked/i)
  })

  test.each([
    ["Book me a trim Friday 3pm and wax my legs, it's Sam", 'confidence'],
    ["Book me a trim Fri 3pm, it's Sam. And a head massage if possible", 'confidence'],
    ["Book me a trim and a beard dye Friday 3pm, it's Sam", 'validation'],
  ])('more than was understood is for a person: %s', async (text, gate) => {
    await using s = await testServer()
    await withAutoBooking(s)
    const draft = await says(s, text)
    expect(draft).toMatchObject({ state: 'pending', reasons: [gate] })
    expect(draft.diary?.book ?? null).toBeNull()
    expect(draft.text).not.toMatch(/booked in/)
  })

  test.each([
    ['some texts ago', 'Book me a trim Friday 3pm. Could I get a tattoo too?', null],
    ['beside the name that was asked for', 'Book me a trim Friday 3pm', 'Could I get a tattoo too?'],
  ])('nor is more than was understood forgotten: %s', async (_, wish, beside) => {
    await using s = await testServer()
    await withAutoBooking(s)
    expect(await says(s, wish)).toMatchObject({ state: 'auto', text: expect.stringContaining('name') })
    s.pass(HOLD)
    await s.step()
    if (beside !== null) await s.text(beside, CUSTOMER)
    const second = await says(s, 'Sam')
    expect(second).toMatchObject({ state: 'pending', reasons: ['confidence'], diary: { book: null } })
  })

  test('nor is an answer to words that an engine is sure say nothing', async () => {
    const local = createLocalEngine()
    const classify: Engine['classify'] = async (texts, signal) =>
      texts.at(-1) === 'Sam' ? { intent: 'general', confidence: 0.99 } : local.classify(texts, signal)
    await using s = await testServer({ engine: { ...local, classify } })
    await withAutoBooking(s)
    expect(await says(s, 'Book me a trim Friday 3pm')).toMatchObject({ state: 'auto' })
    s.pass(HOLD)
    await s.step()
    const second = await says(s, 'Sam')
    expect(second).toMatchObject({ intent: 'booking_request', state: 'pending', reasons: ['confidence'] })
  })

  test('leaves by itself under the settings of availability, and its review counts there', async () => {
    await using s = await testServer()
    await withAutoBooking(s)
    await sets(s, 'booking_request', 'draft')
    expect(await says(s, incomplete)).toMatchObject({ intent: 'availability', state: 'auto' })
    await sets(s, 'availability', 'draft')
    await approve(s, await says(s, incomplete, OTHER))
    const evidence = await s.deps.storage.read((db) => db.selectFrom('evidence').select('intent').execute())
    expect(evidence).toEqual([{ intent: 'availability' }])
  })

  test('nobody deals with it where requests are off, nor with one whose answer is waiting', async () => {
    await using s = await testServer()
    await withAutoBooking(s)
    const waits = await says(s, incomplete)
    expect(waits.state).toBe('auto')
    await sets(s, 'booking_request', 'off')
    s.pass(HOLD)
    await s.step()
    expect(s.sandbox.received()).toHaveLength(0)
    expect((await s.rows('drafts'))[0]).toMatchObject({ state: 'pending', returned: 'intent_mode' })
    expect(await says(s, incomplete, OTHER)).toBeUndefined()
    expect((await s.rows('decisions')).at(-1)).toMatchObject({ intent: 'booking_request', outcome: 'off' })
    expect(await says(s, 'Any time Friday for a trim?', '+447700900152')).toMatchObject({ state: 'auto' })
  })

  test('a model that talks of a booking does not change that', async () => {
    const local = createLocalEngine()
    const compose: Engine['compose'] = () => Promise.resolve({ text: "You're booked in for Friday!", citations: [] })
    const classify: Engine['classify'] = () => Promise.resolve({ intent: 'booking_request', confidence: 0.99 })
    await using s = await testServer({ engine: { ...local, classify, compose } })
    await withAutoBooking(s)
    const draft = await says(s, 'Book a trim for my mum Friday 3pm, Sam')
    expect(draft).toMatchObject({ intent: 'availability', state: 'pending' })
    expect(draft.problems.map((one) => one.code)).toContain('promise')
  })

  test('the cards for requests still hold for it', async () => {
    await using s = await testServer()
    await withAutoBooking(s)
    const [agent] = await s.rows('agents')
    const card = { surface: 'reply', effect: 'rule', condition: '', text: 'Ask whether they have been before' } as const
    expect(
      await s.command('guidance.add', { agentId: agent!.id, ...card, intents: ['booking_request'] }),
    ).toMatchObject({ status: 'done' })
    const draft = await says(s, incomplete)
    expect(draft).toMatchObject({ intent: 'availability', state: 'pending' })
    expect(draft.reasons).toEqual(['validation'])
  })
})

const ALWAYS = 'whatever happens in whatever order, nobody has two at once, and what was confirmed is booked'
test(ALWAYS, async () => {
  const act = fc.record({
    who: fc.nat(3),
    does: fc.constantFrom('asks', 'asks', 'approves', 'undoes', 'writes', 'books', 'waits', 'stops'),
    slot: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), fc.boolean(), async (acts, automatic) => {
      await using s = await testServer()
      if (automatic) await withAutoBooking(s)
      for (const { who, does, slot } of acts) {
        const from = `+44770090015${who}`
        const waiting = (await s.rows('messages')).find((m) => m.state === 'queued')
        const pending = (await s.rows('drafts')).find((d) => d.state === 'pending' && d.diary?.book)
        if (does === 'asks') await s.text(`Book me gel nails Fri ${3 + slot}pm, it's Sam`, from)
        if (does === 'approves' && pending) await s.command('draft.approve', { draftId: pending.id })
        if (does === 'undoes' && waiting) await s.command('send.undo', { messageId: waiting.id })
        if (does === 'writes') await s.text('oh and thank you', from)
        if (does === 'books') await s.command('diary.book', book('staff_mina', FRIDAY_3PM + slot * HOUR))
        if (does === 'stops') await s.command('killswitch.engage', {})
        s.pass(does === 'waits' ? MINUTE : BURST)
        await s.step()
        const bookings = await s.rows('bookings')
        const standing = bookings.filter((b) => b.status !== 'cancelled')
        for (const [n, one] of standing.entries())
          for (const other of standing.slice(n + 1)) expect(overlap(one, other)).toBe(false)
        for (const message of (await s.rows('messages')).filter((m) => m.direction === 'out')) {
          const mine = bookings.find((b) => b.messageId === message.id)
          if (/booked in/.test(message.body)) expect(mine).toBeDefined()
          const wanted = { queued: 'held', withdrawn: 'cancelled' }[message.state as string] ?? 'booked'
          if (mine) expect(mine.status).toBe(wanted)
        }
      }
    }),
    { numRuns: deepRuns(12, 1_000) },
  )
})

test('edited words book what they still confirm, and nothing else', async () => {
  await using s = await testServer()
  const kept = await says(s, "Book me gel nails Fri 3pm, it's Sam")
  await s.command('draft.edit', { draftId: kept.id, text: "You're booked in for Friday at 3pm, see you then Sam x" })
  expect(await statuses(s)).toEqual(['held'])
  const changed = await says(s, "Book me gel nails Fri 5pm, it's Zoe", OTHER)
  await s.command('draft.edit', { draftId: changed.id, text: 'Sorry, could you do Friday at 4pm instead?' })
  s.pass(UNDO)
  await s.step()
  expect(await statuses(s)).toEqual(['booked'])
})

test('on both sides of a clock change 3pm is 3pm', async () => {
  for (const [at, text, startsAt] of [
    ['2027-03-26T10:00:00Z', "Book me a trim Saturday 3pm, it's Sam", '2027-03-27T15:00:00Z'],
    ['2027-03-26T10:00:00Z', "Book me a trim Tuesday 3pm, it's Sam", '2027-03-30T14:00:00Z'],
    ['2026-10-23T09:00:00Z', "Book me a trim Saturday 3pm, it's Sam", '2026-10-24T14:00:00Z'],
    ['2026-10-23T09:00:00Z', "Book me a trim Tuesday 3pm, it's Sam", '2026-10-27T15:00:00Z'],
  ] as const) {
    await using s = await testServer({ at: Date.parse(at) })
    const draft = await says(s, text)
    expect(draft.diary!.book?.startsAt).toBe(Date.parse(startsAt))
    expect(draft.text).toContain('3pm')
  }
})

test('an offer is open for two days, and not once somebody has written something else', async () => {
  await using s = await testServer()
  await approve(s, await says(s, 'Is Friday 3pm free for gel nails?'))
  s.pass(DAY)
  const [conversation] = await s.rows('conversations')
  await s.command('message.send', { conversationId: conversation!.id, text: 'We are closed for a party, sorry' })
  s.pass(UNDO)
  await s.step()
  const draft = await says(s, 'yes please')
  expect(draft.diary ?? null).toBeNull()
  expect(await s.rows('bookings')).toEqual([])
})

test('a bare yes is answered, and never by itself', async () => {
  await using s = await testServer()
  await withAutoBooking(s)
  await s.text('Is Friday 3pm free for gel nails?')
  s.pass(BURST)
  await s.step()
  s.pass(HOLD)
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
  const draft = await says(s, 'perfect, its Sam')
  expect(draft.diary!.book).toMatchObject({ name: 'Sam', startsAt: FRIDAY_3PM })
  const decision = (await s.rows('decisions')).at(-1)!
  expect(decision.confidence >= 0.85).toBe(decision.outcome === 'auto_queued')
})
