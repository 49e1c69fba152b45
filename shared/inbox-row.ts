/** A thread's row in the list, and what went wrong in it. */
import { draftOf, type Glance, type Scene } from './scene.ts'
import type { InboxRow } from './views.ts'

/** A failure that a person has dealt with, by the reason that stands on it. */
export const isResolved = (reason: string | null): boolean => reason === 'dropped' || reason === 'sent_again'

/** The list's row of a scene: the mirror and the overlay make it by this one rule. */
export function inboxRowOf(scene: Glance, seq: number, waitingCommands: number): InboxRow {
  const draft = draftOf(scene)
  const out = scene.messages.filter((m) => m.direction === 'out')
  const sending = out.findLast((m) => m.state === 'queued' || m.state === 'claimed')
  const trouble = troubleOf(scene)
  return {
    conversation: scene.conversation,
    seq,
    draft:
      draft === null
        ? null
        : {
            id: draft.id,
            kind: draft.kind,
            intent: draft.intent,
            severity: draft.severity,
            stale: draft.stale,
            seq: draft.seq,
          },
    sending:
      sending === undefined
        ? null
        : { id: sending.id, auto: sending.auto, notBefore: sending.notBefore, state: sending.state },
    trouble: scene.conversation.state === 'closed' && trouble?.state === 'failed' ? null : trouble,
    intent: draft?.intent ?? scene.decided?.intent ?? null,
    gates: draft?.reasons ?? scene.decided?.reasons ?? [],
    waitingCommands,
  }
}

/**
 * An unknown outcome stays until somebody resolves it; a failure until a later text, a person or (which the list's row
 * judges) a close ends it.
 */
export function troubleOf(scene: Pick<Scene, 'messages'>): InboxRow['trouble'] {
  const out = scene.messages.filter((m) => m.direction === 'out')
  const unknown = out.findLast((m) => m.state === 'unknown')
  if (unknown !== undefined) return { id: unknown.id, state: 'unknown' }
  const last = out.findLast((m) => m.state !== 'withdrawn' && !(m.state === 'failed' && isResolved(m.reason)))
  return last?.state === 'failed' ? { id: last.id, state: 'failed' } : null
}
