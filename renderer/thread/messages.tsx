import { Merge } from 'lucide-react'
import { Fragment, type RefObject, useLayoutEffect, useRef } from 'react'
import type { MessageRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { usePerson } from '../state/session.ts'
import { loadEarlier, loadLater, useThreads } from '../state/threads.ts'
import { usePeople, useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { endsRun, needsRescue, wasTakenBack } from '../words/delivery.ts'
import { mergedText, sourceText } from '../words/merged.ts'
import { nameOf } from '../words/text.ts'
import { dayKey, dayLabel, whenText } from '../words/time.ts'
import { Bubble, SystemLine, TakenBack } from './bubble.tsx'
import { SoughtIn } from './found.tsx'
import { type Join, joinsOf } from './joins.ts'

const NEAR_END = 48

interface MessagesProps {
  readonly thread: Thread
  /** Whether the newest text is in sight. */
  readonly atEnd: RefObject<boolean>
}

export function Messages({ thread, atEnd }: MessagesProps) {
  const { id } = thread.conversation
  const earlier = useThreads((s) => s.earlier[id])
  const zone = useZone()
  const now = useNow(60_000)
  const people = usePeople()
  const me = usePerson()?.id
  const scroller = useRef<HTMLDivElement>(null)
  const firstId = useRef<string | null>(null)
  const height = useRef(0)
  const top = useRef(0)

  const known = new Set(thread.messages.map((m) => m.id))
  const messages = [...(earlier?.messages ?? []).filter((m) => !known.has(m.id)), ...thread.messages]
  const joins = joinsOf(thread.members, messages, !thread.hasEarlier || earlier?.state === 'all')
  const pending = new Set(thread.pending.map((p) => p.id))
  const personName = (personId: string) =>
    personId === me ? 'you' : (people.find((p) => p.id === personId)?.name ?? 'a colleague')

  // Earlier texts that come leave what is read where it is.
  const first = messages[0]?.id ?? null
  useLayoutEffect(() => {
    const el = scroller.current
    if (el !== null && firstId.current !== null && first !== firstId.current && !atEnd.current)
      el.scrollTop += el.scrollHeight - height.current
    firstId.current = first
  }, [first, atEnd])

  // The newest text stays in sight when others come, or when the pane shrinks for a draft below.
  useLayoutEffect(() => {
    const el = scroller.current
    if (el === null) return
    const keep = () => {
      height.current = el.scrollHeight
      if (!atEnd.current) return
      el.scrollTop = height.current
      top.current = el.scrollTop
    }
    // To ask for the height is to lay it out: a thread that is drawn ahead has that done before it is shown.
    keep()
    const observer = new ResizeObserver(keep)
    observer.observe(el)
    observer.observe(el.firstElementChild!)
    return () => observer.disconnect()
  }, [atEnd])

  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
      role="log"
      aria-label="Messages"
      onScroll={(event) => {
        const el = event.currentTarget
        const near = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END
        // Told of a moment later: what has grown or shrunk meanwhile is no going away from the end, only going up is.
        if (near || el.scrollTop < top.current) atEnd.current = near
        top.current = el.scrollTop
      }}
      className="min-h-24 flex-1 short:min-h-16 overflow-y-auto px-5.5 py-4 short:py-2 [overflow-anchor:none] focus-visible:-outline-offset-2"
    >
      <div className="flex min-h-full flex-col justify-end gap-1.5">
        <SoughtIn conversationId={id}>
          <Earlier id={id} has={thread.hasEarlier} state={earlier?.state ?? 'idle'} />
          {messages.map((message, i) => {
            const before = messages[i - 1]
            const gap = earlier?.gap === true && before?.id === earlier.messages.at(-1)?.id && before !== undefined
            const newDay = before === undefined || dayKey(zone, before.createdAt) !== dayKey(zone, message.createdAt)
            return (
              <Fragment key={message.id}>
                {gap && <Later id={id} />}
                {joins
                  .filter((join) => join.before === message.id)
                  .map((join) => (
                    <JoinLine key="join" join={join} personName={personName} />
                  ))}
                {newDay && (
                  <div className="mt-2 mb-1 self-center text-faint text-xs first:mt-0">
                    {dayLabel(zone, now, message.createdAt)}
                  </div>
                )}
                {message.direction === 'system' ? (
                  <SystemLine message={message} personName={personName} />
                ) : wasTakenBack(message) ? (
                  <TakenBack message={message} />
                ) : (
                  <Bubble
                    message={message}
                    last={endsRun(message, messages[i + 1])}
                    unheard={isUnheard(message, pending)}
                    rescue={needsRescue(message, messages.slice(i + 1))}
                    customer={customerOf(thread, message)}
                    answers={message.inboundMessageId ?? lastInbound(messages, i)}
                    personName={personName}
                  />
                )}
              </Fragment>
            )
          })}
          {joins
            .filter((join) => join.before === null)
            .map((join) => (
              <JoinLine key="join" join={join} personName={personName} />
            ))}
        </SoughtIn>
      </div>
    </div>
  )
}

interface JoinLineProps {
  readonly join: Join
  readonly personName: (id: string) => string
}

/** Quiet, between texts: who merged what, and which number the texts below are from. */
function JoinLine({ join, personName }: JoinLineProps) {
  const zone = useZone()
  const now = useNow(60_000)
  return (
    <div className="my-1 flex flex-col items-center gap-0.5 self-stretch text-faint text-xs">
      {join.merged.map((c) => (
        <span key={c.id}>
          <Merge size={12} aria-hidden="true" className="mr-1.5 inline align-[-1px]" />
          {mergedText(c, personName, (at) => whenText(zone, now, at))}
        </span>
      ))}
      {join.from !== null && (
        <span className="flex items-center gap-2 self-stretch before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          <bdi>{sourceText(join.from)}</bdi>
        </span>
      )}
    </div>
  )
}

/** Where what one has gone back to ends: the newest texts stand below. */
function Later({ id }: { readonly id: string }) {
  return (
    <div className="my-3 flex items-center gap-3 self-stretch text-faint text-xs">
      <span className="h-px flex-1 bg-line" />
      <Button size="small" look="quiet" className="text-xs" onClick={() => void loadLater(id)}>
        Later messages
      </Button>
      <span className="h-px flex-1 bg-line" />
    </div>
  )
}

/** Of threads that were merged, each text is by whoever has its number. */
function customerOf({ conversation, members }: Thread, { conversationId }: MessageRow): string {
  return nameOf(members.find((member) => member.id === conversationId) ?? conversation)
}

function lastInbound(messages: readonly MessageRow[], before: number): string | null {
  return messages.slice(0, before).findLast((m) => m.direction === 'in')?.id ?? null
}

/** Its id ends in that of a command which the server has not answered. */
function isUnheard(message: MessageRow, pending: ReadonlySet<string>): boolean {
  for (const commandId of pending) if (message.id.endsWith(`_${commandId}`)) return true
  return false
}

function Earlier({ id, has, state }: { readonly id: string; readonly has: boolean; readonly state: string }) {
  if (!has) return null
  if (state === 'all') return <p className="self-center text-faint text-xs">The beginning of the conversation</p>
  return (
    <Button
      size="small"
      look="quiet"
      className="self-center text-xs"
      disabled={state === 'loading'}
      onClick={() => void loadEarlier(id)}
    >
      {state === 'loading' ? 'Fetching…' : 'Earlier messages'}
    </Button>
  )
}
