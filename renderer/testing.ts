/**
 * A page and a desk for tests of the window's state: the real channel over a real MessagePort, the way Electron hands
 * it over, with a desk behind it that a test writes. Import it before anything of the window.
 */
import { createBirpc } from 'birpc'
import type { ConversationRow, DraftRow, MessageRow } from '#shared/rows.ts'
import type { DeskApi, DeskStatus, Thread, WindowApi } from '#shared/rpc.ts'
import type { InboxRow } from '#shared/views.ts'

class Page extends EventTarget {
  readonly greenlight = {}
  readonly innerWidth = 1_440

  postMessage(data: unknown, _origin: string, ports: MessagePort[] = []): void {
    const event = new Event('message')
    this.dispatchEvent(Object.assign(event, { data, ports, source: this }))
  }
}

const page = new Page()
const stored = new Map<string, string>()

Object.assign(globalThis, {
  window: page,
  location: { origin: 'app://greenlight', protocol: 'app:', host: 'greenlight' },
  document: { hidden: false, body: {}, querySelector: () => null },
  requestAnimationFrame: (run: () => void) => setTimeout(run, 0),
  cancelAnimationFrame: clearTimeout,
  localStorage: {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  },
})
if (globalThis.navigator === undefined) Object.assign(globalThis, { navigator: { userAgent: 'node' } })

export interface TestDesk {
  /** Tells the window, as the desk does. */
  readonly window: WindowApi
  /** The desk process dies. */
  die(): void
}

export const SIGNED_IN: DeskStatus = {
  connection: 'online',
  person: { id: 'p1', name: 'Dana Okafor', role: 'owner', active: true, email: 'owner@demo.test' },
  venueId: 'v1',
  account: 'a1',
  server: 'http://127.0.0.1:4310',
  firstSync: null,
  inStepAt: 0,
  queued: 0,
  stopUnheard: null,
  mirrorRebuilt: null,
  sessionEnded: false,
}

const EMPTY: DeskApi = {
  status: async () => SIGNED_IN,
  signIn: async () => ({ ok: true, status: SIGNED_IN }),
  signOut: async () => undefined,
  setupState: async () => ({ ok: true, setup: { open: false, demo: false } }),
  lookAtSetup: async () => ({ ok: true }),
  setUp: async () => ({ ok: true, status: SIGNED_IN }),
  fillDemo: async () => ({ ok: true, status: SIGNED_IN }),
  removeDemo: async () => ({ ok: true }),
  changePassword: async () => ({ ok: true }),
  inbox: async () => ({ rows: [], total: 0, hits: {}, next: null }),
  counts: async () => ({
    needs_you: 0,
    sending_soon: 0,
    handed_off: 0,
    ai_handled: 0,
    snoozed: 0,
    done: 0,
    everything: 0,
  }),
  thread: async () => null,
  customer: async () => null,
  earlier: async () => [],
  decision: async () => null,
  venue: async () => null,
  bookings: async () => [],
  evals: async () => ({ evals: [], runs: [], results: [] }),
  draft: async () => null,
  texts: async () => [],
  audit: async () => ({ ok: false, code: 'offline', message: 'Offline.' }),
  auditFile: async () => ({ ok: false, code: 'offline', message: 'Offline.' }),
  team: async () => ({ ok: false, code: 'offline', message: 'Offline.' }),
  lookAtInvite: async () => ({ ok: false, code: 'offline', message: 'Offline.' }),
  acceptInvite: async () => ({ ok: false, code: 'offline', message: 'Offline.' }),
  engine: async () => ({ ok: false, code: 'offline', message: 'Offline.' }),
  insights: async () => ({ ok: false, code: 'offline', message: 'Offline.' }),
  backtest: async () => null,
  beginBacktest: async () => ({ ok: true }),
  cancelBacktest: async () => undefined,
  command: async ({ id }) => ({ ok: true, id }),
  bulk: async () => ({ ok: true, count: 1, stay: 0 }),
  bulks: async () => [],
  dismissBulk: async () => undefined,
  tallies: async () => ({ agents: {}, saved: {} }),
  ids: async () => [],
  customers: async () => [],
  threadHits: async () => [],
  later: async () => [],
  notices: async () => [],
  dismissNotice: async () => undefined,
  typed: async () => [],
  tryAlert: async () => undefined,
  saveTyped: async (words) => ({ ...words, at: 1 }),
  here: async () => undefined,
  venues: async () => [],
  lookAt: async () => ({ ok: true, status: SIGNED_IN }),
  find: async () => null,
  stop: async () => [],
  commandAt: async (_account, { id }) => ({ ok: true, id }),
  saveTypedAt: async () => ({ ok: true }),
  unsent: async () => [],
  removeVenue: async () => ({ ok: true }),
}

