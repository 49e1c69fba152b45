/** A window's connection to its console: whom it lets in, what it looks at, and what it asks of the venues by name. */
import type { SignInAnswer } from '#shared/feed.ts'
import { type DeskApi, type DeskStatus, refused, type WindowApi } from '#shared/rpc.ts'
import type { VenueGlance } from '#shared/venues.ts'
import { type Consoles, leave, type Member } from './consoles.ts'
import type { Desk } from './desk.ts'
import type { Desks, Venue } from './desks.ts'
import { type DeskKey, type Keeping, looseKeeping } from './keeping.ts'
import { nobody } from './nobody.ts'
import { passOn } from './pass-on.ts'
import type { Answer, Server } from './server.ts'
import { createView } from './view.ts'

export interface ConnectionOptions {
  readonly window: WindowApi
  /** Where the console keeps its venues; connections with the same one belong to one console. */
  readonly keeping?: Keeping
  /** Without a keeping: the one venue that the console begins with, if any. */
  readonly bound?: DeskKey | null
}

export interface DeskConnection {
  readonly api: DeskApi
  close(): void
}

export async function connect(
  desks: Desks,
  consoles: Consoles,
  { window, keeping, bound }: ConnectionOptions,
): Promise<DeskConnection> {
  const { own } = desks
  const place = keeping ?? looseKeeping(bound ?? null)
  const console = consoles.of(place)
  const view = createView(desks, console, window)
  let closed = false

  const status = (): DeskStatus => view.now()?.desk.status() ?? unbound(own.origin)
  const none = nobody(status)

  const member: Member = {
    lookedAt: () => view.now()?.venue ?? null,
    show(venue, desk) {
      view.look(venue, desk)
      window.statusChanged(status())
    },
    venuesCame() {
      view.listenToAll()
      window.venuesChanged()
    },
  }
  console.members.add(member)

  const enter = async (
    at: string | null | undefined,
    ask: (server: Server) => Promise<Answer<SignInAnswer>>,
  ): ReturnType<DeskApi['signIn']> => {
    const server = desks.serverAt(at)
    if (server === null) return refused('server_refused')
    const answer = await ask(server)
    if (answer.kind !== 'ok') return refusedBy(answer)
    const { token, person, venue } = answer.value
    const ids = { venueId: venue.id, personId: person.id }
    const next = desks.venueOf(server === own ? ids : { server: server.origin, ...ids })
    const before = desks.accountAt(next.key)?.person.role ?? person.role
    desks.saveAccount(next.key, { person, venue })
    const desk = await desks.of(next.key)
    if (desk === null) return refused('internal')
    await desk.signedIn(token, person, { afresh: before !== person.role })
    const old = view.now()
    // Whose session has ended makes room for who signs in at the same door.
    const room = old !== null && old.desk.status().connection === 'signed_out' && isSameServer(old.venue, next)
    const others = console.venues.filter(({ id }) => id !== next.id && !(room && id === old.venue.id))
    const known = console.venues.some(({ id }) => id === next.id)
    console.venues = known ? console.venues.filter((v) => v.id === next.id || others.includes(v)) : [...others, next]
    const comesIn = old === null || room || old.venue.id === next.id
    if (comesIn) console.last = next
    console.keep()
    for (const each of console.members) {
      const looksAt = each.lookedAt()
      if (looksAt === null || (each === member && comesIn) || console.venues.every(({ id }) => id !== looksAt.id))
        each.show(next, desk)
      each.venuesCame()
    }
    return { ok: true, status: desk.status() }
  }
  const isSameServer = (a: Venue, b: Venue) => desks.originOf(a.key) === desks.originOf(b.key)

  const find = (id: string): Venue | null => console.venues.find((venue) => venue.id === id) ?? null
  /** Its desk, for what is asked of it by name; null: the console has no such venue. */
  const named = async (id: string): Promise<Desk | null> => {
    const venue = find(id)
    return venue === null ? null : desks.of(venue.key)
  }

  const glanceAt = async ({ id, key }: Venue): Promise<VenueGlance> => {
    const last = { inView: console.last?.id === id }
    const desk = await desks.open(key)
    const glance = (await desk?.glance().catch(() => null)) ?? null
    if (glance !== null) return { ...glance, ...last }
    const name = desks.accountAt(key)?.venue.name ?? ''
    const out = { ...unbound(desks.originOf(key)), account: id }
    return { account: id, name, status: out, needsYou: 0, needsAnybody: 0, autoSend: null, ...last }
  }

  const stopAt = async (id: string, venue: Venue) => {
    const { name } = await glanceAt(venue)
    const command = { id: `${id.slice(0, 46)}-${venue.id}`, type: 'killswitch.engage', payload: {} }
    const desk = await desks.open(venue.key)
    const result = desk === null ? refused('storage_unavailable') : await desk.api.command(command)
    return { account: venue.id, name, ok: result.ok, message: result.ok ? null : result.message }
  }

  const remove: DeskApi['removeVenue'] = async (id, losing) => {
    const venue = find(id)
    const desk = await named(id)
    if (venue === null || desk === null) return refused('no_such_venue')
    if (consoles.isElsewhere(console, venue)) return refused('venue_elsewhere')
    const agreed = new Set(losing)
    if ((await desk.unsent()).some((one) => !agreed.has(one.id))) return refused('unsent_actions')
    leave(console, venue)
    await desks.remove(venue.key, desk)
    return { ok: true }
  }

  if (console.last !== null) {
    const desk = await desks.of(console.last.key)
    if (desk !== null) view.look(console.last, desk)
  }
  view.listenToAll()
  // Whoever has several wants to know of them; with one there is nothing to ask.
  if (console.venues.length > 1) window.venuesChanged()

  return {
    api: {
      ...passOn(() => view.now()?.desk.api ?? none),
      signIn: (who, at) => enter(at, (server) => server.signIn(who)),
      acceptInvite: (invite, at) => enter(at, (server) => server.acceptInvite(invite)),
      async lookAtInvite(token, at) {
        const answer = await desks.serverAt(at)?.lookAtInvite(token)
        if (answer === undefined) return refused('server_refused')
        return answer.kind === 'ok' ? { ok: true, invite: answer.value } : refusedBy(answer)
      },
      async setupState(at) {
        const answer = await desks.serverAt(at)?.setupState()
        if (answer === undefined) return refused('server_refused')
        return answer.kind === 'ok' ? { ok: true, setup: answer.value } : refusedBy(answer)
      },
      async lookAtSetup(token, at) {
        const answer = await desks.serverAt(at)?.lookAtSetup(token)
        if (answer === undefined) return refused('server_refused')
        return answer.kind === 'ok' ? { ok: true } : refusedBy(answer)
      },
      setUp: (body, at) => enter(at, (server) => server.setUp(body)),
      fillDemo: (body, at) => enter(at, (server) => server.fillDemo(body)),
      venues: () => Promise.all(console.venues.map(glanceAt)),
      async lookAt(id) {
        const venue = find(id)
        view.look(null, null)
        const mine = view.turn()
        if (venue === null) return refused('no_such_venue')
        const desk = await desks.of(venue.key)
        if (desk === null || mine !== view.turn() || closed) return refused('no_such_venue')
        view.look(venue, desk)
        console.last = venue
        console.keep()
        return { ok: true, status: desk.status() }
      },
      async find(conversationId) {
        const first = view.now()?.venue.id
        const venues = console.venues.toSorted((a, b) => Number(b.id === first) - Number(a.id === first))
        for (const venue of venues) {
          const desk = await desks.open(venue.key)
          if (desk !== null && (await desk.api.thread(conversationId)) !== null) return venue.id
        }
        return null
      },
      stop: (id, account) =>
        Promise.all(
          console.venues.filter((venue) => account === null || venue.id === account).map((venue) => stopAt(id, venue)),
        ),
      async commandAt(account, command) {
        const desk = await named(account)
        return desk === null ? refused('no_such_venue') : desk.api.command(command)
      },
      async saveTypedAt(account, typed) {
        const desk = await named(account)
        if (desk === null) return refused('no_such_venue')
        await desk.api.saveTyped(typed)
        return { ok: true }
      },
      unsent: async (account) => (await named(account))?.unsent() ?? [],
      removeVenue: remove,
      async signOut() {
        const left = view.now()
        if (left === null) return
        const elsewhere = consoles.isElsewhere(console, left.venue)
        leave(console, left.venue)
        if (!elsewhere) await left.desk.signOut()
      },
      async here(at) {
        const listener = view.listener()
        if (listener !== undefined) view.now()?.desk.here(listener, at)
      },
    },
    close() {
      closed = true
      view.close()
      console.members.delete(member)
      if (keeping === undefined) consoles.forget(place)
    },
  }
}

const refusedBy = (answer: Exclude<Answer<never>, { kind: 'ok' }>) =>
  answer.kind === 'unreachable' ? refused('offline') : refused(answer.refusal.code, answer.refusal.message)

function unbound(server: string): DeskStatus {
  return {
    connection: 'signed_out',
    person: null,
    venueId: null,
    account: null,
    server,
    firstSync: null,
    inStepAt: null,
    queued: 0,
    stopUnheard: null,
    mirrorRebuilt: null,
    sessionEnded: false,
  }
}
