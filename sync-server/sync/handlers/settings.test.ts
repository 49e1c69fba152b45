/** Every setting, from outside: an owner changes it by a command, and the next text is treated otherwise. */
import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { COMMAND_TYPES, COMMANDS, type CommandType } from '#shared/commands.ts'
import { ingest } from '../../channels/ingest.ts'
import { readAudit } from '../../governance/audit.ts'
import { CUSTOMER, type TestServer, testServer, WEDNESDAY, withAutoSend } from '../../testing.ts'

const BURST = 8 * SECOND
const HOLD = 20 * SECOND

let customers = 0
/** A text from somebody new, thought about. @returns the draft that was written and the decision */
async function ask(s: TestServer, body: string) {
  const from = `+4477009${String(10_000 + ++customers)}`
  await s.text(body, from)
  s.pass(BURST)
  await s.step()
  const conversation = (await s.rows('conversations')).find((c) => c.customerNumber === from)!
  const draft = (await s.rows('drafts')).find((d) => d.conversationId === conversation.id)
  const decision = (await s.rows('decisions')).find((d) => d.conversationId === conversation.id)!
  return { from, text: draft?.text ?? '', draft, decision, conversation }
}

async function done(s: TestServer, ...command: Parameters<TestServer['command']>) {
  const answer = await s.command(...command)
  expect(answer).toMatchObject({ status: 'done' })
  return answer
}

const refusal = (code: string, message: RegExp = /./) => ({
  status: 'refused',
  code,
  message: expect.stringMatching(message),
})

test('services: the next reply quotes what the list says now, and nothing that is not in it', async () => {
  await using s = await testServer()
  expect((await ask(s, 'How much is a lash lift?')).text).not.toContain('£')
  const added = await done(s, 'service.add', { name: 'Lash lift', price: 4_550, minutes: 45 })
  const { serviceId } = added.result as { serviceId: string }
  expect((await ask(s, 'How much is a lash lift?')).text).toContain('£45.50')
  await done(s, 'service.edit', { serviceId, price: 4_800, priceFrom: true, aliases: ['eyelash perm'] })
  expect((await ask(s, 'How much is a lash lift?')).text).toMatch(/from £48/)
  expect((await ask(s, 'How much is an eyelash perm?')).text).toContain('£48')
  await done(s, 'service.edit', { serviceId, active: false })
  expect((await ask(s, 'How much is a lash lift?')).text).not.toContain('£48')
  await done(s, 'service.edit', { serviceId, active: true, name: 'Lash tint', aliases: [] })
  expect((await ask(s, 'How much is a lash tint?')).text).toContain('£48')
  await done(s, 'service.remove', { serviceId })
  expect((await ask(s, 'How much is a lash tint?')).text).not.toContain('£48')
  expect(await s.command('service.edit', { serviceId, price: 1 })).toMatchObject(refusal('row_not_found'))
})

test('services: the duration decides which times are free', async () => {
  await using s = await testServer()
  const trim = (await s.rows('services')).find((r) => r.name === 'Trim')!
  expect((await ask(s, 'Any free times tomorrow for a trim?')).text).toContain('5:30pm')
  await done(s, 'service.edit', { serviceId: trim.id, minutes: 120 })
  const { text } = await ask(s, 'Any free times tomorrow for a trim?')
  expect(text).toMatch(/\d(am|pm)/)
  expect(text).not.toContain('5:30pm')
})

test('services: a name is there once; one with bookings ahead stays', async () => {
  await using s = await testServer()
  const trim = (await s.rows('services')).find((r) => r.name === 'Trim')!
  expect(await s.command('service.add', { name: ' TRIM ', price: 1, minutes: 5 })).toMatchObject(
    refusal('name_taken', /Trim/i),
  )
  const [staffer] = await s.rows('staffers')
  await s.deps.storage.write('command', s.venueId, (tx) =>
    tx.insert('bookings', {
      id: 'b1',
      status: 'booked',
      stafferId: staffer!.id,
      serviceId: trim.id,
      startsAt: WEDNESDAY + DAY,
      endsAt: WEDNESDAY + DAY + HOUR,
      contactId: null,
      customerName: 'Sam',
      messageId: null,
      by: null,
      createdAt: WEDNESDAY,
    }),
  )
  expect(await s.command('service.remove', { serviceId: trim.id })).toMatchObject(refusal('service_has_bookings'))
  s.pass(2 * DAY)
  await done(s, 'service.remove', { serviceId: trim.id })
})

