/** Who is told of what: each event, each setting, and the silence about what the AI deals with. */
import { expect, it } from 'vitest'
import { ALERT_DEFAULTS, ALERT_KINDS } from '#shared/alerts.ts'
import type { InboxRow } from '#shared/views.ts'
import { alertFor, type Happening, happeningsOf, type News, sampleAlert, venueHappenings } from './alerts.ts'
import { conversationRow, draftRow, venueRow } from './testing-rows.ts'

const NO_NEWS: News = { decisions: [], draft: null }
const row = (more: Partial<InboxRow> = {}, conversation: Parameters<typeof conversationRow>[1] = {}): InboxRow =>
  ({
    conversation: conversationRow('c1', { customerName: 'Sam Hill', lastText: 'Hello?', ...conversation }),
    seq: 1,
    draft: null,
    sending: null,
    trouble: null,
    intent: null,
    gates: [],
    waitingCommands: 0,
    ...more,
  }) as InboxRow
const pending = (kind: 'reply' | 'escalation' | 'marker', id = 'd1') => ({
  draft: { id, kind, intent: 'complaint' as const, severity: null, stale: false, seq: 7 },
})
const kinds = (from: InboxRow | null, after: InboxRow, news: News = NO_NEWS) =>
  happeningsOf({ before: from, after }, news).map((h) => h.kind)
const decided = (
  outcome: News['decisions'][number]['outcome'],
  intent: News['decisions'][number]['intent'] = null,
) => ({
  ...NO_NEWS,
  decisions: [{ outcome, intent }],
})
const reply = (more: Parameters<typeof draftRow>[2] = {}) => ({ ...NO_NEWS, draft: draftRow('d1', 'c1', more) })

it('tells of what needs a person, once', () => {
  expect(kinds(row(), row(pending('escalation')))).toEqual(['escalation'])
  expect(kinds(row(pending('escalation')), row(pending('escalation')))).toEqual([])
  expect(kinds(row(), row({}, { flag: 'opt_out' }))).toEqual(['escalation'])
  const handoff = { route: 'call', by: 'agent', at: 1, note: null }
  expect(kinds(row(), row({}, { handoff }))).toEqual(['handoff'])
  expect(kinds(row({}, { handoff }), row({}, { handoff }))).toEqual([])
  expect(kinds(row(), row({ trouble: { id: 'm', state: 'failed' } }))).toEqual(['trouble'])
  expect(kinds(row(), row({}, { assigneeId: 'staff' }))).toEqual(['assigned'])
  expect(kinds(null, row({}, { assigneeId: 'staff' }))).toEqual([])
})

it('says nothing of what the AI deals with, and tells of what it leaves to people', () => {
  for (const outcome of ['auto_queued', 'drafted', 'quiet', 'merged', 'keyword', 'handed_off'] as const)
    expect(kinds(row(), row(), decided(outcome))).toEqual([])
  expect(kinds(row(), row(), decided('off', 'noise'))).toEqual([])
  expect(kinds(row(), row(), decided('off'))).toEqual(['new_text'])
  expect(kinds(row(), row(), decided('no_ai'))).toEqual(['new_text'])
  expect(kinds(row(), row(pending('marker')))).toEqual(['new_text'])
})

it('a draft that is ready, and one that came back; not one that a person took back, nor a person’s own correction', () => {
  expect(kinds(row(), row(pending('reply')), reply())).toEqual(['draft'])
  const [back] = happeningsOf({ before: row(), after: row(pending('reply')) }, reply({ returned: 'guardrail' }))
  expect(back).toMatchObject({ title: 'Back as a draft', draft: { id: 'd1', seq: 7 } })
  expect(kinds(row(), row(pending('reply')), reply({ returned: 'undone' }))).toEqual([])
  expect(kinds(row(), row(pending('reply')), reply({ corrects: 'm1' }))).toEqual([])
  const [faulty] = happeningsOf({ before: row(), after: row(pending('reply')) }, reply({ mustEdit: true }))
  expect(faulty).toMatchObject({ kind: 'draft', draft: null })
})

