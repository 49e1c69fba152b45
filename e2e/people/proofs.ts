/** What must hold once everybody is connected again and nothing is under way: each rule of the pool, a function of its own. */
import { sql } from 'kysely'
import { expect } from 'vitest'
import { type CommandAnswer, type CommandType, conflictResult } from '#shared/commands.ts'
import type { Change } from '#shared/feed.ts'
import { inboxRowOf } from '#shared/inbox-row.ts'
import { asOne } from '#shared/merged.ts'
import type { Row, TableName } from '#shared/rows.ts'
import type { Scene } from '#shared/scene.ts'
import { VIEWS, viewsOf } from '#shared/views.ts'
import { WANTS_PERSON } from './acts.ts'
import type { Given, Person } from './person.ts'
import type { World } from './world.ts'

/** Rows of one table, as a feed has them. */
const of = <T extends TableName>(feed: readonly Change[], table: T): (Row<T> & { seq: number })[] =>
  feed.flatMap((c) => (c.table === table && c.row !== null ? [{ ...(c.row as Row<T>), seq: c.seq }] : []))

/** A row as one line, whatever the order of its fields. */
const line = ({ table, id, seq, row }: Change): string => `${seq} ${table} ${id} ${JSON.stringify(sorted(row))}`

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Each mirror is the server's state, byte for byte; what is shown follows from it, and nothing is laid over any more. */
export async function mirrorsConverge(world: World): Promise<void> {
  for (const person of world.people) {
    const feed = await world.feed(person)
    const [mirror, server] = [person.mirrored().map(line), feed.map(line)]
    const [inMirror, atServer] = [new Set(mirror), new Set(server)]
    const onlyMirror = mirror.filter((row) => !atServer.has(row))
    const onlyServer = server.filter((row) => !inMirror.has(row))
    expect({ onlyMirror, onlyServer }, `the mirror of ${person.name}`).toEqual({ onlyMirror: [], onlyServer: [] })
    expect(await shown(person), `what ${person.name} is shown`).toEqual(byHand(feed))
    expect(await person.api.status()).toMatchObject({ connection: 'online', queued: 0, stopUnheard: null })
    expect((await person.sees()).map((row) => row.waitingCommands).filter((n) => n > 0)).toEqual([])
  }
}

async function shown(person: Person) {
  const views = await Promise.all(
    VIEWS.map(async (view) => {
      const { rows } = await person.api.inbox({ view, limit: 500 })
      return [view, rows.map((row) => row.conversation.id).sort()] as const
    }),
  )
  return { views: Object.fromEntries(views), counts: await person.api.counts() }
}

/** The views as they follow from the server's rows alone. */
function byHand(feed: readonly Change[]) {
  const views = Object.fromEntries(VIEWS.map((view) => [view, [] as string[]]))
  const conversations = of(feed, 'conversations')
  const under = (id: string): Scene['conversation'][] =>
    conversations.filter((c) => c.mergedInto === id).flatMap((c) => [c, ...under(c.id)])
  for (const root of conversations.filter((c) => c.mergedInto === null)) {
    const merged = under(root.id).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    const members: Scene['members'] = [root, ...merged]
    const mine = (row: { conversationId: string }) => members.some((c) => c.id === row.conversationId)
    const scene: Scene = {
      conversation: asOne(members),
      members,
      contact: null,
      drafts: of(feed, 'drafts').filter(mine),
      messages: of(feed, 'messages').filter(mine),
      decided: null,
    }
    for (const view of viewsOf(inboxRowOf(scene, 0, 0))) views[view]!.push(root.id)
  }
  for (const ids of Object.values(views)) ids.sort()
  return { views, counts: Object.fromEntries(VIEWS.map((view) => [view, views[view]!.length])) }
}

