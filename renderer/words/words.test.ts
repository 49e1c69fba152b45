import { describe, expect, it } from 'vitest'
import { evaluateGates, failedGates, GATE_CODES, type GateInput } from '#shared/gates.ts'
import { type DecisionRow, type KillSwitch, NOT_ENGAGED, type PolicyRow, type VenueRow } from '#shared/rows.ts'
import { OPEN_GATES } from '#shared/testing-gates.ts'
import { conversation, draft, inboxRow, message, SIGNED_IN } from '../testing.ts'
import { connectionWords } from './connection.ts'
import { consentText } from './consent.ts'
import { deliveryText, endsRun, mayTryAgain, needsRescue } from './delivery.ts'
import { killBarred, killWords, pausedText, receiptSentence } from './kill-switch.ts'
import { noticeTitle } from './notice.ts'
import { pillOf } from './pill.ts'
import { proofOf } from './proof.ts'
import { daysText, quietText } from './quiet.ts'
import { firstName, initials, nameOf, prettyNumber, replyTo } from './text.ts'
import { decidingSetting, GATE_SHORT, gateMeasure, orderedGates, type Present, settingOf, whyDraft } from './why.ts'

const PILL = {
  now: 10_000,
  zone: 'Europe/London',
  me: 'p1',
  people: [{ id: 'p2', name: 'Beth Marlow', role: 'staff' as const, active: true }],
}
const pill = (more: Parameters<typeof inboxRow>[1]) => pillOf(inboxRow('c1', more), PILL)?.text ?? null

it('says in a pill what is the matter, the worst first', () => {
  const queued = { id: 'm', auto: true, notBefore: 22_000, state: 'queued' as const }
  const escalation = { ...draft('d'), kind: 'escalation' as const, intent: 'complaint' as const }
  expect(pill({ sending: queued })).toBe('Sending in 12 s')
  expect(pill({ sending: { ...queued, notBefore: 9_000 } })).toBe('Sending')
  expect(pill({ draft: draft('d') })).toBe('Draft')
  expect(pill({ draft: { ...draft('d'), stale: true } })).toBe('Stale draft')
  expect(pill({ draft: escalation })).toBe('Complaint')
  expect(pill({ draft: escalation, trouble: { id: 'm', state: 'failed' } })).toBe('Failed')
  expect(pill({ trouble: { id: 'm', state: 'unknown' } })).toBe('Sent?')
  const handoff = { route: 'call', by: 'p1', at: 0, note: null }
  expect(pill({ conversation: conversation('c1', { handoff }) })).toBe('Handed off: call')
  expect(pill({ conversation: conversation('c1', { lastAuthor: 'ai' }) })).toBe('AI')
  expect(pill({ conversation: conversation('c1', { assigneeId: 'p1' }) })).toBe('You')
  expect(pill({ conversation: conversation('c1', { assigneeId: 'p2' }) })).toBe('BM')
  expect(pill({})).toBeNull()
  const done = { conversation: conversation('c1', { state: 'closed', lastAuthor: 'ai' }) }
  expect(pill(done)).toBe('Done')
  expect(pillOf(inboxRow('c1', done), { ...PILL, allDone: true })?.text).toBe('AI')
})

const PASSING: GateInput = { ...OPEN_GATES, usedHour: 3, usedDay: 11, sparks: 5, confidence: 0.93 }

const why = (change: Partial<GateInput>, more: Parameters<typeof draft>[1] = {}, present: Present | null = null) => {
  const gates = evaluateGates({ ...PASSING, ...change })
  const decision: DecisionRow = {
    id: 'x',
    conversationId: 'c1',
    inboundMessageId: 'in1',
    turnId: 't',
    warrant: { reply: true, reason: '' },
    intent: 'pricing',
    confidence: 0.93,
    rawConfidence: 0.93,
    engine: 'local',
    gates,
    outcome: 'drafted',
    reasons: failedGates(gates),
    at: 0,
  }
  return whyDraft(draft('d', { reasons: failedGates(gates), ...more }), decision, present)
}

const PRESENT: Present = {
  now: 1_000,
  venue: {
    plan: 'PRO',
    killSwitch: { engaged: false } as KillSwitch,
    masterSwitch: { on: true, acknowledgedAt: 1, by: 'p1' },
    sparksEmpty: false,
    credentials: { healthy: true, reason: null },
  },
  agent: { replyMode: 'auto', active: true },
  policy: { mode: 'auto', unlocked: true, training: { reviewed: 34, needed: 30, right: 1, lowerBound: 0.9 } },
  conversation: conversation('c1'),
  optedOut: false,
}

