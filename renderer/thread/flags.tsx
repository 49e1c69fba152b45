import type { Thread } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { onConversation } from '../state/conversation-acts.ts'
import { useAgents, usePeople, useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { whenText } from '../words/time.ts'

/** Words of warning above the messages. */
export function Flags({ thread }: { readonly thread: Thread }) {
  const { conversation: c, contact } = thread
  const zone = useZone()
  const now = useNow(60_000)
  const people = usePeople()
  const agents = useAgents()
  return (
    <>
      {c.handoff !== null && (
        <Strip tone="wait" className="border-line border-b">
          Handed off ({c.handoff.route}) by{' '}
          {[...people, ...agents].find((p) => p.id === c.handoff?.by)?.name ?? 'the AI'},{' '}
          {whenText(zone, now, c.handoff.at)}. The AI stays silent until you resume.
          {c.handoff.note !== null && <span className="block text-text">{c.handoff.note}</span>}
        </Strip>
      )}
      {contact?.optedOut === true && (
        <Strip tone="stop" className="border-line border-b">
          This customer has opted out. No text can be sent.
        </Strip>
      )}
      {c.flag === 'opt_out' && contact !== null && !contact.optedOut && (
        <Strip
          tone="wait"
          className="border-line border-b"
          actions={
            <Button
              size="small"
              onClick={() =>
                onConversation.optOut(c.id, contact.id, true, 'Asked not to be texted, in their own words')
              }
            >
              Record the opt-out
            </Button>
          }
        >
          This reads as if they want no more texts.
        </Strip>
      )}
      {c.flag === 'cancel' && (
        <Strip tone="wait" className="border-line border-b">
          They wrote CANCEL and have an appointment: it may mean the appointment. Ask them.
        </Strip>
      )}
      {/* While the card below asks what it is, that says so. */}
      {c.flag === 'risk' && thread.draft?.kind !== 'escalation' && (
        <Strip tone="stop" className="border-line border-b">
          This may be about somebody&rsquo;s safety. Read it now; the AI writes nothing here.
        </Strip>
      )}
    </>
  )
}