test('a service list by CSV: bad rows are named with their reasons, good ones all arrive', async () => {
  await using s = await testServer()
  const csv = [
    'Name,Price,From,Minutes,Aliases',
    'Trim,£36,,,',
    'Lash lift,45.50,no,45,eyelash perm; lash perm',
    'Facial,abc,no,60,',
    'Massage,60,no,,',
    ',20,no,30,',
    '"Hot towel shave",from £25,,30,',
    'Balayage,140,yes,180,half balayage; hand painted highlights; balyage; ballayage',
    '',
    'lash LIFT,50,no,45,',
  ].join('\n')
  const { result } = await done(s, 'service.import', { csv })
  expect(result).toEqual({
    added: 2,
    changed: 1,
    unchanged: 1,
    bad: [
      { row: 4, reason: expect.stringMatching(/^price:/) },
      { row: 5, reason: expect.stringMatching(/^minutes:/) },
      { row: 6, reason: expect.stringMatching(/^name:/) },
      { row: 10, reason: 'name: the same as in row 3' },
    ],
  })
  expect((await ask(s, 'How much is a trim?')).text).toContain('£36')
  expect((await ask(s, 'How much is a lash perm?')).text).toContain('£45.50')
  expect((await ask(s, 'How much is a hot towel shave?')).text).toMatch(/from £25/)
  expect(await s.command('service.import', { csv: 'what,ever\n1,2' })).toMatchObject(refusal('invalid_csv', /columns/))
  expect(await s.command('service.import', { csv: 'x'.repeat(200_001) })).toMatchObject(
    refusal('invalid_payload', /200 KB/),
  )
})

test('opening hours: a weekday as a whole, with breaks, and closed', async () => {
  await using s = await testServer()
  expect((await ask(s, 'Are you open on Monday?')).text).toMatch(/closed on Monday/)
  await done(s, 'hours.set', {
    day: 1,
    periods: [
      { opens: 840, closes: 1_020 },
      { opens: 600, closes: 780 },
    ],
  })
  expect((await ask(s, 'What time are you open on Monday?')).text).toMatch(/10am to 1pm and 2pm to 5pm/)
  const before = (await s.rows('hours')).filter((h) => h.day === 1)
  await done(s, 'hours.set', { day: 1, periods: [{ opens: 660, closes: 780 }] })
  const after = (await s.rows('hours')).filter((h) => h.day === 1)
  expect(after.map((h) => h.id)).toEqual([before.toSorted((a, b) => a.opens - b.opens)[0]!.id])
  await done(s, 'hours.set', { day: 1, periods: [] })
  expect((await ask(s, 'Are you open on Monday?')).text).toMatch(/closed on Monday/)
  const overlap = { day: 1, periods: [{ opens: 600, closes: 720 }, { opens: 700, closes: 800 }] } // biome-ignore format: one line
  expect(await s.command('hours.set', overlap)).toMatchObject(refusal('invalid_payload', /overlap/))
  expect(await s.command('hours.set', { day: 1, periods: [{ opens: 600, closes: 600 }] })).toMatchObject(
    refusal('invalid_payload', /ends before/),
  )
})

test('dated closures: told in replies, and nothing is sent automatically on that day', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const added = await done(s, 'closure.add', { date: '2026-11-20', name: 'Staff day' })
  const { closureId } = added.result as { closureId: string }
  expect((await ask(s, 'Are you open on Friday?')).text).toMatch(/closed/)
  await done(s, 'closure.edit', { closureId, opens: 720, closes: 900 })
  expect((await ask(s, 'What time are you open on Friday?')).text).toMatch(/midday to 3pm|12pm to 3pm/)
  await done(s, 'closure.edit', { closureId, date: '2026-11-18', opens: null, closes: null })
  const today = await ask(s, 'How much is a trim?')
  expect(today.decision).toMatchObject({ outcome: 'drafted', reasons: ['closure'] })
  await done(s, 'closure.remove', { closureId })
  expect((await ask(s, 'How much is a trim?')).decision).toMatchObject({ outcome: 'auto_queued' })
  expect(await s.command('closure.add', { date: '2026-02-30', name: 'No day' })).toMatchObject(
    refusal('invalid_payload', /calendar/),
  )
  expect(await s.command('closure.add', { date: '2026-12-01', name: 'Half', opens: 600 })).toMatchObject(
    refusal('invalid_payload', /one time/),
  )
})

