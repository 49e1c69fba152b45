import { ChevronLeft, ChevronRight, OctagonAlert, Users } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Notice } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { dismissNotice, useNotices } from '../state/notices.ts'
import { select } from '../state/selection.ts'
import { useThreads } from '../state/threads.ts'
import { putAside, setReply } from '../state/typed.ts'
import { useUi } from '../state/ui.ts'
import { useZone } from '../state/venue.ts'
import { isStoppedIn } from '../thread/unseen.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { noticeTitle } from '../words/notice.ts'
import { whenText } from '../words/time.ts'

/** What was not carried out, one at a time, until somebody has decided. */
export function Notices() {
  const all = useNotices((s) => s.list)
  const selectedId = useUi((s) => s.selectedId)
  const page = useUi((s) => s.page)
  const open = useThreads((s) => (selectedId === null || page !== 'inbox' ? undefined : s.byId[selectedId]))
  // A send that was stopped in the thread that is open stands there, above the composer.
  const list = all.filter((notice) => !isStoppedIn(notice, open))
  const [at, setAt] = useState(0)
  const index = Math.min(at, list.length - 1)
  const notice = list[index]
  if (notice === undefined) return null
  return (
    <section
      aria-label="Notices"
      className="max-h-[45%] shrink-0 overflow-y-auto border-line border-b bg-wait-soft px-4.5 py-3"
    >
      <div className="flex items-start gap-3">
        {notice.status === 'conflict' ? (
          <Users size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-wait" />
        ) : (
          <OctagonAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-wait" />
        )}
        <NoticeBody
          notice={notice}
          pager={list.length > 1 ? <Pager index={index} total={list.length} go={setAt} /> : null}
        />
      </div>
    </section>
  )
}

function NoticeBody({ notice, pager }: { readonly notice: Notice; readonly pager: ReactNode }) {
  const zone = useZone()
  const now = useNow(60_000)
  const { commandId, conversationId, mine, theirs, unseen } = notice
  const open = () => {
    if (conversationId !== null) select(conversationId)
  }
  const takeMine = () => {
    if (conversationId === null || mine === null) return
    select(conversationId)
    putAside(conversationId)
    setReply(conversationId, mine)
    void dismissNotice(commandId)
  }
  return (
    <div className="min-w-0 flex-1">
      <p className="font-strong">{noticeTitle(notice, (at) => whenText(zone, now, at))}</p>
      <p className="text-dim">{notice.message}</p>
      {(mine !== null || theirs !== null) && (
        <div className="mt-2 grid grid-cols-2 gap-3">
          {mine !== null && <Quoted label="Yours, not sent" text={mine} />}
          {theirs !== null && (
            <Quoted label={unseen?.direction === 'in' ? 'What they wrote' : 'What was sent'} text={theirs} />
          )}
        </div>
      )}
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        {mine !== null && conversationId !== null && (
          <Button size="small" onClick={takeMine}>
            Use my text
          </Button>
        )}
        {conversationId !== null && (
          <Button size="small" onClick={open}>
            Open
          </Button>
        )}
        <Button size="small" onClick={() => void dismissNotice(commandId)}>
          {theirs === null ? 'Dismiss' : 'Leave it at that'}
        </Button>
        {pager}
      </div>
    </div>
  )
}

function Pager({
  index,
  total,
  go,
}: {
  readonly index: number
  readonly total: number
  readonly go: (index: number) => void
}) {
  return (
    <span className="ml-auto flex items-center gap-1 text-dim text-xs">
      <IconButton label="The notice before" disabled={index === 0} onClick={() => go(index - 1)}>
        <ChevronLeft size={15} aria-hidden="true" />
      </IconButton>
      {index + 1} of {total}
      <IconButton label="The next notice" disabled={index === total - 1} onClick={() => go(index + 1)}>
        <ChevronRight size={15} aria-hidden="true" />
      </IconButton>
    </span>
  )
}

function Quoted({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <figure className="rounded-lg bg-surface px-3 py-2">
      <figcaption className="text-dim text-xs">{label}</figcaption>
      <blockquote dir="auto" className="line-clamp-3">
        {text}
      </blockquote>
    </figure>
  )
}
