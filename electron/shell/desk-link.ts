/** Main's own line to the desk: what the tray shows, the kill switch, and what deserves a notification. */
import { type BirpcReturn, createBirpc } from 'birpc'
import type { MessagePortMain } from 'electron'
import type { Alert } from '#shared/alerts.ts'
import { ME, NOBODY } from '#shared/filters.ts'
import type { DeskApi, DeskStatus, InboxQuery, VenueView, WindowApi, WindowCommand } from '#shared/rpc.ts'
import { type KillState, killStateOf } from './kill-state.ts'

const ASK_AGAIN_MS = 1_000
const NEEDS_ME: InboxQuery = { view: 'needs_you', filter: { assignee: [ME, NOBODY] }, limit: 1 }

/** What was done in a notification. */
interface Act {
  readonly alert: Alert
  /** What was written there. */
  readonly words: string | null
  readonly command: WindowCommand
}

export interface Outlook {
  /** Conversations that need this person, or anybody. */
  readonly needsYou: number
  readonly kill: KillState
}

export interface DeskLinkParts {
  readonly ids: () => string
  readonly changed: (outlook: Outlook) => void
  readonly alert: (alert: Alert) => void
  /** A stop that was refused, in words for people. */
  readonly refused: (message: string) => void
  /** What was approved or written in a notification and could not be given. */
  readonly notSent: (alert: Alert, message: string) => void
}

export interface DeskLink {
  connect(port: MessagePortMain): void
  /** The desk is gone; the next `connect` goes on from there. */
  lost(): void
  /** Asks for the stop, and keeps asking under one id until a desk has taken it. */
  stopAutoSend(): void
  /** Approves the draft that a notification showed, as it was shown. */
  approve(alert: Alert): void
  /** Sends what was written in a notification. */
  reply(alert: Alert, text: string): void
}

export function createDeskLink(parts: DeskLinkParts): DeskLink {
  let remote: BirpcReturn<DeskApi, WindowApi> | null = null
  let status: DeskStatus | null = null
  let venue: VenueView | null = null
  let needsYou = 0
  let stopId: string | null = null
  /** Acts of notifications that no desk has taken yet, in their order. */
  let acts: Act[] = []
  let acting = false
  let reading = false
  let readAgain = false

  const tell = () => parts.changed({ needsYou, kill: killStateOf(status, venue, stopId !== null) })

  /** One read at a time; whatever changes meanwhile is read once more afterwards. */
  async function refresh(): Promise<void> {
    readAgain = true
    if (reading) return
    reading = true
    while (readAgain && remote !== null) {
      readAgain = false
      const desk = remote
      try {
        const [newStatus, newVenue, mine] = await Promise.all([desk.status(), desk.venue(), desk.inbox(NEEDS_ME)])
        if (desk !== remote) continue
        ;[status, venue, needsYou] = [newStatus, newVenue, newStatus.person === null ? 0 : mine.total]
        tell()
      } catch {
        // The desk died meanwhile: `lost` has said so, and the next one is read afresh.
      }
    }
    reading = false
  }

  async function sendStop(): Promise<void> {
    const [desk, id] = [remote, stopId]
    if (desk === null || id === null) return
    try {
      const result = await desk.command({ id, type: 'killswitch.engage', payload: {} })
      if (stopId === id) stopId = null
      if (!result.ok) parts.refused(result.message)
      await refresh()
      tell()
    } catch {
      // Not taken: asked again under the same id, of this desk or of the next one.
      if (desk === remote) setTimeout(() => void sendStop(), ASK_AGAIN_MS)
    }
  }

  /** One after the other, each under its own id until a desk has taken it. */
  async function giveActs(): Promise<void> {
    if (acting) return
    acting = true
    for (let act = acts[0]; act !== undefined && remote !== null; act = acts[0]) {
      const desk = remote
      const result = await desk.command(act.command).catch(() => null)
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

  async function notGiven({ alert, words }: Act, message: string): Promise<void> {
    const { conversationId } = alert
    if (words !== null && conversationId !== null) {
      const aside = { conversationId, place: 'aside', draftId: null, text: words.slice(0, 5_000) } as const
      await remote?.saveTyped(aside).catch(() => undefined)
    }
    parts.notSent(alert, message)
  }

  function act(alert: Alert, words: string | null, command: Omit<WindowCommand, 'id'>): void {
    acts = [...acts, { alert, words, command: { ...command, id: parts.ids() } }]
    void giveActs()
  }

  return {
    connect(port) {
      const rpc = createBirpc<DeskApi, WindowApi>(
        {
          statusChanged: () => void refresh(),
          changed: () => void refresh(),
          presence: () => undefined,
          alert: (alert) => parts.alert(alert),
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
      void sendStop()
      void giveActs()
    },
    lost() {
      remote?.$close()
      remote = null
      status = null
      tell()
    },
    stopAutoSend() {
      stopId ??= parts.ids()
      tell()
      void sendStop()
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