test('a day that is closed during the hold keeps the reply back', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const { draft, from } = await ask(s, 'How much is a trim?')
  await done(s, 'closure.add', { date: '2026-11-18', name: 'Burst pipe' })
  s.pass(HOLD)
  await s.step()
  expect(s.sandbox.received(from)).toHaveLength(0)
  expect((await s.rows('drafts')).find((d) => d.id === draft!.id)).toMatchObject({
    state: 'pending',
    returned: 'closure',
  })
})

test('facts: answered from while they hold, no longer when they are changed, have expired or are gone', async () => {
  await using s = await testServer()
  const expiresAt = WEDNESDAY + HOUR
  const added = await done(s, 'fact.add', {
    topic: 'Bus stop',
    keywords: ['bus stop', 'bus'],
    text: 'The number 12 bus stops right outside.',
    expiresAt,
  })
  const { factId } = added.result as { factId: string }
  const question = 'Is there a bus stop nearby?'
  expect((await ask(s, question)).text).toContain('number 12')
  await done(s, 'fact.edit', { factId, text: 'The number 14 bus stops right outside.' })
  expect((await ask(s, question)).text).toContain('number 14')
  s.pass(2 * HOUR)
  expect((await ask(s, question)).text).not.toContain('number 14')
  expect(await s.command('fact.edit', { factId, expiresAt: s.now() })).toMatchObject(refusal('time_past'))
  await done(s, 'fact.edit', { factId, expiresAt: null })
  expect((await ask(s, question)).text).toContain('number 14')
  await done(s, 'fact.remove', { factId })
  expect((await ask(s, question)).text).not.toContain('number 14')
})

test('brand voice: persona, avoid list and disclosure', async () => {
  await using s = await testServer()
  const hours = 'What time are you open on Saturday?'
  const host = (await ask(s, hours)).text
  await done(s, 'voice.set', { persona: 'ENTHUSIAST' })
  expect((await ask(s, hours)).text).not.toBe(host)
  await done(s, 'voice.set', { avoid: ['Saturday'] })
  expect((await ask(s, hours)).text).not.toContain('Saturday')
  await done(s, 'voice.set', { avoid: [], disclosure: { on: true, text: 'Sent by our robot' } })
  expect((await ask(s, hours)).text).toMatch(/ Sent by our robot$/)
  await done(s, 'voice.set', { disclosure: { on: false, text: 'Sent by our robot' } })
  expect((await ask(s, hours)).text).not.toContain('robot')
  const wrong = (disclosure: { on: boolean; text: string }) => s.command('voice.set', { disclosure })
  expect(await wrong({ on: true, text: '' })).toMatchObject(refusal('invalid_payload', /words/))
  expect(await wrong({ on: true, text: 'Бот' })).toMatchObject(refusal('invalid_payload', /cost twice/))
  expect(await s.command('voice.set', { avoid: ['a', 'A'] })).toMatchObject(refusal('invalid_payload', /twice/))
})

test('a disclosure that is switched on during the hold brings the reply back', async () => {
  await using s = await testServer()
  await s.command('voice.set', { disclosure: { on: false, text: '' } })
  await withAutoSend(s)
  const { draft, from } = await ask(s, 'How much is a trim?')
  expect(draft).toMatchObject({ state: 'auto' })
  await done(s, 'voice.set', { disclosure: { on: true, text: 'Written by AI' } })
  s.pass(HOLD)
  await s.step()
  expect(s.sandbox.received(from)).toHaveLength(0)
  expect((await s.rows('drafts')).find((d) => d.id === draft!.id)).toMatchObject({ returned: 'disclosure' })
})

test('booking link: the one address that a reply names; https only', async () => {
  await using s = await testServer()
  await done(s, 'venue.edit', { bookingLink: 'https://willow.example/book' })
  expect((await ask(s, 'Where do I book?')).text).toContain('https://willow.example/book')
  await done(s, 'venue.edit', { bookingLink: '' })
  expect((await ask(s, 'Where do I book?')).text).not.toContain('http')
  for (const bookingLink of [
    'http://willow.example',
    'javascript:alert(1)',
    'https://me:pw@x.example',
    'https://localhost',
  ]) {
    expect(await s.command('venue.edit', { bookingLink })).toMatchObject(refusal('invalid_payload', /https/))
  }
})

