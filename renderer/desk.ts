/**
 * The window's end of the one channel to its desk: birpc over a MessagePort (Electron) or a WebSocket (browser).
 * A call made or in flight while the desk is down rejects with {@link DeskDown}; the channel restores itself.
 */
import { type BirpcReturn, createBirpc } from 'birpc'
import type { DeskApi, WindowApi, WindowCommand } from '#shared/rpc.ts'
import { type Begun, readBeginning } from './beginning.ts'
import { afterPaint } from './state/after-paint.ts'

export class DeskDown extends Error {
  constructor() {
    super('The desk is restarting.')
    this.name = 'DeskDown'
  }
}

type Remote = BirpcReturn<DeskApi, WindowApi>

let remote: Remote | null = null
/** What came with the page, as long as its channel is the one in use. */
let begun: Begun | undefined

/**
 * Commands that wait until what they do is on the screen: the desk and the server would take the processor from that very
 * frame. Whatever else is asked of the desk takes them along, so that the order stays.
 */
const waiting: (() => void)[] = []

function giveWaiting(): void {
  for (const give of waiting.splice(0)) give()
}

function giveAfterPaint(command: WindowCommand): ReturnType<DeskApi['command']> {
  const give = async () => live().command(command)
  if (command.type === 'killswitch.engage') return give()
  if (waiting.length === 0) afterPaint(giveWaiting)
  return new Promise((resolve) => waiting.push(() => resolve(give())))
}

function live(): Remote {
  giveWaiting()
  if (remote === null) throw new DeskDown()
  return remote
}

/** What the page has brought along is not asked again. */
function early<M extends keyof DeskApi>(
  method: M,
  ...args: Parameters<DeskApi[M]>
): ReturnType<DeskApi[M]> | undefined {
  return begun?.take(method, args) as ReturnType<DeskApi[M]> | undefined
}

export const desk: DeskApi = {
  status: async () => early('status') ?? live().status(),
  signIn: async (who, at) => live().signIn(who, at),
  lookAtInvite: async (token, at) => live().lookAtInvite(token, at),
  acceptInvite: async (invite, at) => live().acceptInvite(invite, at),
  setupState: async (at) => live().setupState(at),
  lookAtSetup: async (token, at) => live().lookAtSetup(token, at),
  setUp: async (body, at) => live().setUp(body, at),
  fillDemo: async (body, at) => live().fillDemo(body, at),
  venues: async () => live().venues(),
  lookAt: async (account) => live().lookAt(account),
  find: async (conversationId) => live().find(conversationId),
  stop: async (id, account) => live().stop(id, account),
  commandAt: async (account, command) => live().commandAt(account, command),
  saveTypedAt: async (account, words) => live().saveTypedAt(account, words),
  unsent: async (account) => live().unsent(account),
  removeVenue: async (account, losing) => live().removeVenue(account, losing),
  removeDemo: async (tokenHash) => live().removeDemo(tokenHash),
  changePassword: async (body) => live().changePassword(body),
  signOut: async () => live().signOut(),
  inbox: async (query) => early('inbox', query) ?? live().inbox(query),
  counts: async () => early('counts') ?? live().counts(),
  thread: async (conversationId) => live().thread(conversationId),
  customer: async (conversationId) => live().customer(conversationId),
  earlier: async (conversationId, before) => live().earlier(conversationId, before),
  decision: async (inboundMessageId) => live().decision(inboundMessageId),
  venue: async () => early('venue') ?? live().venue(),
  bookings: async (query) => live().bookings(query),
  evals: async () => live().evals(),
  draft: async (id) => live().draft(id),
  texts: async (ids) => live().texts(ids),
  audit: async (query) => live().audit(query),
  auditFile: async (query, format) => live().auditFile(query, format),
  team: async () => live().team(),
  insights: async (days) => live().insights(days),
  engine: async () => live().engine(),
  backtest: async () => live().backtest(),
  beginBacktest: async (query) => live().beginBacktest(query),
  cancelBacktest: async () => live().cancelBacktest(),
  command: giveAfterPaint,
  bulk: async (act) => live().bulk(act),
  bulks: async () => live().bulks(),
  dismissBulk: async (id) => live().dismissBulk(id),
  tallies: async () => early('tallies') ?? live().tallies(),
  ids: async (query) => live().ids(query),
  customers: async (search) => live().customers(search),
  threadHits: async (conversationId, search) => live().threadHits(conversationId, search),
  later: async (conversationId, after) => live().later(conversationId, after),
  notices: async () => live().notices(),
  dismissNotice: async (commandId) => live().dismissNotice(commandId),
  typed: async (conversationId) => live().typed(conversationId),
  tryAlert: async (kind) => live().tryAlert(kind),
  saveTyped: async (words) => live().saveTyped(words),
  here: async (place) => live().here(place),
}

