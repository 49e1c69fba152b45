/**
 * Which changes deserve a notification, and what is said of them. Nothing that the AI deals with by itself is among
 * them. Pure: whom a change concerns is judged here, too.
 */
import type { Alert } from '#shared/alerts.ts'
import { type AlertKind, alertSettingOf } from '#shared/alerts.ts'
import { shownNumber } from '#shared/channels.ts'
import { intentOf } from '#shared/intents.ts'
import type { ConversationRow, DecisionRow, DraftRow, PreferencesRow, VenueRow } from '#shared/rows.ts'
import type { InboxChange } from './inbox.ts'

/** Something that has happened, before it is known who looks. */
export interface Happening {
  readonly kind: AlertKind
  readonly conversationId: string | null
  readonly title: string
  /** Whom it is about: name or number. */
  readonly who: string | null
  readonly text: string
  /** Who has the conversation; null: nobody. */
  readonly assigneeId: string | null
  /** Who did it: they need not be told. */
  readonly by: string | null
  readonly draft: { readonly id: string; readonly seq: number } | null
}

/** What came with a change of a conversation. */
export interface News {
  readonly decisions: readonly Pick<DecisionRow, 'outcome' | 'intent'>[]
  /** The draft that is pending now; read where it is asked for. */
  readonly draft: Pick<DraftRow, 'text' | 'returned' | 'corrects' | 'mustEdit'> | null
}

/** A person took it back, and knows. */
const TAKEN_BACK: ReadonlySet<string> = new Set(['undone', 'cancelled'])

export function happeningsOf(change: InboxChange, news: News): Happening[] {
  // What was before is read from the mirror: it is asked for last.
  const { after } = change
  // What is merged into another one is told of there.
  if (after === null || after.conversation.mergedInto !== null) return []
  const { conversation: c, draft, trouble } = after
  const of = (kind: AlertKind, title: string, more: Partial<Happening> = {}): Happening => ({
    kind,
    conversationId: c.id,
    title,
    who: c.customerName ?? shownNumber(c.customerNumber),
    text: c.lastText,
    assigneeId: c.assigneeId,
    by: null,
    draft: null,
    ...more,
  })
  const found: Happening[] = []
  const fresh = draft !== null && change.before?.draft?.id !== draft.id
  if (fresh && draft.kind === 'escalation') found.push(of('escalation', intentOf(draft.intent).label))
  if (c.flag === 'opt_out' && change.before?.conversation.flag !== 'opt_out')
    found.push(of('escalation', 'May want no more texts'))
  if (c.handoff !== null && change.before?.conversation.handoff == null)
    found.push(of('handoff', `Handed off: ${c.handoff.route}`, { by: c.handoff.by }))
  if (trouble !== null && change.before?.trouble?.id !== trouble.id) {
    const title = trouble.state === 'failed' ? 'A text did not get through' : 'Nobody knows whether a text arrived'
    found.push(of('trouble', title))
  }
  if (c.assigneeId !== null && change.before !== null && c.assigneeId !== change.before.conversation.assigneeId)
    found.push(of('assigned', 'Assigned to you'))
  const full = fresh && draft.kind === 'reply' ? news.draft : null
  if (fresh && full !== null && full.corrects == null && !TAKEN_BACK.has(full.returned ?? '')) {
    const ready = full.mustEdit ? {} : { draft: { id: draft.id, seq: draft.seq } }
    found.push(of('draft', full.returned === null ? 'Draft ready' : 'Back as a draft', { text: full.text, ...ready }))
  }
  const unanswered = news.decisions.some(
    ({ outcome, intent }) => outcome === 'no_ai' || (outcome === 'off' && intent !== 'noise'),
  )
  if (unanswered || (fresh && draft.kind === 'marker')) found.push(of('new_text', 'New text'))
  if (c.state === 'open' && c.waitingSince !== null && change.before !== null && isDue(change.before.conversation, c))
    found.push(of('snooze', 'Snooze is over'))
  return found
}

/** It came back by the clock, not by a colleague or by a text. */
function isDue(before: ConversationRow, c: ConversationRow): boolean {
  const { state, snoozedUntil, lastInboundSeq } = before
  if (state !== 'snoozed' || typeof snoozedUntil !== 'number') return false
  return c.lastInboundSeq === lastInboundSeq && (c.waitingSince ?? 0) >= snoozedUntil
}

