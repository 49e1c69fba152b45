import type { Notice, Thread } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { dismissNotice, useNotices } from '../state/notices.ts'
import { editStopped, sendAnyway } from '../state/send-acts.ts'
import { useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { unseenTitle } from '../words/notice.ts'
import { whenText } from '../words/time.ts'

/** Whether a stopped send is about this thread, whose text then stands above its composer. */
export const isStoppedIn = (notice: Notice, thread: Thread | undefined): boolean =>
  notice.unseen !== null && thread?.members.some((c) => c.id === notice.conversationId) === true

/** A send that was stopped over a text which its writer had not seen: that text, and what to do now. */
export function UnseenStrips({ thread }: { readonly thread: Thread }) {
  const notices = useNotices((s) => s.list)
  return notices
    .filter((notice) => isStoppedIn(notice, thread))
    .map((notice) => <UnseenStrip key={notice.commandId} notice={notice} />)
}

function UnseenStrip({ notice }: { readonly notice: Notice }) {
  const zone = useZone()
  const now = useNow(60_000)
  const { commandId, theirs, mine } = notice
  return (
    <Strip
      tone="wait"
      role="alert"
      className="shrink-0 rounded-xl border border-line-strong"
      actions={
        <span className="flex shrink-0 gap-1.5 self-end">
          {mine === null ? (
            <Button size="small" onClick={() => void dismissNotice(commandId)}>
              Dismiss
            </Button>
          ) : (
            <>
              <Button size="small" onClick={() => sendAnyway(notice)}>
                Send anyway
              </Button>
              <Button size="small" onClick={() => editStopped(notice)}>
                Change it
              </Button>
            </>
          )}
        </span>
      }
    >
      <p className="font-strong">{unseenTitle(notice, (at) => whenText(zone, now, at))}</p>
      {theirs !== null && (
        <q dir="auto" className="line-clamp-3 text-text">
          {theirs}
        </q>
      )}
      {mine !== null && (
        <p dir="auto" className="line-clamp-2 text-dim">
          <span className="text-xs">Yours: </span>
          {mine}
        </p>
      )}
    </Strip>
  )
}