it('says why a reply waits for a person, in one sentence for every gate', () => {
  expect(why({ intentMode: 'draft' })).toBe('Held as a draft: Pricing is set to draft.')
  expect(why({ confidence: 0.71 })).toBe('Held as a draft: the AI is 71 % sure that this is Pricing, and needs 85 %.')
  expect(why({ unlocked: false, reviewed: 12 })).toContain('(12 of 30 reviewed)')
  expect(why({ unlocked: false, reviewed: 33 })).toContain('(33 reviewed, too few of them right)')
  expect(why({ usedHour: 20 })).toContain('the hourly cap of 20 was reached')
  expect(why({}, { returned: 'newer_inbound' })).toBe('Back as a draft: the customer wrote again before it left.')
  expect(why({}, { returned: 'kill_switch' })).toBe('Back as a draft: auto-send is stopped.')
  for (const code of GATE_CODES) {
    expect(why({}, { reasons: [code] })).not.toContain(code.includes('_') ? code : `: ${code}.`)
    expect(GATE_SHORT[code]).toMatch(/^[A-Z]/)
  }
})

it('says it as things are: what has changed since is not said to be so', () => {
  const off = { masterOn: false, intentMode: 'draft' as const, unlocked: false, reviewed: 12 }
  const now = (more: Partial<Present>) => why(off, {}, { ...PRESENT, ...more })
  const policy = PRESENT.policy!
  const training = { ...policy.training, reviewed: 20 }
  expect(why(off)).toBe('Held as a draft: auto-send is switched off for the venue.')
  expect(now({ policy: { ...policy, mode: 'draft' } })).toBe('Held as a draft: Pricing is set to draft.')
  expect(now({ policy: { ...policy, unlocked: false, training } })).toBe(
    'Held as a draft: Pricing is still in training (20 of 30 reviewed).',
  )
  expect(now({})).toBe('Held as a draft when it came: auto-send was switched off for the venue.')
  expect(why({ usedHour: 20 }, {}, PRESENT)).toContain('the hourly cap of 20 was reached')
  expect(why({ confidence: 0.71 }, {}, PRESENT)).toContain('the AI is 71 % sure')
  expect(why({}, { returned: 'kill_switch' }, PRESENT)).toBe('Back as a draft: auto-send was stopped.')
  for (const code of GATE_CODES) {
    const said = why({}, { reasons: [code] }, PRESENT)
    expect(said).not.toContain(code.includes('_') ? code : `: ${code}.`)
    expect(said).not.toMatch(/^Held as a draft: .* (is|are) (set|stopped|switched|marked|on the|out of|with a)/)
  }
})

it('puts the gates that failed on top and keeps their order', () => {
  const gates = orderedGates(evaluateGates({ ...PASSING, unlocked: false, sparks: 0 }))
  expect(gates.map((g) => g.code).slice(0, 3)).toEqual(['training', 'sparks', 'plan'])
  expect(gates).toHaveLength(GATE_CODES.length)
  expect(gateMeasure(gates.find((g) => g.code === 'confidence')!)).toBe('93 %, needs 85 %')
  expect(gateMeasure(gates.find((g) => g.code === 'cap_hour')!)).toBe('3 of 20')
})

it('says how far a text got', () => {
  expect(deliveryText(message('m', { state: 'queued', notBefore: 5_000 }), 1_000, false)).toBe('sending in 4 s')
  expect(deliveryText(message('m', { state: 'queued', notBefore: 5_000 }), 1_000, true)).toBe('waits for the server')
  expect(deliveryText(message('m', { state: 'failed', reason: '30006' }), 0, false)).toBe(
    'not sent: it is a landline, or cannot take texts',
  )
  expect(deliveryText(message('m', { state: 'failed', reason: '30999' }), 0, false)).toContain('30999')
  expect(deliveryText(message('m', { state: 'withdrawn', reason: 'undone' }), 0, false)).toBe('not sent: undone')
})

it('ends a run where the side, the author or the fate changes', () => {
  const a = message('a')
  expect(endsRun(a, undefined)).toBe(true)
  expect(endsRun(a, message('b', { createdAt: 1_000 }))).toBe(false)
  expect(endsRun(a, message('b', { direction: 'in' }))).toBe(true)
  expect(endsRun(a, message('b', { createdAt: 6 * 60_000 }))).toBe(true)
  expect(endsRun(message('a', { state: 'failed' }), message('b', { state: 'failed' }))).toBe(true)
})

it('asks for a decision on the last failure only, and on none that was dealt with', () => {
  const failed = message('m', { state: 'failed', reason: '30003' })
  expect(needsRescue(failed, [])).toBe(true)
  expect(needsRescue(failed, [message('n', { state: 'withdrawn' })])).toBe(true)
  expect(needsRescue(failed, [message('n')])).toBe(false)
  expect(needsRescue({ ...failed, reason: 'dropped' }, [])).toBe(false)
  expect(needsRescue({ ...failed, reason: 'sent_again' }, [])).toBe(false)
  // Two in a row: each waits for a word of its own.
  expect(needsRescue(failed, [{ ...failed, id: 'n' }])).toBe(true)
  expect(mayTryAgain('21610')).toBe(false)
  expect(mayTryAgain('30003')).toBe(true)
})