test('time zone: what "today" is, and when quiet hours hold', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await done(s, 'autosend.quiet_hours', { windows: [{ days: [3], from: '20:00', to: '23:00' }] })
  expect((await ask(s, 'How much is a trim?')).decision.reasons).toEqual([])
  await done(s, 'venue.edit', { timeZone: 'Australia/Sydney' })
  expect((await ask(s, 'How much is a trim?')).decision.reasons).toEqual(['quiet_hours'])
  for (const timeZone of ['Mars/Olympus', '+01:00', 'EST', 'Europe/London; drop']) {
    expect(await s.command('venue.edit', { timeZone })).toMatchObject(refusal('invalid_payload', /time zone/))
  }
})

test('the venue’s number: texts come in there and leave from there; others than AU and GB are told why', async () => {
  await using s = await testServer()
  const answer = await done(s, 'venue.edit', { number: '+61 491 570 156' })
  expect(answer.result).toEqual({ number: '+61491570156' })
  const inbound = { channel: 'sms' as const, providerId: `SM${'c'.repeat(32)}`, from: CUSTOMER, body: 'Hi', media: 0 }
  await expect(ingest(s.deps, { ...inbound, to: '+447700900100' })).rejects.toMatchObject({ code: 'unknown_number' })
  expect(await ingest(s.deps, { ...inbound, to: '+61491570156' })).toEqual({ stored: true })
  const [conversation] = await s.rows('conversations')
  await done(s, 'message.send', { conversationId: conversation!.id, text: 'Hello' })
  s.pass(5 * SECOND)
  await s.step()
  expect(s.sandbox.received(CUSTOMER).map((t) => t.from)).toEqual(['+61491570156'])
  expect(await s.command('venue.edit', { number: '+64 21 123 4567' })).toMatchObject(
    refusal('number_not_allowed', /New Zealand.*Australian or British/),
  )
})

test('name and waiting target', async () => {
  await using s = await testServer()
  await done(s, 'venue.edit', { name: 'Fern & Finch', waitTargetMinutes: 5 })
  expect(await s.venue()).toMatchObject({ name: 'Fern & Finch', timing: { waitTargetMinutes: 5, undoSeconds: 5 } })
  expect(await s.command('venue.edit', { name: '  ' })).toMatchObject(refusal('invalid_payload', /name/))
  expect(await s.command('venue.edit', { waitTargetMinutes: 0 })).toMatchObject(refusal('invalid_payload'))
})

test('timing: burst wait, hold and undo window', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await done(s, 'venue.timing', { burstSeconds: 0, holdSeconds: 0, undoSeconds: 0 })
  await s.text('How much is a trim?')
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
  const [conversation] = await s.rows('conversations')
  await done(s, 'message.send', { conversationId: conversation!.id, text: 'See you soon' })
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(2)
})

test('timing: how long a person’s own text keeps the AI from sending there', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await done(s, 'venue.timing', { humanMinutes: 10 })
  await s.text('hello?')
  s.pass(BURST)
  await s.step()
  const [conversation] = await s.rows('conversations')
  const asked = async (body: string) => {
    await s.text(body)
    s.pass(BURST)
    await s.step()
    return (await s.rows('decisions')).at(-1)!
  }
  await done(s, 'message.send', { conversationId: conversation!.id, text: 'Hello' })
  s.pass(5 * SECOND)
  await s.step()
  expect((await asked('How much is a trim?')).reasons).toEqual(['human_active'])
  s.pass(10 * MINUTE)
  expect((await asked('How much is a balayage?')).outcome).toBe('auto_queued')
})

test('modes, master switch, thresholds and caps', async () => {
  await using s = await testServer()
  const gates = async () => (await ask(s, 'How much is a trim?')).decision
  expect((await gates()).reasons).toEqual(['master', 'intent_mode'])
  await done(s, 'autosend.master', { on: true, acknowledged: true })
  expect((await gates()).reasons).toEqual(['intent_mode'])
  await done(s, 'autosend.intent', { intent: 'pricing', mode: 'auto', threshold: 0.85 })
  expect((await gates()).reasons).toEqual([])
  await done(s, 'autosend.threshold', { intent: 'pricing', value: 0.99 })
  const sure = await gates()
  expect(sure.reasons).toEqual(sure.confidence >= 0.99 ? [] : ['confidence'])
  expect(sure.gates.find((g) => g.code === 'confidence')).toMatchObject({ limit: '99 %' })
  await done(s, 'autosend.caps', { hourly: 1, daily: 1 })
  s.pass(HOLD)
  await s.step()
  expect((await gates()).reasons).toEqual(['cap_hour', 'cap_day'])
  await done(s, 'autosend.caps', { hourly: 50, daily: 50 })
  expect((await gates()).reasons).toEqual([])
  await done(s, 'autosend.intent', { intent: 'pricing', mode: 'off' })
  expect((await gates()).outcome).toBe('off')
})

