/** What people do at their desks: each deed by two numbers that choose among what the person sees. */
import type { BulkChange } from '#shared/bulk.ts'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { REJECT_REASONS } from '#shared/commands.ts'
import { type MacroStep, ME } from '#shared/macro-steps.ts'
import { commandOf } from '#shared/macros.ts'
import type { InboxRow } from '#shared/views.ts'
import type { Person } from './person.ts'
import type { World } from './world.ts'

export interface Doing {
  readonly world: World
  readonly person: Person
  readonly n: number
  readonly m: number
  /** The list as the person sees it. */
  readonly rows: readonly InboxRow[]
  /** A conversation of it. */
  readonly row: InboxRow
}
export type Do = (doing: Doing) => Promise<unknown> | null | undefined

export const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(from.length, 1)]

export const WAITS = [SECOND, 6 * SECOND, 9 * SECOND, 25 * SECOND, 70 * SECOND, 6 * MINUTE, 31 * MINUTE]

const BULK: readonly BulkChange[] = [
  { kind: 'close' },
  { kind: 'reopen' },
  { kind: 'reply_mode', mode: 'off' },
  { kind: 'reply_mode', mode: null },
  { kind: 'assign', assigneeId: 'cat' },
  { kind: 'snooze', until: 'reply' },
  { kind: 'read' },
]
const MACROS: readonly (readonly MacroStep[])[] = [
  [{ do: 'assign', to: ME }, { do: 'note', text: 'Called back' }, { do: 'close' }],
  [
    { do: 'reply_mode', mode: 'off' },
    { do: 'hand_off', route: 'call' },
  ],
  [
    { do: 'assign', to: null },
    { do: 'snooze', minutes: 30 },
  ],
]

/** The rows whose number has that bit: some of them, often none but the first. */
const some = (rows: readonly InboxRow[], m: number): [string, ...string[]] => {
  const [first, ...rest] = rows.filter((_, i) => (m >> i) & 1).map((r) => r.conversation.id)
  return first === undefined ? [rows[0]!.conversation.id] : [first, ...rest]
}

/** A draft that the person sees, and where. */
const withDraft = ({ rows, n }: Doing) =>
  pick(
    rows.flatMap((row) => (row.draft === null ? [] : [{ row, draft: row.draft }])),
    n,
  )
const seen = (draft: { seq: number }, m: number) => (m % 5 === 0 ? {} : { basis: draft.seq })
/** How far the person has seen the thread, where their window says so. */
const seenSeq = async ({ person, m }: Doing, { conversation }: InboxRow) => {
  const thread = m % 2 === 0 ? await person.api.thread(conversation.id) : null
  return thread === null ? {} : { seenSeq: thread.seenSeq }
}
const outgoing = async ({ person, row }: Doing) =>
  ((await person.api.thread(row.conversation.id))?.messages ?? []).filter((m) => m.direction === 'out')

/** Mostly somebody who may, now and then somebody who may not. */
const owner = ({ world, person, m }: Doing) => (m % 7 === 0 ? person : world.people[m % 2]!)