const KILL: KillSwitch = { ...NOT_ENGAGED, epoch: 1 }
const STOPPED: KillSwitch = {
  ...KILL,
  engaged: true,
  stoppedAt: Date.parse('2026-11-20T14:02:11Z'),
  heldBack: 3,
  alreadySent: 1,
}
const venue = (killSwitch: KillSwitch, on = true, usedDay = 11) =>
  ({
    killSwitch,
    masterSwitch: { on, acknowledgedAt: null, by: null },
    caps: { hourly: 20, daily: 100, usedHour: 3, usedDay },
  }) as VenueRow
const kill = (v: VenueRow, unheard: number | null = null, online = true) =>
  killWords(v, unheard, online, 'Europe/London', 10_000)

it('never shows a stop that is not true', () => {
  expect(kill(venue(KILL))).toMatchObject({ state: 'on', detail: '3 of 20 this hour', more: '11 of 100 today' })
  expect(kill(venue(KILL, false)).text).toBe('Auto-send off')
  expect(kill(venue(KILL, true, 100)).detail).toBe('daily cap reached')
  expect(kill(venue(STOPPED)).text).toBe('Auto-send stopped 14:02')
  // Pulled here, the row laid over says engaged already: while the server is silent it is not.
  expect(kill(venue(STOPPED), 9_900).state).toBe('stopping')
  expect(kill(venue(STOPPED), 1_000).text).toBe('Not stopped yet')
  expect(kill(venue(STOPPED), 9_900, false).text).toBe('Not stopped yet')
})

it('says in the inbox why nothing leaves by itself, unless somebody wanted it so', () => {
  const healthy = { plan: 'PRO', sparksEmpty: false, credentials: { healthy: true, reason: null } } as const
  const paused = (more: Partial<VenueRow>, usedDay = 11) =>
    pausedText({ ...venue(KILL, true, usedDay), ...healthy, ...more } as VenueRow)
  expect(paused({})).toBeNull()
  expect(paused({}, 100)).toBe('Auto-send paused: daily cap reached')
  expect(paused({ caps: { hourly: 3, daily: 100, usedHour: 3, usedDay: 3 } })).toBe(
    'Auto-send paused: hourly cap reached',
  )
  expect(paused({ sparksEmpty: true })).toMatch(/out of AI credits/i)
  expect(paused({ credentials: { healthy: false, reason: '21610' } })).toMatch(/sending number/)
  expect(paused({ killSwitch: STOPPED }, 100)).toBeNull()
  expect(paused({ masterSwitch: { on: false, acknowledgedAt: null, by: null } }, 100)).toBeNull()
  expect(paused({ plan: 'FREE' }, 100)).toBeNull()
})

it('leads from a gate to the setting that decides it, the guardrail to the facts of its intent', () => {
  expect(settingOf('closure', 'pricing')).toBe('limits')
  expect(settingOf('credentials', null)).toBe('venue')
  expect(settingOf('handoff', 'pricing')).toBeNull()
  expect((['pricing', 'hours', 'enquiry', 'booking_link'] as const).map((i) => settingOf('guardrail', i))).toEqual([
    'services',
    'diary',
    'memory',
    'venue',
  ])
  const gate = (code: 'handoff' | 'plan' | 'master', pass: boolean) => ({ code, pass, text: '' })
  expect(decidingSetting([gate('plan', true), gate('handoff', false), gate('master', false)], 'pricing')).toBe(
    'auto-send',
  )
  expect(decidingSetting([gate('plan', true), gate('handoff', false)], 'pricing')).toBeNull()
})

it('writes the receipt', () => {
  expect(receiptSentence(STOPPED, 'Europe/London')).toBe(
    'Stopped at 14:02:11: 3 held back as drafts, 1 was already with the gateway.',
  )
  expect(receiptSentence({ ...STOPPED, heldBack: 0, alreadySent: 0 }, 'Europe/London')).toBe(
    'Stopped at 14:02:11: nothing was waiting to leave, none was with the gateway.',
  )
})

it('says who may use the kill switch', () => {
  expect(killBarred(KILL, 'staff', false)).toBeNull()
  expect(killBarred({ ...KILL, staffMay: false }, 'staff', true)).toContain('owner')
  expect(killBarred(STOPPED, 'staff', true)).toBe('Only an owner can release it.')
  expect(killBarred(STOPPED, 'owner', true)).toBeNull()
  expect(killBarred(STOPPED, 'owner', false)).toContain('server')
})