type Watched = Pick<VenueRow, 'killSwitch' | 'caps' | 'masterSwitch'>

export function venueHappenings(before: Watched | null, after: Watched | null): Happening[] {
  if (before === null || after === null) return []
  const of = (kind: AlertKind, title: string, text: string): Happening => ({
    ...{ kind, title, text, conversationId: null, who: null, assigneeId: null, by: null, draft: null },
  })
  const found: Happening[] = []
  if (!before.killSwitch.engaged && after.killSwitch.engaged)
    found.push(of('killed', 'Auto-send stopped', 'Nothing leaves by itself until an owner releases it.'))
  const hour = (v: Watched) => v.caps.usedHour >= v.caps.hourly
  const day = (v: Watched) => v.caps.usedDay >= v.caps.daily
  const paused = 'Replies wait as drafts until it lifts by itself.'
  if (after.masterSwitch.on && day(after) && !day(before)) found.push(of('cap', 'Auto-send paused: daily cap', paused))
  else if (after.masterSwitch.on && hour(after) && !hour(before))
    found.push(of('cap', 'Auto-send paused: hourly cap', paused))
  return found
}

/** These are everybody's business, whoever has the conversation. */
const FOR_ALL: ReadonlySet<AlertKind> = new Set(['escalation', 'handoff', 'killed', 'cap'])

interface Looker {
  readonly personId: string
  readonly preferences: PreferencesRow | null
  /** How far they may have seen the thread: a sequence number of the feed. */
  readonly seenSeq: number
  /** Conversations that they have just assigned themselves. */
  readonly assigned: ReadonlySet<string>
}

/** What a person is told of it; null: nothing. */
export function alertFor(happening: Happening, looker: Looker): Alert | null {
  const { kind, conversationId, assigneeId, by } = happening
  const { personId, preferences } = looker
  if (by === personId) return null
  const mine = assigneeId === personId
  if (kind === 'assigned' && (!mine || (conversationId !== null && looker.assigned.has(conversationId)))) return null
  if (!mine && assigneeId !== null && !FOR_ALL.has(kind)) return null
  const { on, sound } = alertSettingOf(preferences?.alerts, kind)
  if (!on) return null
  return { ...said(happening, preferences?.alertTexts ?? true), sound, seenSeq: looker.seenSeq, sample: false }
}

/** As it would be for something that has just happened. */
export function sampleAlert(kind: AlertKind, preferences: PreferencesRow | null): Alert {
  const { sound } = alertSettingOf(preferences?.alerts, kind)
  const [title, text] = SAMPLES[kind]
  const who = kind === 'killed' || kind === 'cap' ? null : 'Sam Hill'
  const happening = { kind, title, who, text, conversationId: null, assigneeId: null, by: null, draft: null }
  return { ...said(happening, preferences?.alertTexts ?? true), sound, seenSeq: 0, sample: true }
}

function said({ kind, conversationId, title, who, text, draft }: Happening, texts: boolean) {
  const words = texts
    ? { title: who === null ? title : `${title}: ${who}`, text }
    : { title, text: who === null ? text : 'Open Greenlight to see it.' }
  // What cannot be read there is not approved or answered there.
  return { kind, conversationId, ...words, draft: texts ? draft : null, mayReply: texts && ANSWERED.has(kind) }
}

/** Kinds whose text wants an answer. */
const ANSWERED: ReadonlySet<AlertKind> = new Set(['escalation', 'new_text', 'draft', 'handoff', 'assigned', 'snooze'])

const SAMPLES: Record<AlertKind, readonly [title: string, text: string]> = {
  escalation: ['Complaint', 'My colour has gone green'],
  handoff: ['Handed off: call', 'Could somebody ring me about the bridal party?'],
  trouble: ['A text did not get through', 'See you at three'],
  assigned: ['Assigned to you', 'Is Mina in on Friday?'],
  new_text: ['New text', 'Is Mina in on Friday?'],
  draft: ['Draft ready', 'A trim is £35. Would you like a time?'],
  snooze: ['Snooze is over', 'I will let you know about the patch test'],
  cap: ['Auto-send paused: hourly cap', 'Replies wait as drafts until it lifts by itself.'],
  killed: ['Auto-send stopped', 'Nothing leaves by itself until an owner releases it.'],
}