export const DEEDS = {
  approve: async (d) => {
    const { draft, row } = withDraft(d) ?? {}
    if (!draft || !row) return
    await d.person.give('draft.approve', { draftId: draft.id, ...(await seenSeq(d, row)) }, seen(draft, d.m))
  },
  edit: async (d) => {
    const { draft, row } = withDraft(d) ?? {}
    if (!draft || !row) return
    const given = { text: `In my own words, ${d.world.given.size}`, ...(await seenSeq(d, row)) }
    await d.person.give('draft.edit', { draftId: draft.id, ...given }, seen(draft, d.m))
  },
  reject: (d) => {
    const draft = withDraft(d)?.draft
    const reason = pick(REJECT_REASONS, d.m)!
    return draft && d.person.give('draft.reject', { draftId: draft.id, reason }, seen(draft, d.m))
  },
  confirm: (d) => {
    const draft = pick(
      d.rows.filter((r) => r.draft?.kind === 'escalation'),
      d.n,
    )?.draft
    const severity = d.m % 2 === 0 ? 'low' : 'high'
    return (
      draft && d.person.give('draft.confirm', { draftId: draft.id, intent: 'complaint', severity }, seen(draft, d.m))
    )
  },
  send: async (d) => {
    const text = `Written by hand, ${d.world.given.size}`
    await d.person.give('message.send', { conversationId: d.row.conversation.id, text, ...(await seenSeq(d, d.row)) })
  },
  undo: (d) => {
    const leaving = pick(
      d.rows.filter((r) => r.sending !== null),
      d.n,
    )?.sending
    return leaving && d.person.give('send.undo', { messageId: leaving.id })
  },
  undoAny: async (d) => {
    const message = pick(await outgoing(d), d.m)
    if (message) await d.person.give('send.undo', { messageId: message.id })
  },
  resolve: async (d) => {
    const trouble = pick(
      d.rows.filter((r) => r.trouble?.state === 'unknown'),
      d.n,
    )?.trouble
    const as = pick(['sent', 'retry', 'drop'] as const, d.m)!
    if (trouble) await d.person.give('send.resolve', { messageId: trouble.id, as })
  },
  feedback: async (d) => {
    const message = pick(
      (await outgoing(d)).filter((m) => m.auto),
      d.m,
    )
    if (message) await d.person.give('message.feedback', { messageId: message.id, right: d.m % 2 === 0 })
  },
  wrong: async (d) => {
    const message = pick(
      (await outgoing(d)).filter((m) => m.author === 'ai'),
      d.m,
    )
    if (message) await d.person.give('send.wrong', { messageId: message.id, reason: 'It was not so.' })
  },
  assign: ({ person, rows, n, m, world }) =>
    person.give('conversation.assign', { ids: some(rows, m), assigneeId: pick(world.people, n)?.id ?? null }),
  agent: async ({ person, rows, n, m }) => {
    const agent = pick((await person.api.venue())?.agents ?? [], n)
    if (agent) await person.give('conversation.agent', { ids: some(rows, m), agentId: agent.id })
  },
  replyMode: ({ person, rows, n, m }) =>
    person.give('conversation.reply_mode', {
      ids: some(rows, m),
      mode: pick(['off', 'draft', 'auto', null] as const, n)!,
    }),
  handOff: ({ person, row, m }) =>
    person.give('conversation.handoff', { id: row.conversation.id, route: m % 2 ? 'call' : 'meeting', note: null }),
  resume: ({ person, row }) => person.give('conversation.resume', { id: row.conversation.id }),
  merge: ({ person, rows, row, n }) => {
    const into = pick(rows, n + 1)!
    return person.give('conversation.merge', { from: row.conversation.id, into: into.conversation.id })
  },
  unmerge: async ({ person, world, n }) => {
    const merged = pick(await world.merged(), n)
    if (merged) await person.give('conversation.unmerge', { id: merged })
  },
  personal: ({ person, row, m }) => person.give('conversation.personal', { id: row.conversation.id, on: m % 3 === 0 }),
  snooze: ({ person, rows, n, m, world }) =>
    person.give('conversation.snooze', { ids: some(rows, m), until: n % 2 ? 'reply' : world.now + pick(WAITS, n)! }),
  close: ({ person, rows, m }) => person.give('conversation.close', { ids: some(rows, m) }),
  reopen: ({ person, rows, m }) => person.give('conversation.reopen', { ids: some(rows, m) }),
  markRead: ({ person, rows, m }) => person.give('conversation.read', { ids: some(rows, m) }),
  note: ({ person, row, world }) =>
    person.give('conversation.note', { id: row.conversation.id, text: `A note, ${world.given.size}` }),
  optOut: ({ person, row, m }) =>
    person.give('contact.opt_out', { contactId: row.conversation.contactId, on: m % 2 === 0, reason: 'asked' }),
  stop: ({ person }) => person.give('killswitch.engage', {}),
  release: (d) => owner(d).give('killswitch.release', {}),
  access: (d) => owner(d).give('killswitch.access', { staff: d.m % 4 !== 0 }),
  intent: async (d) => {
    const person = owner(d)
    const intent = d.n % 2 === 0 ? 'pricing' : 'hours'
    const policy = (await person.api.venue())?.policies.find((p) => p.id === intent)
    const mode = d.n % 3 === 0 ? 'draft' : 'auto'
    if (policy) await person.give('autosend.intent', { intent, mode, threshold: 0.85 }, { basis: policy.seq })
  },
  /** As it was before somebody stopped it. */
  autoAgain: async ({ world, m }) => {
    const person = world.people[m % 2]!
    await person.give('killswitch.release', {})
    await person.give('autosend.master', { on: true, acknowledged: true })
    for (const intent of ['pricing', 'hours'] as const)
      await person.give('autosend.intent', { intent, mode: 'auto', threshold: 0.85 })
  },
  disableAll: (d) => owner(d).give('autosend.disable_all', {}),
  master: (d) => owner(d).give('autosend.master', { on: d.n % 3 !== 0, acknowledged: true }),
  fact: async (d) => {
    const person = owner(d)
    const fact = pick((await person.api.venue())?.facts ?? [], d.n % 2)
    const text = `It is so, ${d.world.given.size}.`
    if (fact) await person.give('fact.edit', { factId: fact.id, text }, { basis: fact.seq })
  },
  book: async ({ person, row, n, m, world }) => {
    const venue = await person.api.venue()
    const [service, staffer] = [pick(venue?.services ?? [], n), pick(venue?.staffers ?? [], m % 2)]
    if (!service || !staffer) return
    const startsAt = world.now + (1 + (m % 3)) * 60 * MINUTE
    const who = { name: 'Sam', contactId: row.conversation.contactId }
    await person.give('diary.book', { serviceId: service.id, stafferId: staffer.id, startsAt, ...who })
  },
  moveBooking: async ({ person, n, m, world }) => {
    const booking = pick(await person.api.bookings({ from: world.now }), n)
    if (!booking) return
    const startsAt = booking.startsAt + (m % 4) * 30 * MINUTE
    await person.give('diary.move', { bookingId: booking.id, startsAt }, { basis: booking.seq })
  },
  cancelBooking: async ({ person, n, world }) => {
    const booking = pick(await person.api.bookings({ from: world.now }), n)
    if (booking) await person.give('diary.cancel', { bookingId: booking.id }, { basis: booking.seq })
  },

  contact: async ({ person, row, n, m }) => {
    const { contactId } = row.conversation
    const basis = person.mirrored().find((r) => r.table === 'contacts' && r.id === contactId)?.seq
    const change = n % 2 === 0 ? { name: `Sam ${m}` } : { note: `Likes it short, ${m}` }
    await person.give('contact.edit', { contactId, ...change }, basis === undefined ? {} : { basis })
  },
  agentEdit: async (d) => {
    const person = owner(d)
    const agent = pick((await person.api.venue())?.agents ?? [], 0)
    const change = d.n % 2 === 0 ? { behaviour: `Be kind, ${d.n}.` } : { classifierOn: d.n % 3 > 0 }
    if (agent) await person.give('agent.edit', { agentId: agent.id, ...change }, { basis: agent.seq })
  },
  addCard: async (d) => {
    const person = owner(d)
    const agent = pick((await person.api.venue())?.agents ?? [], d.n)
    const card = { surface: 'reply', effect: 'say', text: `Mention the garden, ${d.n}.` } as const
    if (agent) await person.give('guidance.add', { agentId: agent.id, ...card })
  },
  editCard: async (d) => {
    const person = owner(d)
    const card = pick((await person.api.venue())?.guidance ?? [], d.n % 2)
    if (card) await person.give('guidance.edit', { guidanceId: card.id, on: d.m % 2 === 0 }, { basis: card.seq })
  },
  playbook: async (d) => {
    const person = owner(d)
    const venue = await person.api.venue()
    const agent = pick(venue?.agents ?? [], 0)
    const playbook = pick(venue?.playbooks ?? [], d.n)
    if (playbook && d.m % 3 > 0) {
      const { id, seq } = playbook
      await person.give('playbook.edit', { playbookId: id, on: d.m % 2 === 0 }, { basis: seq })
    } else if (agent) {
      await person.give('playbook.add', {
        agentId: agent.id,
        name: `Wedding ${d.world.given.size}`,
        condition: 'someone asks about a wedding',
        collect: [{ key: 'date', label: 'Date', question: 'Which date is it?', kind: 'date' }],
        route: { kinds: ['call'], ask: false, question: '' },
      })
    }
  },
  bulk: ({ person, rows, n, m, world }) => {
    const change = pick(BULK, n)!
    return person.give('bulk.apply', { bulkId: `bulk-${world.given.size}`, ids: some(rows, m), change })
  },
  undoBulk: async ({ person, world, n }) => {
    const bulk = pick(
      [...world.given.values()].filter((given) => given.person === person && given.type === 'bulk.apply'),
      n,
    )
    if (bulk) await person.give('bulk.undo', { bulkId: (bulk.payload as { bulkId: string }).bulkId })
  },
  /** A macro is its steps, one after the other. */
  macro: async ({ person, row, n, world }) => {
    const { id } = row.conversation
    for (const step of pick(MACROS, n)!) {
      const { type, payload } = commandOf(step, id, person.id, world.now)
      await person.give(type, payload)
    }
  },
  editSnippet: async ({ person, n, m }) => {
    const snippet = pick(
      person.mirrored().filter((r) => r.table === 'snippets' && r.row !== null),
      n,
    )
    if (!snippet) return
    if (m % 3 === 0) await person.give('snippet.remove', { snippetId: snippet.id }, { basis: snippet.seq })
    else await person.give('snippet.edit', { snippetId: snippet.id, text: `Behind, ${m}.` }, { basis: snippet.seq })
  },
  snippet: (d) => {
    const shared = d.n % 2 === 0
    const person = shared ? owner(d) : d.person
    return person.give('snippet.add', { name: `Parking ${d.world.given.size}`, text: 'Behind the house.', shared })
  },
  type: ({ person, row, m, world }) =>
    person.api.saveTyped({
      conversationId: row.conversation.id,
      place: 'reply',
      draftId: null,
      text: m % 3 === 0 ? '' : `Half a sentence, ${world.given.size}`,
    }),

  /** Several at once, on the same draft as each of them sees it. */
  race: ({ world, row, n, m }) =>
    Promise.all(
      world.people.map(async (person, i) => {
        const draft = (await person.sees()).find((r) => r.conversation.id === row.conversation.id)?.draft
        const [deed, text] = [(m >> (2 * i)) & 3, `In my own words, ${world.given.size}`]
        if (!draft || deed === 3) return
        if (deed === 0) await person.give('draft.approve', { draftId: draft.id }, { basis: draft.seq })
        if (deed === 1) await person.give('draft.edit', { draftId: draft.id, text }, { basis: draft.seq })
        if (deed === 2) await person.give('draft.reject', { draftId: draft.id, reason: pick(REJECT_REASONS, n)! })
      }),
    ),
  /** Sent and taken back in one breath. */
  flicker: async ({ person, row, world, m }) => {
    const { id } = row.conversation
    if (row.draft?.kind === 'reply' && m % 2 === 0) await person.give('draft.approve', { draftId: row.draft.id })
    else await person.give('message.send', { conversationId: id, text: `Written by hand, ${world.given.size}` })
    const sending = (await person.sees()).find((r) => r.conversation.id === id)?.sending
    if (sending) await person.give('send.undo', { messageId: sending.id })
  },
} as const satisfies Record<string, Do>