interface Wire {
  readonly post: (data: unknown) => void
  readonly on: (receive: (data: unknown) => void) => void
}

export interface LinkEvents extends WindowApi {
  /** The desk can be called (again): everything that is shown must be read afresh. */
  up(): void
  down(): void
  /** The shell asks for a conversation, from a notification or a link. */
  open(conversationId: string | null, account?: string): void
}

/** Opens the channel and keeps it open for the life of the page. */
export function linkDesk(events: LinkEvents): void {
  window.addEventListener('pagehide', giveWaiting)
  if (window.greenlight === undefined) overSocket(events)
  else overPort(events)
}

function attach(wire: Wire, events: LinkEvents): void {
  const rpc: Remote = createBirpc<DeskApi, WindowApi>(
    {
      statusChanged: (status) => rpc === remote && events.statusChanged(status),
      changed: (change) => rpc === remote && events.changed(change),
      presence: (presence, account) => rpc === remote && events.presence(presence, account),
      alert: (alert) => rpc === remote && events.alert(alert),
      venuesChanged: () => rpc === remote && events.venuesChanged(),
    },
    { post: wire.post, on: wire.on },
  )
  remote = rpc
  events.up()
}

function detach(events: LinkEvents): void {
  if (remote === null) return
  const gone = remote
  remote = null
  begun = undefined
  // They are of what this desk showed: the next one is given them when it knows what is looked at.
  giveWaiting()
  gone.$close(new DeskDown())
  events.down()
}

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5_000

function overSocket(events: LinkEvents, failures = 0): void {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const beginning = readBeginning()
  const query = beginning === undefined ? '' : `?${new URLSearchParams({ channel: beginning.channel })}`
  const socket = new WebSocket(`${scheme}://${location.host}/desk${query}`)
  const early: string[] = []
  let tries = failures
  const link = () =>
    attach(
      {
        post(data) {
          const text = JSON.stringify(data)
          if (socket.readyState === WebSocket.CONNECTING) early.push(text)
          else socket.send(text)
        },
        on(receive) {
          socket.addEventListener('message', (event) => {
            if (typeof event.data === 'string') receive(JSON.parse(event.data))
          })
          // It is newer than the answers, which are taken at once.
          setTimeout(() => beginning?.told.forEach(receive))
        },
      },
      events,
    )
  socket.addEventListener('open', () => {
    tries = 0
    if (beginning === undefined) link()
    for (const text of early.splice(0)) socket.send(text)
  })
  socket.addEventListener('close', () => {
    detach(events)
    const wait = Math.min(FIRST_RETRY_MS * 2 ** tries, LAST_RETRY_MS)
    setTimeout(() => overSocket(events, tries + 1), wait)
  })
  // The desk has answered already: what is asked of it besides goes out when the socket is open.
  if (beginning !== undefined) {
    begun = beginning
    link()
  }
}

/** What the shell says besides handing over ports. */
interface Told {
  readonly type?: string
  readonly conversationId?: string | null
  readonly account?: string
}

/** A fresh port comes each time the desk process starts; the newest one counts. */
function overPort(events: LinkEvents): void {
  let current: MessagePort | null = null
  window.addEventListener('message', (event: MessageEvent<Told | null>) => {
    if (event.source !== window || event.data === null) return
    const { type, conversationId, account } = event.data
    if (type === 'greenlight:down') detach(events)
    if (type === 'greenlight:open' && conversationId !== undefined) events.open(conversationId, account)
    const port = event.ports[0]
    if (type !== 'greenlight:port' || port === undefined) return
    detach(events)
    current?.close()
    current = port
    attach(
      {
        post: (data) => port.postMessage(data),
        on: (receive) => {
          port.addEventListener('message', (message) => receive(message.data))
          port.start()
        },
      },
      events,
    )
    port.addEventListener('close', () => {
      if (current === port) detach(events)
    })
  })
  window.postMessage({ type: 'greenlight:ready' }, location.origin === 'null' ? '*' : location.origin)
}
