import { useEffect } from 'react'
import { useThreads } from '../state/threads.ts'
import { useUi } from '../state/ui.ts'
import { WhySheet } from '../thread/why.tsx'
import { Apart, apart, readWhenIdle } from '../ui/apart.tsx'
import { HandOffDialog } from './hand-off.tsx'
import { NoteDialog } from './note.tsx'
import { PickDialog } from './pick.tsx'
import { ReceiptDialog } from './receipt.tsx'
import { SnoozeDialog } from './snooze.tsx'

const ACKNOWLEDGE = apart(() => import('./acknowledge.tsx'))
const RELEASE = apart(() => import('./release.tsx'))
const PALETTE = apart(() => import('./palette.tsx'))
const MERGE = apart(() => import('./merge.tsx'))
const ERASE = apart(() => import('./erase.tsx'))
const WRONG = apart(() => import('./wrong.tsx'))
const SAVE_VIEW = apart(() => import('./save-view.tsx'))
const NOT_CHANGED = apart(() => import('./not-changed.tsx'))
const SHORTCUT = apart(() => import('./shortcut.tsx'))
const SAVE_TRIED = apart(() => import('./save-tried.tsx'))
const DEMO = apart(() => import('./demo.tsx'))
const REMOVE_VENUE = apart(() => import('./remove-venue.tsx'))
const UNSAVED = apart(() => import('./unsaved.tsx'))
const KEYS = apart(() => import('./keys-sheet.tsx'))

const NOTHING = {}

/** The one thing, if any, that lies over the page. Reject is a popover of its own button. */
export function Overlays() {
  const overlay = useUi((s) => s.overlay)
  const id = useUi((s) => s.selectedId)
  const thread = useThreads((s) => (id === null ? undefined : s.byId[id]))
  useEffect(() => readWhenIdle(PALETTE, SAVE_VIEW, KEYS), [])
  switch (overlay?.kind) {
    case 'why':
      return thread === undefined ? null : <WhySheet thread={thread} inboundMessageId={overlay.inboundMessageId} />
    case 'hand_off':
      return thread === undefined ? null : <HandOffDialog thread={thread} />
    case 'snooze':
      return <SnoozeDialog />
    case 'note':
      return thread === undefined ? null : <NoteDialog thread={thread} />
    case 'merge':
      return thread === undefined ? null : <Apart of={MERGE} given={{ thread }} />
    case 'erase':
      return thread === undefined ? null : <Apart of={ERASE} given={{ thread }} />
    case 'receipt':
      return <ReceiptDialog />
    case 'release':
      return <Apart of={RELEASE} given={NOTHING} />
    case 'acknowledge':
      return <Apart of={ACKNOWLEDGE} given={{ before: overlay.before }} />
    case 'wrong':
      return <Apart of={WRONG} given={{ conversationId: overlay.conversationId, messageId: overlay.messageId }} />
    case 'pick':
      return <PickDialog what={overlay.what} />
    case 'save_view':
      return <Apart of={SAVE_VIEW} given={{ viewId: overlay.viewId }} />
    case 'not_changed':
      return <Apart of={NOT_CHANGED} given={{ bulkId: overlay.bulkId }} />
    case 'shortcut':
      return <Apart of={SHORTCUT} given={{ which: overlay.which }} />
    case 'save_tried':
      return <Apart of={SAVE_TRIED} given={NOTHING} />
    case 'palette':
      return <Apart of={PALETTE} given={NOTHING} />
    case 'keys':
      return <Apart of={KEYS} given={NOTHING} />
    case 'remove_venue':
      return <Apart of={REMOVE_VENUE} given={{ account: overlay.account }} />
    case 'unsaved':
      return <Apart of={UNSAVED} given={{ go: overlay.go }} />
    case 'demo':
      return <Apart of={DEMO} given={NOTHING} />
    default:
      return null
  }
}