/** Starts a desk process and hands its port to the page. */
export function startDesk(api: Partial<DeskApi> = {}): TestDesk {
  const { port1, port2 } = new MessageChannel()
  const rpc = createBirpc<WindowApi, DeskApi>(
    { ...EMPTY, ...api },
    {
      eventNames: ['statusChanged', 'changed', 'presence', 'alert', 'venuesChanged'],
      post: (data) => port1.postMessage(data),
      on: (receive) => {
        port1.onmessage = (event) => receive(event.data)
      },
    },
  )
  page.postMessage({ type: 'greenlight:port', generation: 1 }, '*', [port2])
  return {
    window: {
      statusChanged: (status) => void rpc.statusChanged(status),
      changed: (change) => void rpc.changed(change),
      presence: (presence, account) => void rpc.presence(presence, account),
      alert: (alert) => void rpc.alert(alert),
      venuesChanged: () => void rpc.venuesChanged(),
    },
    die: () => {
      page.postMessage({ type: 'greenlight:down', generation: 1 }, '*')
      rpc.$close()
      port1.close()
    },
  }
}

export function conversation(id: string, more: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id,
    channel: 'sms',
    contactId: `contact-${id}`,
    customerName: `Customer ${id}`,
    customerNumber: '+447700900142',
    state: 'open',
    replyMode: null,
    agentId: 'a1',
    assigneeId: null,
    handoff: null,
    personal: false,
    unread: false,
    waitingSince: null,
    lastMessageAt: 0,
    lastText: 'Hello',
    lastAuthor: 'customer',
    lastInboundSeq: 1,
    humanUntil: null,
    snoozedUntil: null,
    mergedInto: null,
    flag: null,
    createdAt: 0,
    ...more,
  }
}

export function inboxRow(id: string, more: Partial<InboxRow> = {}): InboxRow {
  return {
    conversation: conversation(id),
    seq: 1,
    draft: null,
    sending: null,
    trouble: null,
    intent: null,
    gates: [],
    waitingCommands: 0,
    ...more,
  }
}

export function message(id: string, more: Partial<MessageRow> = {}): MessageRow {
  return {
    id,
    conversationId: 'c1',
    direction: 'out',
    body: 'Hello',
    media: 0,
    state: 'delivered',
    providerId: null,
    author: 'staff',
    authorId: null,
    draftId: null,
    auto: false,
    notBefore: null,
    reason: null,
    inboundMessageId: null,
    createdAt: 0,
    sentAt: null,
    ...more,
  }
}

export function draft(id: string, more: Partial<DraftRow> = {}): DraftRow & { seq: number } {
  return {
    id,
    seq: 7,
    conversationId: 'c1',
    inboundMessageId: 'in1',
    turnId: 't1',
    kind: 'reply',
    intent: 'pricing',
    severity: null,
    confidence: 0.93,
    text: 'Balayage starts from £140.',
    citations: [],
    state: 'pending',
    stale: false,
    reasons: [],
    problems: [],
    mustEdit: false,
    returned: null,
    createdAt: 0,
    settledBy: null,
    settledAt: null,
    settledText: null,
    ...more,
  }
}

export function thread(id: string, more: Partial<Thread> = {}): Thread {
  return {
    conversation: conversation(id),
    members: [conversation(id)],
    seq: 1,
    seenSeq: 5,
    contact: null,
    messages: [],
    hasEarlier: false,
    draft: draft(`d-${id}`, { conversationId: id }),
    decision: null,
    run: null,
    pending: [],
    typed: [],
    ...more,
  }
}