/** Merging conversations and taking them apart again leaves every row, and what everybody is shown, as it was. */
export async function unmergeUndoesMerge(world: World): Promise<void> {
  const [ann] = world.people
  const rowsNow = async () => (await world.feed(ann!)).map((change) => line({ ...change, seq: 0 })).sort()
  const shownNow = () => Promise.all(world.people.map(shown))
  const roots = of(await world.feed(ann!), 'conversations').filter((c) => c.mergedInto === null)
  const [rows, views] = [await rowsNow(), await shownNow()]
  const pairs = roots.slice(1).map((into, i) => ({ from: roots[i]!.id, into: into.id }))
  for (const pair of pairs) await ann!.give('conversation.merge', pair)
  await world.calm()
  for (const { from } of pairs) await ann!.give('conversation.unmerge', { id: from })
  await world.calm()
  expect(await rowsNow()).toEqual(rows)
  expect(await shownNow()).toEqual(views)
}

/** A command that the server has settled. */
interface Settled {
  readonly given: Given
  readonly answer: CommandAnswer
}

/** Every command that the server has settled, in the order in which it did. */
async function settledByServer(world: World): Promise<Settled[]> {
  const rows = await world.server.deps.storage.read((db) =>
    db.selectFrom('commands').select(['personId', 'id', 'answer']).orderBy(sql`rowid`).execute(),
  )
  return rows.map(({ personId, id, answer }) => {
    const given = world.given.get(id)
    expect(given?.person.id, `nobody has given ${id}`).toBe(personId)
    return { given: given!, answer: JSON.parse(answer) as CommandAnswer }
  })
}

/** Every command has one final answer, the same on the wire, at the desk and whenever it is asked for again. */
export async function everyCommandIsAnsweredOnce(world: World): Promise<void> {
  const settled = new Map((await settledByServer(world)).map(({ given, answer }) => [given.id, answer]))
  for (const person of world.people) {
    const kept = person.kept()
    for (const { id, state, answer } of kept) {
      if (state === 'cancelled') expect(settled.has(id), `${id} was taken back before anybody heard of it`).toBe(false)
      else expect({ id, state, answer }).toEqual({ id, state: 'answered', answer: settled.get(id) })
    }
    const heard = person.network.carried.filter(({ answer }) => answer.code !== 'command_gap')
    for (const { command, answer } of heard)
      expect(answer, `on the wire: ${command.id}`).toEqual(settled.get(command.id))
    // A device's commands are carried out in the order in which they were given.
    const order = kept.filter((k) => k.lane === 'order' && k.state === 'answered').map((k) => k.id)
    const known = new Set(order)
    expect([...settled.keys()].filter((id) => known.has(id))).toEqual(order)
  }
  for (const given of world.given.values()) {
    const answer = settled.get(given.id)
    if (given.said?.ok && given.said.answer) expect(given.said.answer).toEqual(answer)
    if (!answer) continue
    const { person, id, type, payload } = given
    expect(await world.post(person, { id, type, payload }), `asked again: ${id}`).toEqual(answer)
    const other = { id, type: 'conversation.note', payload: { id: 'elsewhere', text: 'another payload' } }
    expect(await world.post(person, other)).toMatchObject({ id, status: 'refused', code: 'command_id_reused' })
  }
}

/** What somebody who comes too late may be told of a draft or a text, and the commands on it that make it true. */
const DONE_TO_IT: Readonly<Record<string, CommandType>> = {
  'approved and sent it': 'draft.approve',
  'edited and sent it': 'draft.edit',
  'rejected it': 'draft.reject',
  'confirmed what it is about': 'draft.confirm',
  'took it back, and it waits again': 'send.undo',
  'said that it was sent': 'send.resolve',
  'had it sent again': 'send.resolve',
  'said that it was not sent': 'send.resolve',
}
/** The same of what somebody did elsewhere with that customer. */
const DONE_NEARBY: Readonly<Record<string, readonly CommandType[]>> = {
  'the draft was dropped': ['conversation.handoff', 'contact.opt_out'],
  'answered in their own words': ['message.send', 'send.wrong'],
  'sent a reply': ['message.send', 'draft.approve', 'draft.edit', 'send.resolve'],
}
/** What the customer, the AI or time did, and nobody at the venue. */
const NOBODYS_DOING = [
  'the customer has written again',
  'the draft has changed',
  'a newer draft has taken its place',
  'it was sent automatically',
  'the AI has answered',
]

