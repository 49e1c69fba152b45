/** Main's own line to the desk: what the tray shows of each venue, the kill switch, and what deserves a notification. */
import { type BirpcReturn, createBirpc } from 'birpc'
import type { MessagePortMain } from 'electron'
import type { Alert } from '#shared/alerts.ts'
import { ERRORS } from '#shared/errors.ts'
import type { DeskApi, WindowApi, WindowCommand } from '#shared/rpc.ts'
import type { StopAsked, VenueGlance } from '#shared/venues.ts'
import { type KillState, killStateOf, worstOf } from './kill-state.ts'
import type { Outlook } from './outlook.ts'

const ASK_AGAIN_MS = 1_000

/** What was done in a notification. */
interface Act {
  readonly alert: Alert
  readonly account: string
  /** What was written there. */
  readonly words: string | null
  readonly command: WindowCommand
}

export interface DeskLinkParts {
  readonly ids: () => string
  readonly changed: (outlook: Outlook) => void
  /** `elsewhere`: of a venue that the window does not look at. */
  readonly alert: (alert: Alert, elsewhere: boolean) => void
  /** A stop that was refused, in words for people. */
  readonly refused: (message: string) => void
  /** What was approved or written in a notification and could not be given. */
  readonly notSent: (alert: Alert, message: string) => void
}

export interface DeskLink {
  connect(port: MessagePortMain): void
  /** The desk is gone; the next `connect` goes on from there. */
  lost(): void
  /** Asks every venue of the console for the stop, or one, and keeps asking under one id until a desk has taken it. */
  stopAutoSend(account?: string): void
  /** Approves the draft that a notification showed, as it was shown. */
  approve(alert: Alert): void
  /** Sends what was written in a notification. */
  reply(alert: Alert, text: string): void
}

/** Stops whoever is asked: every venue. */
const ALL = ''

export function createDeskLink(parts: DeskLinkParts): DeskLink {
  let remote: BirpcReturn<DeskApi, WindowApi> | null = null
  let glances: readonly VenueGlance[] = []
  /** The desk has told of its venues. */
  let heard = false
  /** Stops that no desk has taken yet: of a venue, or of all, each under its own id. */
  const stops = new Map<string, string>()
  /** Acts of notifications that no desk has taken yet, in their order. */
  let acts: Act[] = []
  let acting = false
  let reading = false
  let readAgain = false

  const outlook = (): Outlook => {
    const venues = glances.map(({ account, name, status, autoSend, inView }) => {
      const asked = stops.has(ALL) || stops.has(account)
      return { account, name, inView, kill: killStateOf(heard ? status : null, autoSend, asked) }
    })
    const needsYou = glances.reduce((sum, glance) => sum + glance.needsYou, 0)
    const none: KillState = stops.size > 0 ? { kind: 'unheard' } : { kind: heard ? 'signed_out' : 'unknown' }
    return { needsYou, venues, kill: venues.length === 0 ? none : worstOf(venues.map(({ kill }) => kill)) }
  }
  const tell = () => parts.changed(outlook())

  /** One read at a time; whatever changes meanwhile is read once more afterwards. */
  async function refresh(): Promise<void> {
    readAgain = true
    if (reading) return
    reading = true
    while (readAgain && remote !== null) {
      readAgain = false
      const desk = remote
      try {
        const now = await desk.venues()
        if (desk !== remote) continue
        glances = now
        heard = true
        tell()
      } catch {
        // The desk died meanwhile: `lost` has said so, and the next one is read afresh.
      }
    }
    reading = false
  }

  async function sendStop(account: string): Promise<void> {
    const [desk, id] = [remote, stops.get(account)]
    if (desk === null || id === undefined) return
    try {
      const asked = await desk.stop(id, account === ALL ? null : account)
      if (stops.get(account) === id) stops.delete(account)
      if (asked.length === 0) parts.refused(ERRORS.not_signed_in[1])
      for (const one of asked) if (!one.ok) parts.refused(refusedWords(one, asked.length))
      await refresh()
      tell()
    } catch {
      // Not taken: asked again under the same id, of this desk or of the next one.
      if (desk === remote) setTimeout(() => void sendStop(account), ASK_AGAIN_MS)
    }
  }

  /** One after the other, each under its own id until a desk has taken it. */
  async function giveActs(): Promise<void> {
    if (acting) return
    acting = true
    for (let act = acts[0]; act !== undefined && remote !== null; act = acts[0]) {
      const desk = remote
      const result = await desk.commandAt(act.account, act.command).catch(() => null)
      if (result === null) {
        // That desk died meanwhile: the next one, where there is one already, is given the same.
        if (desk === remote) break
        continue
      }
      acts = acts.slice(1)
      if (!result.ok) await notGiven(act, result.message)
    }
    acting = false
  }

  async function notGiven({ alert, account, words }: Act, message: string): Promise<void> {
    const { conversationId } = alert
    if (words !== null && conversationId !== null) {
      const aside = { conversationId, place: 'aside', draftId: null, text: words.slice(0, 5_000) } as const
      await remote?.saveTypedAt(account, aside).catch(() => undefined)
    }
    parts.notSent(alert, message)
  }

  function act(alert: Alert, words: string | null, command: Omit<WindowCommand, 'id'>): void {
    const { account } = alert
    if (account === undefined) return
    acts = [...acts, { alert, account, words, command: { ...command, id: parts.ids() } }]
    void giveActs()
  }

  return {
    connect(port) {
      const rpc = createBirpc<DeskApi, WindowApi>(
        {
          statusChanged: () => void refresh(),
          changed: () => void refresh(),
          presence: () => undefined,
          alert(alert) {
            const seen = glances.find(({ inView }) => inView)?.account
            parts.alert(alert, alert.account !== undefined && alert.account !== seen)
          },
          venuesChanged: () => void refresh(),
        },
        {
          post: (data) => port.postMessage(data),
          on: (receive) => {
            port.on('message', (event) => receive(event.data))
            port.start()
          },
        },
      )
      port.once('close', () => rpc.$close())
      remote = rpc
      void refresh()
      for (const account of stops.keys()) void sendStop(account)
      void giveActs()
    },
    lost() {
      remote?.$close()
      remote = null
      heard = false
      tell()
    },
    stopAutoSend(account = ALL) {
      if (!stops.has(account)) stops.set(account, parts.ids())
      tell()
      void sendStop(account)
    },
    approve(alert) {
      const { draft, seenSeq } = alert
      if (draft === null) return
      act(alert, null, { type: 'draft.approve', payload: { draftId: draft.id, seenSeq }, basis: draft.seq })
    },
    reply(alert, written) {
      const { conversationId, seenSeq } = alert
      const text = written.trim()
      if (conversationId === null || text === '') return
      act(alert, text, { type: 'message.send', payload: { conversationId, text, seenSeq } })
    },
  }
}

const refusedWords = ({ name, message }: StopAsked, of: number): string =>
  of < 2 ? (message ?? '') : `${name}: ${message ?? ''}`
