/** Main's own line to the desk: what the tray shows, the kill switch, and what deserves a notification. */
import { type BirpcReturn, createBirpc } from 'birpc'
import type { MessagePortMain } from 'electron'
import type { DeskApi, DeskStatus, VenueView, WindowApi } from '#shared/rpc.ts'
import { type KillState, killStateOf } from './kill-state.ts'

const ASK_AGAIN_MS = 1_000

export type Alert = Parameters<WindowApi['alert']>[0]

export interface Outlook {
  /** Conversations that need somebody. */
  readonly needsYou: number
  readonly kill: KillState
}

export interface DeskLinkParts {
  readonly ids: () => string
  readonly changed: (outlook: Outlook) => void
  readonly alert: (alert: Alert) => void
  /** A stop that was refused, in words for people. */
  readonly refused: (message: string) => void
}

export interface DeskLink {
  connect(port: MessagePortMain): void
  /** The desk is gone; the next `connect` goes on from there. */
  lost(): void
  /** Asks for the stop, and keeps asking under one id until a desk has taken it. */
  stopAutoSend(): void
}

export function createDeskLink(parts: DeskLinkParts): DeskLink {
  let remote: BirpcReturn<DeskApi, WindowApi> | null = null
  let status: DeskStatus | null = null
  let venue: VenueView | null = null
  let needsYou = 0
  let stopId: string | null = null
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
        const [newStatus, newVenue, counts] = await Promise.all([desk.status(), desk.venue(), desk.counts()])
        if (desk !== remote) continue
        ;[status, venue, needsYou] = [newStatus, newVenue, newStatus.person === null ? 0 : counts.needs_you]
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
  }
}