/** Who comes too late is told who was faster, and what they did; and finds it on their desk. */
export async function everyLoserIsTold(world: World): Promise<void> {
  const settled = await settledByServer(world)
  const feed = await world.feed(world.people[0]!)
  const names = new Map(of(feed, 'people').map((p) => [p.id, p.name]))
  const matterOf = matters(settled, feed)
  for (const [i, { given, answer }] of settled.entries()) {
    if (answer.status !== 'conflict') continue
    const about = `${given.id} ${given.type}: ${answer.message}`
    const { by, byName, what } = conflictResult.parse(answer.result)
    expect(byName, about).toBe(by === null ? null : names.get(by))
    const matter = matterOf(given)
    const done = settled.slice(0, i).flatMap((s) => (s.answer.status === 'done' ? [s.given] : []))
    if (DONE_TO_IT[what]) {
      const onIt = done.filter((g) => g.type === DONE_TO_IT[what] && matterOf(g).row === matter.row)
      expect(onIt.at(-1)?.person.id, about).toBe(by)
    } else if (DONE_NEARBY[what] && by !== null) {
      const near = done.filter((g) => DONE_NEARBY[what]!.includes(g.type) && matterOf(g).customer === matter.customer)
      expect(
        near.map((g) => g.person.id),
        about,
      ).toContain(by)
    } else if (NOBODYS_DOING.includes(what)) expect(by, about).toBeNull()
    else if (what === 'the draft was dropped') expect(matter.byCustomer, about).toBe(true)
    else expect(by, about).not.toBeNull()
    const kept = given.person.kept().some((k) => k.id === given.id)
    const notice = (await given.person.api.notices()).find((n) => n.commandId === given.id)
    if (kept) expect(notice, about).toMatchObject({ status: 'conflict', byName, what })
  }
}

/** What a command is about, as far as its payload names it: a draft or text, and the customer, whatever they are merged with. */
function matters(settled: readonly Settled[], feed: readonly Change[]) {
  const messages = new Map(of(feed, 'messages').map((m) => [m.id, m]))
  const drafts = new Map(of(feed, 'drafts').map((d) => [d.id, d]))
  const contacts = new Map(of(feed, 'conversations').map((c) => [c.id, c.contactId]))
  const merged = settled.flatMap(({ given, answer }) =>
    given.type === 'conversation.merge' && answer.status === 'done'
      ? [given.payload as { from: string; into: string }]
      : [],
  )
  const customers = new Map([...contacts.values()].map((id) => [id, id]))
  for (const { from, into } of merged) {
    const [a, b] = [customers.get(contacts.get(from)!), customers.get(contacts.get(into)!)]
    for (const [contact, customer] of customers) if (customer === a) customers.set(contact, b!)
  }
  const themselves = new Set(
    [...messages.values()].flatMap((m) =>
      m.body === 'STOP' || m.body === WANTS_PERSON ? [customers.get(contacts.get(m.conversationId)!)] : [],
    ),
  )
  return ({ payload }: Given) => {
    const p = payload as Readonly<Record<string, string | undefined>>
    const message = messages.get(p.messageId ?? '')
    const draft = drafts.get(p.draftId ?? message?.draftId ?? '')
    const home = p.conversationId ?? message?.conversationId ?? draft?.conversationId ?? p.id ?? ''
    const customer = customers.get(p.contactId ?? contacts.get(home) ?? '')
    return { row: draft?.id ?? message?.id, customer, byCustomer: themselves.has(customer) }
  }
}