it('a snooze that is over by the clock; not one that a colleague or a text has ended', () => {
  const snoozed = row({}, { state: 'snoozed', snoozedUntil: 5_000 })
  const back = { state: 'open' as const, lastInboundSeq: 1 }
  expect(kinds(snoozed, row({}, { ...back, waitingSince: 5_002 }))).toEqual(['snooze'])
  expect(kinds(snoozed, row({}, { ...back, waitingSince: 100 }))).toEqual([])
  expect(kinds(snoozed, row({}, { ...back, lastInboundSeq: 9, waitingSince: 6_000 }))).toEqual([])
  expect(
    kinds(row({}, { state: 'snoozed', snoozedUntil: 'reply' }), row({}, { ...back, waitingSince: 6_000 })),
  ).toEqual([])
})

it('the stop, and a cap while auto-send is on', () => {
  const venue = (more: object = {}) => venueRow({ masterSwitch: { on: true, acknowledgedAt: 1, by: 'o' }, ...more })
  const caps = { hourly: 20, daily: 100, usedHour: 20, usedDay: 40 }
  const told = (a: ReturnType<typeof venueRow>, b: ReturnType<typeof venueRow>) =>
    venueHappenings(a, b).map((h) => h.kind)
  expect(told(venue(), venue({ killSwitch: { ...venueRow().killSwitch, engaged: true } }))).toEqual(['killed'])
  expect(told(venue(), venue({ caps }))).toEqual(['cap'])
  expect(told(venue({ caps }), venue({ caps }))).toEqual([])
  expect(told(venue(), venue({ caps, masterSwitch: { on: false, acknowledgedAt: 1, by: 'o' } }))).toEqual([])
  expect(venueHappenings(null, venue({ caps }))).toEqual([])
})

const happened = (more: Partial<Happening> = {}): Happening => ({
  kind: 'draft',
  conversationId: 'c1',
  title: 'Draft ready',
  who: 'Sam Hill',
  text: 'A trim is £35.',
  assigneeId: null,
  by: null,
  draft: { id: 'd1', seq: 7 },
  ...more,
})
const looker = { personId: 'staff', preferences: null, seenSeq: 40, assigned: new Set<string>() }
const preferences = (more: object) => ({
  id: 'staff',
  personId: 'staff',
  alerts: {},
  alertTexts: true,
  keys: {},
  ...more,
})

it('is told to whom it concerns', () => {
  expect(alertFor(happened(), looker)).toMatchObject({
    title: 'Draft ready: Sam Hill',
    text: 'A trim is £35.',
    seenSeq: 40,
    mayReply: true,
  })
  expect(alertFor(happened({ assigneeId: 'staff' }), looker)).not.toBeNull()
  expect(alertFor(happened({ assigneeId: 'owner' }), looker)).toBeNull()
  expect(alertFor(happened({ kind: 'escalation', assigneeId: 'owner' }), looker)).not.toBeNull()
  expect(alertFor(happened({ kind: 'handoff', by: 'staff' }), looker)).toBeNull()
  expect(alertFor(happened({ kind: 'assigned', assigneeId: 'staff' }), looker)).not.toBeNull()
  expect(alertFor(happened({ kind: 'assigned', assigneeId: 'owner' }), looker)).toBeNull()
  const own = { ...looker, assigned: new Set(['c1']) }
  expect(alertFor(happened({ kind: 'assigned', assigneeId: 'staff' }), own)).toBeNull()
})

it('each kind can be switched off and silenced; texts can be kept off the screen, and then nothing is done there', () => {
  for (const kind of ALERT_KINDS) {
    const what = happened({ kind, assigneeId: 'staff' })
    expect(alertFor(what, looker)?.sound).toBe(ALERT_DEFAULTS[kind].sound)
    const off = { ...looker, preferences: preferences({ alerts: { [kind]: { on: false, sound: true } } }) }
    expect(alertFor(what, off)).toBeNull()
    const loud = { ...looker, preferences: preferences({ alerts: { [kind]: { on: true, sound: true } } }) }
    expect(alertFor(what, loud)?.sound).toBe(true)
    const discreet = { ...looker, preferences: preferences({ alertTexts: false }) }
    expect(alertFor(what, discreet)).toMatchObject({ title: 'Draft ready', draft: null, mayReply: false })
    expect(JSON.stringify(alertFor(what, discreet))).not.toMatch(/Sam|£35/)
    expect(sampleAlert(kind, null)).toMatchObject({ kind, sample: true, conversationId: null, draft: null })
  }
})