test('training: an owner raises the bar, never under the minimum; what falls short is locked and drafts again', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const { draft } = await ask(s, 'How much is a trim?')
  expect(draft).toMatchObject({ state: 'auto' })
  await done(s, 'autosend.training', { intent: 'pricing', needed: 50 })
  const policy = async () => (await s.rows('policies')).find((p) => p.id === 'pricing')!
  expect(await policy()).toMatchObject({ unlocked: false, mode: 'draft', training: { needed: 50, reviewed: 34 } })
  expect((await s.rows('drafts')).find((d) => d.id === draft!.id)).toMatchObject({
    state: 'pending',
    returned: 'training',
  })
  expect((await ask(s, 'How much is a trim?')).decision.reasons).toEqual(['intent_mode', 'training'])
  expect(await s.command('autosend.intent', { intent: 'pricing', mode: 'auto' })).toMatchObject(refusal('not_unlocked'))
  await done(s, 'autosend.training', { intent: 'pricing', needed: 30 })
  expect(await policy()).toMatchObject({ unlocked: true, mode: 'draft' })
  expect(await s.command('autosend.training', { intent: 'pricing', needed: 29 })).toMatchObject(
    refusal('training_below_minimum', /30/),
  )
  expect(await s.command('autosend.training', { intent: 'general', needed: 90 })).toMatchObject(
    refusal('mode_not_allowed'),
  )
})

test('kill switch access', async () => {
  await using s = await testServer()
  await done(s, 'killswitch.access', { staff: false })
  expect(await s.command('killswitch.engage', {}, { as: s.staff })).toMatchObject(refusal('kill_switch_not_yours'))
})

test('FREE: no AI runs, what was about to leave comes back, texts reach the inbox; PRO brings it again', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const held = await ask(s, 'How much is a trim?')
  expect(held.draft).toMatchObject({ state: 'auto' })
  await s.text('How much is a balayage?')
  await done(s, 'venue.plan', { plan: 'FREE' })
  expect((await s.rows('drafts')).find((d) => d.id === held.draft!.id)).toMatchObject({
    state: 'pending',
    returned: 'plan',
  })
  const { sparks } = await s.venue()
  s.pass(HOLD + BURST)
  await s.step()
  expect(s.sandbox.received()).toHaveLength(0)
  const waiting = await ask(s, 'Are you open Sunday?')
  expect(waiting.draft).toBeUndefined()
  expect(waiting.conversation).toMatchObject({ unread: true, state: 'open', waitingSince: expect.any(Number) })
  const outcomes = (await s.rows('decisions')).map((d) => d.outcome)
  expect(outcomes).toEqual(['auto_queued', 'no_ai', 'no_ai'])
  expect((await s.venue()).sparks).toBe(sparks)
  expect(await s.command('preview.run', { scenario: 'hours' })).toMatchObject(refusal('plan_required'))
  expect(await s.command('autosend.master', { on: true, acknowledged: true })).toMatchObject(refusal('plan_required'))
  await done(s, 'venue.plan', { plan: 'PRO' })
  expect((await ask(s, 'How much is a trim?')).decision).toMatchObject({ outcome: 'auto_queued' })
})

test('FREE while the AI is thinking: what it thought is thrown away', async () => {
  const holder: { s?: TestServer } = {}
  const engine = {
    name: 'slow',
    classify: async () => {
      await holder.s!.command('venue.plan', { plan: 'FREE' })
      return { intent: 'pricing' as const, confidence: 1 }
    },
    compose: async () => ({ text: 'A trim is £35.', citations: [] }),
  }
  await using s = await testServer({ engine })
  holder.s = s
  await s.text('How much is a trim?')
  s.pass(BURST)
  await s.step()
  expect(await s.rows('drafts')).toHaveLength(0)
  expect((await s.rows('decisions')).map((d) => d.outcome)).toEqual(['no_ai'])
})

