import { lazy, Suspense } from 'react'
import { useThreads } from '../state/threads.ts'
import { useUi } from '../state/ui.ts'
import { WhySheet } from '../thread/why.tsx'
import { HandOffDialog } from './hand-off.tsx'
import { NoteDialog } from './note.tsx'
import { PickDialog } from './pick.tsx'
import { ReceiptDialog } from './receipt.tsx'
import { SnoozeDialog } from './snooze.tsx'

const AcknowledgeDialog = lazy(() => import('./acknowledge.tsx'))
const ReleaseDialog = lazy(() => import('./release.tsx'))
const Palette = lazy(() => import('./palette.tsx'))
const MergeDialog = lazy(() => import('./merge.tsx'))
const EraseDialog = lazy(() => import('./erase.tsx'))
const WrongDialog = lazy(() => import('./wrong.tsx'))
const SaveViewDialog = lazy(() => import('./save-view.tsx'))
const NotChangedDialog = lazy(() => import('./not-changed.tsx'))
const ShortcutDialog = lazy(() => import('./shortcut.tsx'))
const SaveTriedDialog = lazy(() => import('./save-tried.tsx'))
const DemoDialog = lazy(() => import('./demo.tsx'))
const RemoveVenueDialog = lazy(() => import('./remove-venue.tsx'))
const UnsavedDialog = lazy(() => import('./unsaved.tsx'))
const KeysSheet = lazy(() => import('./keys-sheet.tsx'))

/** The one thing, if any, that lies over the page. Reject is a popover of its own button. */
export function Overlays() {
  const overlay = useUi((s) => s.overlay)
  const id = useUi((s) => s.selectedId)
  const thread = useThreads((s) => (id === null ? undefined : s.byId[id]))
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
      return thread === undefined ? null : (
        <Suspense>
          <MergeDialog thread={thread} />
        </Suspense>
      )
    case 'erase':
      return thread === undefined ? null : (
        <Suspense>
          <EraseDialog thread={thread} />
        </Suspense>
      )
    case 'receipt':
      return <ReceiptDialog />
    case 'release':
      return (
        <Suspense>
          <ReleaseDialog />
        </Suspense>
      )
    case 'acknowledge':
      return (
        <Suspense>
          <AcknowledgeDialog before={overlay.before} />
        </Suspense>
      )
    case 'wrong':
      return (
        <Suspense>
          <WrongDialog conversationId={overlay.conversationId} messageId={overlay.messageId} />
        </Suspense>
      )
    case 'pick':
      return <PickDialog what={overlay.what} />
    case 'save_view':
      return (
        <Suspense>
          <SaveViewDialog viewId={overlay.viewId} />
        </Suspense>
      )
    case 'not_changed':
      return (
        <Suspense>
          <NotChangedDialog bulkId={overlay.bulkId} />
        </Suspense>
      )
    case 'shortcut':
      return (
        <Suspense>
          <ShortcutDialog which={overlay.which} />
        </Suspense>
      )
    case 'save_tried':
      return (
        <Suspense>
          <SaveTriedDialog />
        </Suspense>
      )
    case 'palette':
      return (
        <Suspense>
          <Palette />
        </Suspense>
      )
    case 'keys':
      return (
        <Suspense>
          <KeysSheet />
        </Suspense>
      )
    case 'remove_venue':
      return (
        <Suspense>
          <RemoveVenueDialog account={overlay.account} />
        </Suspense>
      )
    case 'unsaved':
      return (
        <Suspense>
          <UnsavedDialog go={overlay.go} />
        </Suspense>
      )
    case 'demo':
      return (
        <Suspense>
          <DemoDialog />
        </Suspense>
      )
    default:
      return null
  }
}