it('says how the window stands', () => {
  const words = (status: Partial<typeof SIGNED_IN>, up = true, held = 0) =>
    connectionWords({ ...SIGNED_IN, ...status }, up, held).text
  expect(words({})).toBe('In step')
  expect(words({ connection: 'offline', queued: 3 })).toBe('Offline, 3 actions waiting')
  expect(words({ connection: 'reconnecting' })).toBe('Reconnecting')
  expect(words({ connection: 'reconnecting', inStepAt: null })).toBe('Connecting')
  expect(words({ sessionEnded: true })).toBe('Session ended')
  expect(words({}, false, 1)).toBe('Desk restarting, 1 action waiting')
  expect(words({ queued: 2 })).toBe('Sending 2 actions')
})

it('tells a conflict with who, what and when', () => {
  const notice = {
    commandId: 'n',
    type: 'draft.approve',
    conversationId: 'c1',
    customerName: 'Hannah',
    status: 'conflict' as const,
    code: 'draft_settled',
    message: '',
    byName: 'Beth',
    what: 'rejected it',
    at: 5,
    mine: null,
    theirs: null,
    draftId: null,
    unseen: null,
  }
  const title = (more = {}) => noticeTitle({ ...notice, ...more }, (at) => `14:0${at}`)
  expect(title()).toBe('Your approval to Hannah was not carried out: Beth rejected it at 14:05.')
  expect(title({ byName: null, what: 'the customer has written again', at: null })).toBe(
    'Your approval to Hannah was not carried out: the customer has written again.',
  )
  expect(title({ status: 'refused', customerName: null })).toBe('Your approval was not carried out.')
  expect(title({ status: 'refused', customerName: '+447700900142' })).toContain('to +44 7700 900142')
})

it('shows the proof behind an intent', () => {
  const policy = (more: Partial<PolicyRow['training']>, unlocked = false): PolicyRow => ({
    id: 'availability',
    mode: 'draft',
    threshold: null,
    floor: 0.85,
    unlocked,
    training: { reviewed: 18, needed: 30, right: 0.89, lowerBound: 0.7, ...more },
  })
  expect(proofOf(policy({}))?.text).toBe('18 of 30 reviewed, 89 % right · needs 90 %')
  expect(proofOf(policy({ right: 0.95 }))?.text).toBe('18 of 30 reviewed, 95 % right · 12 to go')
  expect(proofOf(policy({ reviewed: 34, right: 0.97 }, true))).toMatchObject({
    done: true,
    text: '34 reviewed, 97 % right · ready',
  })
  expect(proofOf({ ...policy({}), id: 'general' })).toBeNull()
})

it('says days and hours shortly', () => {
  expect(daysText([1, 2, 3, 4, 5])).toBe('Mon to Fri')
  expect(daysText([7, 6])).toBe('Sat, Sun')
  expect(daysText([1, 2, 3, 4, 5, 6, 7])).toBe('every day')
  expect(daysText([1, 3, 4, 5])).toBe('Mon, Wed to Fri')
  expect(quietText([{ days: [7], from: '00:00', to: '24:00' }])).toBe('00:00 to 24:00 Sun')
  expect(quietText([])).toBe('None')
})

it('writes names and numbers for people', () => {
  expect(prettyNumber('+447700900142')).toBe('+44 7700 900142')
  expect(prettyNumber('+33612345678')).toBe('+33612345678')
  expect(nameOf({ customerName: ' ', customerNumber: '+447700900142' })).toBe('+44 7700 900142')
  expect(firstName({ customerName: '🌸 Zoë Ash', customerNumber: '' })).toBe('Zoë')
  expect(firstName({ customerName: null, customerNumber: '+447700900142' })).toBe('+44 7700 900142')
  expect(replyTo({ customerName: 'Zoë Ash', customerNumber: '' })).toBe('Reply to Zoë')
  expect(replyTo({ customerName: 'Wilhelmina'.repeat(8), customerNumber: '' })).toBe('Reply')
  expect(initials('Dana Okafor')).toBe('DO')
  expect(initials('')).toBe('')
})

describe('consent', () => {
  const name = (id: string) => (id === 'p1' ? 'Theo Marsh' : null)
  it.each([
    [{ at: 1, on: false, by: 'customer', how: 'STOP' }, 'Opted out by text: STOP'],
    [{ at: 1, on: true, by: 'customer', how: 'START' }, 'Opted in by text: START'],
    [{ at: 1, on: false, by: 'p1', how: 'staff' }, 'Theo Marsh opted them out'],
    [{ at: 1, on: true, by: 'gone', how: 'staff' }, 'Somebody of the team opted them in'],
  ])('%j: %s', (entry, text) => {
    expect(consentText(entry, name)).toBe(text)
  })
})