test('wallet: a top-up lifts the marker for the texts that follow, once a command', async () => {
  await using s = await testServer()
  await s.deps.storage.write('command', s.venueId, (tx) =>
    tx.patch('venue', s.venueId, { sparks: 0, sparksEmpty: true }),
  )
  expect((await ask(s, 'How much is a trim?')).draft).toMatchObject({ kind: 'marker' })
  const first = await s.command('wallet.top_up', { sparks: 2 }, { id: 'pay' })
  expect(first).toMatchObject({ status: 'done', result: { sparks: 2 } })
  expect(await s.command('wallet.top_up', { sparks: 2 }, { id: 'pay' })).toEqual(first)
  expect((await ask(s, 'How much is a trim?')).draft).toMatchObject({ kind: 'reply' })
  expect(await s.venue()).toMatchObject({ sparks: 1, sparksEmpty: false })
  expect(await s.command('wallet.top_up', { sparks: 0 })).toMatchObject(refusal('invalid_payload'))
})

test('every change stands in the log with from and to, and no words of a fact do', async () => {
  await using s = await testServer()
  await done(s, 'service.edit', { serviceId: 'svc_trim', price: 4_100 })
  await done(s, 'venue.edit', { timeZone: 'Europe/Dublin' })
  await done(s, 'wallet.top_up', { sparks: 10 })
  await done(s, 'fact.edit', { factId: 'fact_parking', text: 'Ask Mrs Ainsworth for the key.' })
  await done(s, 'hours.set', { day: 1, periods: [{ opens: 600, closes: 660 }] })
  const log = await s.deps.storage.read((db) => readAudit(db, s.venueId, {}, 100))
  expect(log.map((e) => [e.action, e.personId, e.detail])).toEqual([
    ['service.edit', s.owner.personId, { serviceId: 'svc_trim', from: { price: 3_500 }, to: { price: 4_100 } }],
    ['venue.edit', s.owner.personId, { from: { timeZone: 'Europe/London' }, to: { timeZone: 'Europe/Dublin' } }],
    ['wallet.top_up', s.owner.personId, { sparks: 10, from: 5_000, to: 5_010 }],
    ['fact.edit', s.owner.personId, expect.objectContaining({ factId: 'fact_parking', fields: ['text'] })],
    ['hours.set', s.owner.personId, { day: 1, from: [], to: [{ opens: 600, closes: 660 }] }],
  ])
  expect(JSON.stringify(log)).not.toContain('Ainsworth')
})

const OWNERS = COMMAND_TYPES.filter((type) => COMMANDS[type].role === 'owner')
const PAYLOADS: Partial<Record<CommandType, object>> = {
  'venue.edit': { name: 'Mine' },
  'venue.plan': { plan: 'FREE' },
  'voice.set': { persona: 'HOST' },
  'service.add': { name: 'X', price: 1, minutes: 5 },
  'service.edit': { serviceId: 'svc_trim', price: 1 },
  'service.remove': { serviceId: 'svc_trim' },
  'service.import': { csv: 'name,price\nTrim,1' },
  'hours.set': { day: 2, periods: [] },
  'closure.add': { date: '2026-12-01', name: 'X' },
  'closure.edit': { closureId: 'closed_2026-12-25', name: 'X' },
  'closure.remove': { closureId: 'closed_2026-12-25' },
  'fact.add': { topic: 'X', text: 'X' },
  'fact.edit': { factId: 'fact_parking', text: 'X' },
  'fact.remove': { factId: 'fact_parking' },
  'wallet.top_up': { sparks: 1 },
  'number.check': {},
  'preview.run': { scenario: 'hours' },
  'autosend.training': { intent: 'pricing', needed: 50 },
}

test('what is the owner’s is refused to staff, and changes nothing', async () => {
  expect(OWNERS).toEqual(expect.arrayContaining(Object.keys(PAYLOADS)))
  await using s = await testServer()
  const rows = async () =>
    Promise.all((['venue', 'services', 'hours', 'closures', 'facts', 'policies'] as const).map((t) => s.rows(t)))
  const before = await rows()
  for (const [type, payload] of Object.entries(PAYLOADS)) {
    expect([type, await s.command(type as 'venue.edit', payload, { as: s.staff })]).toMatchObject([
      type,
      refusal('forbidden'),
    ])
  }
  expect(await rows()).toEqual(before)
})