/** Each text on a phone is one decision's, and no decision's text is on a phone twice. */
export async function nothingIsSentTwice(world: World): Promise<void> {
  const settled = await settledByServer(world)
  const { rows, claims } = await world.server.deps.storage.read(async (db) => {
    const found = await db
      .selectFrom('messages')
      .select(['id', 'claimId', 'providerId', 'state', 'draftId', 'body', 'toNumber', 'reason'])
      .where('direction', '=', 'out')
      .execute()
    return { rows: found, claims: new Map(found.flatMap((m) => (m.claimId === null ? [] : [[m.claimId, m] as const]))) }
  })
  const texts = world.sandbox.received()
  const perMessage = Map.groupBy(texts, (text) => {
    const claimId = new URL(text.statusCallback!).searchParams.get('claim')
    const message = claims.get(claimId!)
    expect(message, `a text that no message has claimed: ${text.body}`).toBeDefined()
    expect({ to: text.to, body: text.body }).toEqual({ to: message!.toNumber, body: message!.body })
    return message!.id
  })
  for (const [id, sent] of perMessage) expect(sent, `texts of ${id}`).toHaveLength(1)
  for (const m of rows) {
    const sent = perMessage.get(m.id)?.length ?? 0
    if (m.state === 'withdrawn' || m.state === 'queued') expect(sent, `${m.id} was never to leave`).toBe(0)
    if (m.state === 'delivered' || (m.state === 'accepted' && m.reason !== 'resolved')) expect(sent, m.id).toBe(1)
  }
  // A draft leaves once, whoever approved it and however often; sending again is a person's own decision.
  const live = rows.filter((m) => m.draftId !== null && m.state !== 'withdrawn')
  for (const [draftId, ofDraft] of Map.groupBy(live, (m) => m.draftId))
    expect(ofDraft, `draft ${draftId}`).toHaveLength(1)
  // What a person wrote is one text, unless they had an unknown one sent again.
  const retried = new Set(settled.filter(({ given }) => given.type === 'send.resolve').map(({ given }) => given.id))
  const own = texts.filter((text) => /^(Written by hand|In my own words), \d+$/.test(text.body))
  for (const [body, sent] of Map.groupBy(own, (text) => text.body)) {
    const again = rows.filter((m) => m.body === body && [...retried].some((id) => m.id.endsWith(`_${id}`))).length
    expect(sent.length, body).toBeLessThanOrEqual(1 + again)
  }
  // Nothing that was given and done is missing.
  const known = new Set(rows.map((m) => m.id))
  for (const { given, answer } of settled) {
    const { messageId } = (answer.result ?? {}) as { messageId?: string }
    if (answer.status === 'done' && given.type === 'message.send') expect(known).toContain(messageId)
  }
}

/** One pending draft a conversation at most, one decision a text, an audit log whose chain holds. */
export async function theBooksAreInOrder(world: World): Promise<void> {
  const [owner] = world.people
  const feed = await world.feed(owner!)
  const pending = of(feed, 'drafts').filter((d) => d.state === 'pending')
  for (const [id, drafts] of Map.groupBy(pending, (d) => d.conversationId)) expect(drafts, id).toHaveLength(1)
  const decisions = Map.groupBy(of(feed, 'decisions'), (d) => d.inboundMessageId)
  for (const m of of(feed, 'messages').filter((one) => one.direction === 'in')) {
    expect(decisions.get(m.id), `decisions on ${m.id}`).toHaveLength(1)
  }
  const stored = of(feed, 'messages').flatMap((m) => (m.direction === 'in' ? [m.providerId] : []))
  expect(new Set(stored).size).toBe(stored.length)
  expect(stored).toEqual(expect.arrayContaining([...world.taken]))
  const verified = await fetch(`${world.server.url}/api/audit/verify`, {
    headers: { authorization: `Bearer ${owner!.token}` },
  })
  expect(await verified.json()).toMatchObject({ ok: true })
}
